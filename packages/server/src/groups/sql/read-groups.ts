import type { AppId, GroupId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import {
  type Actor,
  FOR_EVER,
  type Group,
  type GroupAction,
  type GroupLimits,
  type GroupMember,
  GroupRole,
  GroupType,
  THE_OWNER,
} from '../group.ts';
import { findGroup, findMember, requireGroup, requireRole, toMember } from './group-rows.ts';

/** A group as somebody sees it. */
export interface GroupView {
  readonly group: Group;
  /** Absent for those who are not in it. */
  readonly member?: GroupMember;
}

/** A group as a user sees it, member or not. @throws ImError `groupNotFound` */
export function viewGroup(store: StoreContext, action: GroupAction): GroupView {
  return withMember(store, action.appId, requireGroup(store, action), action.actor);
}

/** The given groups as a user sees them; unknown ids give no row. */
export function viewGroups(
  store: StoreContext,
  input: { readonly appId: AppId; readonly actor: Actor; readonly groups: readonly GroupId[] },
): readonly GroupView[] {
  return input.groups.flatMap((id) => {
    const group = findGroup(store, input.appId, id);
    if (group === undefined) return [];
    const viewer = input.actor === THE_OWNER ? group.ownerId : input.actor;
    return [withMember(store, input.appId, group, viewer)];
  });
}

function withMember(store: StoreContext, appId: AppId, group: Group, user: UserId): GroupView {
  const member = findMember(store, { appId, group: group.groupId }, user);
  return { group, ...(member === undefined ? {} : { member }) };
}

/** The groups that a user is in. */
export function listJoined(
  { statements }: StoreContext,
  { appId, user }: { readonly appId: AppId; readonly user: UserId },
): readonly GroupId[] {
  const rows = statements.prepare(JOINED).all(appId, user);
  return rows.map((row) => row.group_id as GroupId);
}

const JOINED = `select m.group_id from group_members m join groups g on g.app_id = m.app_id and g.group_id = m.group_id
  where m.app_id = ? and m.user_id = ? and g.status = 0 order by m.group_id`;

/** The public groups of an app, the newest first: as many as one list shows. */
export function listPublic(
  { statements }: StoreContext,
  { appId, limits }: { readonly appId: AppId; readonly limits: GroupLimits },
): readonly GroupId[] {
  return statements
    .prepare(PUBLIC)
    .all(appId, limits.publicGroupsListed)
    .map((row) => row.group_id as GroupId);
}

const PUBLIC = `select group_id from groups where app_id = ? and type = ${GroupType.public} and status = 0
  order by group_id desc limit ?`;

/** Which members are wanted. */
export interface MemberListInput extends GroupAction {
  readonly which: 'all' | 'admins' | 'banned';
  /** Only members with a higher id. */
  readonly after: UserId;
  readonly limit: number;
}

/** A page of members, and how many the group has. */
export interface MemberPage {
  readonly members: readonly GroupMember[];
  readonly memberCount: number;
}

/** Members by id. @throws ImError `groupNotFound`, `memberRightNeeded` */
export function listMembers(store: StoreContext, input: MemberListInput): MemberPage {
  const { group } = requireRole(store, input, GroupRole.member);
  const { appId, after, limit, which, nowMs } = input;
  const rows = store.statements.prepare(`${MEMBERS} ${FILTERS[which]} order by user_id limit ?`);
  const filter = which === 'banned' ? [nowMs] : [];
  const members = rows.all(appId, input.group, after, ...filter, limit).map(toMember);
  return { members, memberCount: group.memberCount };
}

const MEMBERS = 'select * from group_members where app_id = ? and group_id = ? and user_id > ?';
// The first condition of each is word for word that of the index that it uses.
const FILTERS = {
  all: '',
  admins: `and role > 0 and role = ${GroupRole.admin}`,
  banned: `and banned_until <> 0 and (banned_until = ${FOR_EVER} or banned_until > ?)`,
} as const;

/** The named members, in the order asked; others give no row. @throws ImError `groupNotFound`, `memberRightNeeded` */
export function membersByIds(
  store: StoreContext,
  input: GroupAction & { readonly users: readonly UserId[] },
): readonly GroupMember[] {
  requireRole(store, input, GroupRole.member);
  return input.users.flatMap((user) => findMember(store, input, user) ?? []);
}

/** Somebody who is kept out of a group. */
export interface BlockedUser {
  readonly userId: UserId;
  readonly sinceMs: number;
}

/** Who is kept out, by id. @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded` */
export function listBlockedUsers(
  store: StoreContext,
  input: GroupAction & { readonly after: UserId; readonly limit: number },
): readonly BlockedUser[] {
  requireRole(store, input, GroupRole.admin);
  return store.statements
    .prepare(BLOCKED)
    .all(input.appId, input.group, input.after, input.limit)
    .map((row) => ({ userId: row.user_id as UserId, sinceMs: row.created_at as number }));
}

const BLOCKED = `select user_id, created_at from group_blocks where app_id = ? and group_id = ? and user_id > ?
  order by user_id limit ?`;
