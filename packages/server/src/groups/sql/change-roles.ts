import { GroupNoticeType, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { FOR_EVER, type GroupAction, GroupRole, type MemberResult } from '../group.ts';
import { type GroupChange, tellGroup, telling } from './group-change.ts';
import { findMember, requireRole } from './group-rows.ts';

/** Members get another standing. */
export interface RolesInput extends GroupAction {
  readonly users: readonly UserId[];
}

/** What came of it for each of them. */
export type RolesChanged = GroupChange & { readonly results: readonly MemberResult[] };

/**
 * Hands the group over; the old owner stays as a member.
 *
 * @throws ImError `invalidParameter` for oneself, `groupNotFound`, `ownerRightNeeded`, `transferTargetNotMember`
 */
export function transferGroup(store: StoreContext, input: GroupAction & { readonly user: UserId }): GroupChange {
  if (input.user === input.actor) {
    throw new ImError('invalidParameter', { message: 'invalid request parameter: new_owner is the owner already' });
  }
  requireRole(store, input, GroupRole.owner);
  if (findMember(store, input, input.user) === undefined) throw new ImError('transferTargetNotMember');
  setRole(store, input, input.actor, GroupRole.member);
  setRole(store, input, input.user, GroupRole.owner);
  store.statements
    .prepare('update groups set owner_id = ?, updated_at = ? where app_id = ? and group_id = ?')
    .run(input.user, input.nowMs, input.appId, input.group);
  return telling(tellGroup(store, input, { type: GroupNoticeType.OWNER_ASSIGNED, to: [input.user] }));
}

/** Makes admins. @throws ImError `groupNotFound`, `ownerRightNeeded` */
export function grantAdmins(store: StoreContext, input: RolesInput): RolesChanged {
  requireRole(store, input, GroupRole.owner);
  return changeMembers(store, input, GroupNoticeType.ADMIN_GRANTED, GroupRole.member, (user) =>
    setRole(store, input, user, GroupRole.admin),
  );
}

/** Makes admins plain members again. @throws ImError `groupNotFound`, `ownerRightNeeded` */
export function revokeAdmins(store: StoreContext, input: RolesInput): RolesChanged {
  requireRole(store, input, GroupRole.owner);
  return changeMembers(store, input, GroupNoticeType.ADMIN_REVOKED, GroupRole.admin, (user) =>
    setRole(store, input, user, GroupRole.member),
  );
}

/** Silences members with a lower role, until a moment (-1 for ever), or lets them speak again (0). */
export function banMembers(store: StoreContext, input: RolesInput & { readonly untilMs: number }): RolesChanged {
  const { actor } = requireRole(store, input, GroupRole.admin);
  const { untilMs } = input;
  const type = untilMs === 0 ? GroupNoticeType.UNBANNED : GroupNoticeType.BANNED;
  const content = untilMs === 0 ? '' : String(minutesUntil(untilMs, input.nowMs));
  const highest = (actor.role - 1) as GroupRole;
  return changeMembers(store, input, type, highest, (user) => setBan(store, input, user, untilMs), content);
}

/** Clients read the content of such a notice as minutes, -1 for ever (sdk-web.md section 10.1). */
function minutesUntil(untilMs: number, nowMs: number): number {
  return untilMs === FOR_EVER ? FOR_EVER : Math.ceil((untilMs - nowMs) / 60_000);
}

/** Silences everyone but owner and admins, or lets them speak again (0). @throws ImError `adminRightNeeded` */
export function banEveryone(store: StoreContext, input: GroupAction & { readonly untilMs: number }): GroupChange {
  requireRole(store, input, GroupRole.admin);
  store.statements
    .prepare('update groups set banned_until = ?, updated_at = ? where app_id = ? and group_id = ?')
    .run(input.untilMs, input.nowMs, input.appId, input.group);
  const content = JSON.stringify({ property: 'ban_expire_time', ban_expire_time: input.untilMs });
  return telling(tellGroup(store, input, { type: GroupNoticeType.INFO_UPDATED, to: [], content }));
}

/** Does something to each member with at most a role. */
function changeMembers(
  store: StoreContext,
  input: RolesInput,
  type: GroupNoticeType,
  highest: GroupRole,
  change: (user: UserId) => void,
  content = '',
): RolesChanged {
  const results = input.users.map((userId): MemberResult => {
    const member = findMember(store, input, userId);
    if (member === undefined) return { userId, reason: new ImError('notGroupMember').message };
    if (member.role > highest) return { userId, reason: new ImError('noPermission').message };
    change(userId);
    return { userId };
  });
  const to = results.filter(({ reason }) => reason === undefined).map(({ userId }) => userId);
  if (to.length === 0) return { ...telling(), results };
  return { ...telling(tellGroup(store, input, { type, to, content })), results };
}

function setRole({ statements }: StoreContext, { appId, group }: GroupAction, user: UserId, role: GroupRole): void {
  statements
    .prepare('update group_members set role = ? where app_id = ? and group_id = ? and user_id = ?')
    .run(role, appId, group, user);
}

function setBan({ statements }: StoreContext, { appId, group }: GroupAction, user: UserId, untilMs: number): void {
  statements
    .prepare('update group_members set banned_until = ? where app_id = ? and group_id = ? and user_id = ?')
    .run(untilMs, appId, group, user);
}
