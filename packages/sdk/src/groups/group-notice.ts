import { type GroupId, GroupNoticeType, type UserId } from '@warbler/protocol';
import { fieldsOf, numberOf, textOf, truthOf, wordOf } from '../http/fields.ts';
import type { Group, GroupMember } from './group.ts';
import { approvals, muteModes } from './group-words.ts';

/** What happened in a group, as its stream or the system conversation tells (XSYNC.md, Notices). */
export interface GroupNotice {
  readonly type: GroupNoticeType | number;
  readonly group: GroupId;
  /** Who did it. */
  readonly from: UserId;
  /** Whom it concerns. */
  readonly to: readonly UserId[];
  /** JSON or text, by type. */
  readonly content: string;
  /** The server's time, ms since the epoch. */
  readonly atMs: number;
}

const minuteMs = 60_000;

/** Whether the notice says less than what came of it: the server has to be asked. */
export function isUnclear({ type, to }: GroupNotice, me: UserId): boolean {
  return (
    type === GroupNoticeType.CREATED ||
    type === GroupNoticeType.BLOCKED ||
    (type === GroupNoticeType.JOINED && to.includes(me))
  );
}

/** Whether it is about somebody who wants in, or is wanted. */
export function isAboutRequest({ type }: GroupNotice): boolean {
  return type >= GroupNoticeType.APPLYED && type <= GroupNoticeType.INVITE_DECLINED;
}

/** The group after the notice; the same object when it says nothing about the group itself. */
export function groupAfter(group: Group, { type, to, content }: GroupNotice, me: UserId): Group {
  const isMe = to.includes(me);
  const memberCount = (by: number) => ({ ...group, memberCount: Math.max(0, group.memberCount + by) });
  switch (type) {
    case GroupNoticeType.JOINED:
      return { ...memberCount(to.length), ...(isMe && group.myRole === 'none' ? { myRole: 'member' } : {}) };
    case GroupNoticeType.LEAVED:
    case GroupNoticeType.KICKED:
      return { ...memberCount(-to.length), ...(isMe ? { myRole: 'none' } : {}) };
    case GroupNoticeType.BLOCKED:
      return isMe ? { ...group, myRole: 'none' } : group;
    case GroupNoticeType.DESTROYED:
      return { ...group, isDestroyed: true, myRole: 'none' };
    case GroupNoticeType.OWNER_ASSIGNED: {
      const wasOwner = group.myRole === 'owner';
      return {
        ...group,
        ownerId: to[0] ?? group.ownerId,
        ...(isMe ? { myRole: 'owner' } : wasOwner ? { myRole: 'member' } : {}),
      };
    }
    case GroupNoticeType.ADMIN_GRANTED:
      return isMe ? { ...group, myRole: 'admin' } : group;
    case GroupNoticeType.ADMIN_REVOKED:
      return isMe ? { ...group, myRole: 'member' } : group;
    case GroupNoticeType.INFO_UPDATED:
    case GroupNoticeType.MESSAGE_SETTING:
      return { ...group, ...changesIn(content) };
    default:
      return group;
  }
}

/** The known members after the notice; the same list when it says nothing about them. */
export function membersAfter(members: readonly GroupMember[], notice: GroupNotice): readonly GroupMember[] {
  const { type, to, content } = notice;
  const change = (changed: (member: GroupMember) => GroupMember) =>
    members.map((member) => (to.includes(member.userId) ? changed(member) : member));
  switch (type) {
    case GroupNoticeType.JOINED: {
      const strangers = to.filter((userId) => members.every((member) => member.userId !== userId));
      return [...members, ...strangers.map(newMember)];
    }
    case GroupNoticeType.LEAVED:
    case GroupNoticeType.KICKED:
    case GroupNoticeType.BLOCKED:
      return members.filter(({ userId }) => !to.includes(userId));
    case GroupNoticeType.OWNER_ASSIGNED:
      return members.map((member) => {
        if (to.includes(member.userId)) return { ...member, role: 'owner' };
        return member.role === 'owner' ? { ...member, role: 'member' } : member;
      });
    case GroupNoticeType.ADMIN_GRANTED:
      return change((member) => ({ ...member, role: 'admin' }));
    case GroupNoticeType.ADMIN_REVOKED:
      return change((member) => ({ ...member, role: 'member' }));
    case GroupNoticeType.BANNED:
      return change((member) => ({ ...member, bannedUntilMs: banEndOf(notice) }));
    case GroupNoticeType.UNBANNED:
      return change((member) => ({ ...member, bannedUntilMs: 0 }));
    case GroupNoticeType.INFO_UPDATED: {
      const fields = contentOf(content);
      if (fields.property !== 'display_name') return members;
      return change((member) => ({ ...member, displayName: textOf(fields, 'display_name') }));
    }
    default:
      return members;
  }
}

/** The content is whole minutes, negative for ever (sdk-web.md §10.1); the server's list has the end to the ms. */
function banEndOf({ content, atMs }: GroupNotice): number {
  const minutes = Number(content);
  return minutes > 0 ? atMs + minutes * minuteMs : -1;
}

function newMember(userId: UserId): GroupMember {
  return { userId, displayName: '', role: 'member', bannedUntilMs: 0 };
}

/** The JSON of the changed fields (XSYNC.md, Notices). */
function changesIn(content: string): Partial<Group> {
  const fields = contentOf(content);
  const has = (name: string) => name in fields;
  return {
    ...(has('name') ? { name: textOf(fields, 'name') } : {}),
    ...(has('avatar') ? { avatar: textOf(fields, 'avatar') } : {}),
    ...(has('description') ? { description: textOf(fields, 'description') } : {}),
    ...(has('apply_approval') ? { applyApproval: wordOf(fields, 'apply_approval', approvals) } : {}),
    ...(has('member_invite') ? { allowsMemberInvite: truthOf(fields, 'member_invite') } : {}),
    ...(has('member_modify') ? { allowsMemberEdit: truthOf(fields, 'member_modify') } : {}),
    ...(has('read_ack') ? { hasReadReceipts: truthOf(fields, 'read_ack') } : {}),
    ...(has('history_visible') ? { showsHistoryToNew: truthOf(fields, 'history_visible') } : {}),
    ...(has('hide_member_info') ? { hidesMembers: truthOf(fields, 'hide_member_info') } : {}),
    ...(has('ban_expire_time') ? { bannedUntilMs: numberOf(fields, 'ban_expire_time') } : {}),
    ...(has('msg_mute_mode') ? { muteMode: wordOf(fields, 'msg_mute_mode', muteModes) } : {}),
  };
}

function contentOf(content: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(content));
  } catch {
    return {};
  }
}
