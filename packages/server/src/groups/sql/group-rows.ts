import { type AppId, type GroupId, ImError, type UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { type Group, type GroupAction, type GroupMember, GroupRole } from '../group.ts';

/** A group; undefined when there never was one. */
export function findGroup({ statements }: StoreContext, appId: AppId, group: GroupId): Group | undefined {
  const row = statements.prepare('select * from groups where app_id = ? and group_id = ?').get(appId, group);
  return row === undefined ? undefined : toGroup(row);
}

/** A member of a group; undefined for everyone else. */
export function findMember(
  { statements }: StoreContext,
  { appId, group }: Pick<GroupAction, 'appId' | 'group'>,
  user: UserId,
): GroupMember | undefined {
  const row = statements.prepare(MEMBER).get(appId, group, user);
  return row === undefined ? undefined : toMember(row);
}

const MEMBER = 'select * from group_members where app_id = ? and group_id = ? and user_id = ?';

/** A group that lives. @throws ImError `groupNotFound` */
export function requireGroup(store: StoreContext, { appId, group }: Pick<GroupAction, 'appId' | 'group'>): Group {
  const found = findGroup(store, appId, group);
  if (found === undefined || found.isDestroyed) throw new ImError('groupNotFound');
  return found;
}

/**
 * The group and who acts in it, who must have a role at least.
 *
 * @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded`, `ownerRightNeeded`
 */
export function requireRole(
  store: StoreContext,
  action: GroupAction,
  role: GroupRole,
): { readonly group: Group; readonly actor: GroupMember } {
  const group = requireGroup(store, action);
  const actor = findMember(store, action, action.actor);
  if (actor === undefined) throw new ImError('memberRightNeeded');
  if (actor.role < role) throw new ImError(role === GroupRole.owner ? 'ownerRightNeeded' : 'adminRightNeeded');
  return { group, actor };
}

/** A row of `groups`. */
function toGroup(row: SqlRow): Group {
  return {
    groupId: row.group_id as GroupId,
    type: row.type as number,
    isDestroyed: row.status === 1,
    ownerId: row.owner_id as UserId,
    name: row.name as string,
    avatar: row.avatar as string,
    description: row.description as string,
    ext: row.ext as string,
    applyApproval: row.apply_approval as number,
    memberInvite: row.member_invite === 1,
    memberModify: row.member_modify === 1,
    readAck: row.read_ack === 1,
    historyVisible: row.history_visible === 1,
    hideMemberInfo: row.hide_member_info === 1,
    mentionAllAdminsOnly: row.mention_all_admins_only === 1,
    bannedUntilMs: row.banned_until as number,
    memberCount: row.member_count as number,
    createdAtMs: row.created_at as number,
    updatedAtMs: row.updated_at as number,
  };
}

/** A row of `group_members`. */
export function toMember(row: SqlRow): GroupMember {
  return {
    userId: row.user_id as UserId,
    role: row.role as GroupRole,
    displayName: row.display_name as string,
    joinedAtMs: row.joined_at as number,
    bannedUntilMs: row.banned_until as number,
    muteMode: row.mute_mode as number,
    pushMode: row.push_mode as number,
  };
}
