import { GroupNoticeType, type UserId } from '@warbler/protocol';
import { addGroupMember, openGroupLog, Reception, removeGroupMember } from '../../messages/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { type Group, type GroupAction, type GroupLimits, GroupRole, GroupType } from '../group.ts';
import { type GroupChange, tellGroup } from './group-change.ts';
import { settleRequests } from './group-requests.ts';
import { findMember } from './group-rows.ts';

/** Why somebody can't become a member. */
export type EntryProblem =
  | 'userNotFound'
  | 'alreadyGroupMember'
  | 'inGroupBlocklist'
  | 'kickedTooOften'
  | 'groupFull'
  | 'joinedGroupLimit';

/** Kicked more often than this, a user may not come back (rest-api.md, /group/kick). */
const KICKS_MAX = 3;

/** What keeps somebody out; undefined when nothing does. */
export function entryProblem(
  { statements }: StoreContext,
  { appId, group: groupId }: GroupAction,
  group: Group,
  user: UserId,
  limits: GroupLimits,
): EntryProblem | undefined {
  const row = statements
    .prepare(ENTRY)
    .get(appId, user, appId, groupId, user, appId, groupId, user, appId, groupId, user, appId, user);
  if (row?.is_known !== 1) return 'userNotFound';
  if (row.is_member === 1) return 'alreadyGroupMember';
  if (row.is_blocked === 1) return 'inGroupBlocklist';
  if ((row.kicks as number) > KICKS_MAX) return 'kickedTooOften';
  if (group.memberCount >= capacityOf(group, limits)) return 'groupFull';
  if ((row.joined as number) >= limits.groupsJoined) return 'joinedGroupLimit';
  return undefined;
}

/** How many living groups a user is in; takes app and user. */
export const JOINED_COUNT = `(select count(*) from group_members m
  join groups g on g.app_id = m.app_id and g.group_id = m.group_id
  where m.app_id = ? and m.user_id = ? and g.status = 0)`;

const ENTRY = `select
  exists (select 1 from users where app_id = ? and user_id = ? and status <> 'deleted') as is_known,
  exists (select 1 from group_members where app_id = ? and group_id = ? and user_id = ?) as is_member,
  exists (select 1 from group_blocks where app_id = ? and group_id = ? and user_id = ?) as is_blocked,
  coalesce((select count from group_kicks where app_id = ? and group_id = ? and user_id = ?), 0) as kicks,
  ${JOINED_COUNT} as joined`;

/** How many members a group may have. */
export function capacityOf({ type }: Pick<Group, 'type'>, limits: GroupLimits): number {
  return type === GroupType.chatroom ? limits.chatroomMembers : limits.groupMembers;
}

/** Puts users who may come in into the group, and tells it; a chatroom in passing, so that many come cheaply. */
export function addMembers(
  store: StoreContext,
  action: GroupAction,
  group: Pick<Group, 'type'>,
  users: readonly UserId[],
  type: GroupNoticeType = GroupNoticeType.JOINED,
): GroupChange {
  if (users.length === 0) return { news: [], joined: [], left: [] };
  for (const user of users) insertMember(store, action, group, user, GroupRole.member);
  if (group.type === GroupType.chatroom) return { news: [], joined: users, left: [], toldInPassingBy: action.actor };
  return { news: [tellGroup(store, action, { type, to: users })], joined: users, left: [] };
}

/** Writes one member: in the group, and in its log. */
export function insertMember(
  store: StoreContext,
  action: GroupAction,
  { type }: Pick<Group, 'type'>,
  user: UserId,
  role: GroupRole,
): void {
  const { appId, group, nowMs } = action;
  store.statements
    .prepare('insert into group_members (app_id, group_id, user_id, role, joined_at) values (?, ?, ?, ?, ?)')
    .run(appId, group, user, role, nowMs);
  store.statements
    .prepare('update groups set member_count = member_count + 1 where app_id = ? and group_id = ?')
    .run(appId, group);
  settleRequests(store, action, user);
  const log = openGroupLog(store, appId, group);
  const reception = type === GroupType.chatroom ? Reception.uncounted : Reception.normal;
  addGroupMember(store, { log, group, user, reception });
}

/** Takes one member out. @returns whether there was one */
export function deleteMember(store: StoreContext, action: GroupAction, user: UserId): boolean {
  if (findMember(store, action, user) === undefined) return false;
  const { appId, group } = action;
  store.statements
    .prepare('delete from group_members where app_id = ? and group_id = ? and user_id = ?')
    .run(appId, group, user);
  store.statements
    .prepare('update groups set member_count = member_count - 1 where app_id = ? and group_id = ?')
    .run(appId, group);
  removeGroupMember(store, { log: openGroupLog(store, appId, group), user });
  return true;
}
