import { type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { Group, GroupMember } from './group.ts';
import { type GroupNotice, groupAfter, isAboutRequest, isUnclear, membersAfter } from './group-notice.ts';

const [me, owner, other] = [2, 4, 6] as [UserId, UserId, UserId];
const id = 9 as GroupId;

const group: Group = {
  ...{ id, name: 'Birds', description: '', type: 'private', ownerId: owner, memberCount: 3, capacity: 500 },
  ...{ isDestroyed: false, myRole: 'member', applyApproval: 'adminDecides', allowsMemberInvite: true },
  ...{ allowsMemberEdit: false, hasReadReceipts: false, showsHistoryToNew: false, hidesMembers: false },
  ...{ bannedUntilMs: 0, muteMode: 'normal' },
};

const member = (userId: UserId, role: GroupMember['role'] = 'member'): GroupMember => ({
  ...{ userId, role, displayName: '', bannedUntilMs: 0 },
});
const members = [member(owner, 'owner'), member(me), member(other)];

function notice(
  name: keyof typeof GroupNoticeType,
  to: readonly UserId[] = [],
  content: object | string = '',
): GroupNotice {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { type: GroupNoticeType[name], group: id, from: owner, to, content: text, atMs: 1_000 };
}

describe('a group after a notice', () => {
  test('counts who comes and goes', () => {
    expect(groupAfter(group, notice('JOINED', [8 as UserId, 10 as UserId]), me).memberCount).toBe(5);
    expect(groupAfter(group, notice('LEAVED', [other]), me)).toMatchObject({ memberCount: 2, myRole: 'member' });
    expect(groupAfter(group, notice('KICKED', [me]), me)).toMatchObject({ memberCount: 2, myRole: 'none' });
    expect(groupAfter(group, notice('BLOCKED', [me]), me).myRole).toBe('none');
  });

  test('knows the own role', () => {
    expect(groupAfter(group, notice('ADMIN_GRANTED', [me]), me).myRole).toBe('admin');
    expect(groupAfter({ ...group, myRole: 'admin' }, notice('ADMIN_REVOKED', [me]), me).myRole).toBe('member');
    expect(groupAfter(group, notice('ADMIN_GRANTED', [other]), me)).toBe(group);
    expect(groupAfter(group, notice('OWNER_ASSIGNED', [me]), me)).toMatchObject({ ownerId: me, myRole: 'owner' });
    const mine = { ...group, ownerId: me, myRole: 'owner' as const };
    expect(groupAfter(mine, notice('OWNER_ASSIGNED', [other]), me)).toMatchObject({ ownerId: other, myRole: 'member' });
    expect(groupAfter(group, notice('DESTROYED'), me)).toMatchObject({ isDestroyed: true, myRole: 'none' });
  });

  test('takes over the settings that the content names, and nothing from a content that is none', () => {
    const changes = { property: 'read_ack', read_ack: 1, apply_approval: 2, msg_mute_mode: 1, ban_expire_time: -1 };
    expect(groupAfter(group, notice('INFO_UPDATED', [], changes), me)).toEqual({
      ...group,
      ...{ hasReadReceipts: true, applyApproval: 'rejectAll', muteMode: 'silent', bannedUntilMs: -1 },
    });
    expect(groupAfter(group, notice('INFO_UPDATED', [], 'no JSON'), me)).toEqual(group);
    expect(groupAfter(group, notice('ANNOUNCEMENT_UPDATED', [], 'hello'), me)).toBe(group);
  });
});

describe('members after a notice', () => {
  test('come once and go', () => {
    const joined = membersAfter(members, notice('JOINED', [8 as UserId, other]));
    expect(joined.map(({ userId }) => userId)).toEqual([owner, me, other, 8]);
    expect(membersAfter(members, notice('KICKED', [other])).length).toBe(2);
  });

  test('change their roles, bans and names', () => {
    const of = (list: readonly GroupMember[], userId: UserId) => list.find((one) => one.userId === userId);
    expect(of(membersAfter(members, notice('ADMIN_GRANTED', [other])), other)?.role).toBe('admin');
    const handed = membersAfter(members, notice('OWNER_ASSIGNED', [other]));
    expect([of(handed, other)?.role, of(handed, owner)?.role]).toEqual(['owner', 'member']);
    const banned = membersAfter(members, notice('BANNED', [other], '2'));
    expect(of(banned, other)?.bannedUntilMs).toBe(121_000);
    expect(of(membersAfter(members, notice('BANNED', [other], '-1')), other)?.bannedUntilMs).toBe(-1);
    expect(of(membersAfter(banned, notice('UNBANNED', [other])), other)?.bannedUntilMs).toBe(0);
    const named = membersAfter(members, notice('INFO_UPDATED', [me], { property: 'display_name', display_name: 'Me' }));
    expect(of(named, me)?.displayName).toBe('Me');
    expect(membersAfter(members, notice('INFO_UPDATED', [], { property: 'name', name: 'x' }))).toBe(members);
  });
});

test('the server is asked where a notice leaves something open', () => {
  expect(isUnclear(notice('JOINED', [me]), me)).toBe(true);
  expect(isUnclear(notice('JOINED', [other]), me)).toBe(false);
  expect(isUnclear(notice('CREATED', [me]), me)).toBe(true);
});

test('applications and invitations are told from everything else', () => {
  const names = Object.keys(GroupNoticeType) as (keyof typeof GroupNoticeType)[];
  expect(names.filter((name) => isAboutRequest(notice(name)))).toEqual([
    ...['APPLYED', 'APPLY_ACCEPTED', 'APPLY_DECLINED', 'INVITED', 'INVITE_ACCEPTED', 'INVITE_DECLINED'],
  ]);
});
