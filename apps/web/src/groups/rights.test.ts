import { describe, expect, test } from 'vitest';
import type { Group, GroupMember, UserId } from '../session/index.ts';
import { isBanned, memberActions, rightsIn } from './rights.ts';

const nowMs = 1_000_000;
const me = 2 as UserId;
const plain = { myRole: 'member', isDestroyed: false, allowsMemberInvite: false, allowsMemberEdit: false } as const;

const group = (changes: Partial<Group>): Group => ({ ...plain, ...changes }) as Group;
const member = (changes: Partial<GroupMember>): GroupMember =>
  ({ userId: 4, displayName: '', role: 'member', bannedUntilMs: 0, ...changes }) as GroupMember;

describe('rightsIn', () => {
  test('a plain member invites and edits only where the group lets members', () => {
    expect(rightsIn(group({}))).toMatchObject({ canInvite: false, canEdit: false, canManage: false });
    expect(rightsIn(group({ allowsMemberInvite: true, allowsMemberEdit: true }))).toMatchObject({
      canInvite: true,
      canEdit: true,
      canManage: false,
    });
  });

  test('nobody does anything in a dissolved group, or in one he is not in', () => {
    const none = { isMember: false, canInvite: false, canEdit: false, canManage: false, isOwner: false };
    expect(rightsIn(group({ myRole: 'owner', isDestroyed: true }))).toMatchObject(none);
    expect(rightsIn(group({ myRole: 'none', allowsMemberInvite: true }))).toMatchObject(none);
  });

  test('a hidden list of members is for admins', () => {
    expect(rightsIn(group({ hidesMembers: true })).canSeeMembers).toBe(false);
    expect(rightsIn(group({ hidesMembers: true, myRole: 'admin' })).canSeeMembers).toBe(true);
  });
});

describe('memberActions', () => {
  const actions = (myRole: Group['myRole'], about: Partial<GroupMember>) =>
    memberActions(group({ myRole }), member(about), { me, nowMs });

  test('an owner changes roles, and does everything to everyone but himself', () => {
    expect(actions('owner', {})).toEqual(['makeAdmin', 'transfer', 'ban', 'kick', 'block']);
    expect(actions('owner', { role: 'admin' })).toEqual(['removeAdmin', 'transfer', 'ban', 'kick', 'block']);
    expect(actions('owner', { userId: me, role: 'owner' })).toEqual([]);
  });

  test('an admin rules over plain members only', () => {
    expect(actions('admin', {})).toEqual(['ban', 'kick', 'block']);
    expect(actions('admin', { role: 'admin' })).toEqual([]);
    expect(actions('admin', { role: 'owner' })).toEqual([]);
  });

  test('a plain member rules over nobody', () => expect(actions('member', {})).toEqual([]));

  test('a ban is lifted rather than given twice', () => {
    expect(actions('admin', { bannedUntilMs: -1 })[0]).toBe('unban');
    expect(actions('admin', { bannedUntilMs: nowMs - 1 })[0]).toBe('ban');
  });
});

test('a ban holds until its time, or for ever', () => {
  expect([0, nowMs, nowMs + 1, -1].map((untilMs) => isBanned(untilMs, nowMs))).toEqual([false, false, true, true]);
});
