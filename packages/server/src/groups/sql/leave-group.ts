import { GroupNoticeType, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type GroupAction, GroupRole, GroupType, type MemberResult } from '../group.ts';
import { deleteMember } from './add-members.ts';
import { type GroupChange, tellGroup, telling, tellMember } from './group-change.ts';
import { findMember, requireRole } from './group-rows.ts';

/** Leaves a group. @throws ImError `groupNotFound`, `memberRightNeeded`, `ownerCannotLeave` */
export function leaveGroup(store: StoreContext, action: GroupAction): GroupChange {
  const { group, actor } = requireRole(store, action, GroupRole.member);
  if (actor.role === GroupRole.owner) throw new ImError('ownerCannotLeave');
  deleteMember(store, action, action.actor);
  if (group.type === GroupType.chatroom) {
    return { news: [], joined: [], left: [action.actor], toldInPassingBy: action.actor };
  }
  const notice = { type: GroupNoticeType.LEAVED, to: [action.actor] };
  const news = [tellGroup(store, action, notice), tellMember(store, action, action.actor, notice)];
  return { news, joined: [], left: [action.actor] };
}

/** Members are put out. */
export interface RemoveInput extends GroupAction {
  readonly users: readonly UserId[];
}

/** Who was put out, and who could not be. */
export type Removed = GroupChange & { readonly results: readonly MemberResult[] };

/** Kicks members with a lower role than one's own. @throws ImError `groupNotFound`, `adminRightNeeded` */
export function kickMembers(store: StoreContext, input: RemoveInput): Removed {
  const removed = removeLower(store, input, GroupNoticeType.KICKED);
  for (const user of removed.left) store.statements.prepare(COUNT_KICK).run(input.appId, input.group, user);
  return removed;
}

const COUNT_KICK = `insert into group_kicks (app_id, group_id, user_id, count) values (?, ?, ?, 1)
  on conflict (app_id, group_id, user_id) do update set count = group_kicks.count + 1`;

/** Keeps users out; those who are members are put out first. @throws ImError `groupNotFound`, `adminRightNeeded` */
export function blockUsers(store: StoreContext, input: RemoveInput): Removed {
  const removed = removeLower(store, input, GroupNoticeType.BLOCKED, true);
  for (const { userId, reason } of removed.results) {
    if (reason === undefined) store.statements.prepare(BLOCK).run(input.appId, input.group, userId, input.nowMs);
  }
  return removed;
}

const BLOCK = `insert into group_blocks (app_id, group_id, user_id, created_at) values (?, ?, ?, ?)
  on conflict do nothing`;

/** Lets users in again. @throws ImError `groupNotFound`, `adminRightNeeded` */
export function unblockUsers(store: StoreContext, input: RemoveInput): Removed {
  requireRole(store, input, GroupRole.admin);
  for (const user of input.users) {
    store.statements
      .prepare('delete from group_blocks where app_id = ? and group_id = ? and user_id = ?')
      .run(input.appId, input.group, user);
  }
  const notice = { type: GroupNoticeType.UNBLOCKED, to: input.users };
  const news = [tellGroup(store, input, notice)];
  return { news, joined: [], left: [], results: input.users.map((userId) => ({ userId })) };
}

function removeLower(store: StoreContext, input: RemoveInput, type: GroupNoticeType, strangersToo = false): Removed {
  const { actor } = requireRole(store, input, GroupRole.admin);
  const left: UserId[] = [];
  const results = input.users.map((userId): MemberResult => {
    const member = findMember(store, input, userId);
    if (member === undefined) return strangersToo ? { userId } : { userId, reason: messageOf('notGroupMember') };
    if (member.role >= actor.role) return { userId, reason: messageOf('noPermission') };
    deleteMember(store, input, userId);
    left.push(userId);
    return { userId };
  });
  const concerned = results.filter(({ reason }) => reason === undefined).map(({ userId }) => userId);
  if (concerned.length === 0) return { ...telling(), results };
  const notice = { type, to: concerned };
  const news = [tellGroup(store, input, notice), ...left.map((user) => tellMember(store, input, user, notice))];
  return { news, joined: [], left, results };
}

function messageOf(name: 'notGroupMember' | 'noPermission'): string {
  return new ImError(name).message;
}

/** Dissolves a group: nobody may speak any more. @throws ImError `groupNotFound`, `ownerRightNeeded` */
export function destroyGroup(store: StoreContext, action: GroupAction): GroupChange {
  requireRole(store, action, GroupRole.owner);
  const news = [tellGroup(store, action, { type: GroupNoticeType.DESTROYED, to: [] })];
  store.statements
    .prepare('update groups set status = 1, updated_at = ? where app_id = ? and group_id = ?')
    .run(action.nowMs, action.appId, action.group);
  store.statements.prepare('update group_counts set living = living - 1 where app_id = ?').run(action.appId);
  return telling(...news);
}
