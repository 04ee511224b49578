import { type AppId, type GroupId, ImError, parseGroupId, parseUserId, type UserId } from '@warbler/protocol';
import {
  type Actor,
  capacityOf,
  type GroupLimits,
  type GroupMember,
  type Groups,
  type GroupView,
  isBanned,
  type MemberResult,
  THE_OWNER,
} from '../../groups/index.ts';
import { Type } from '../../type.ts';
import type { CallerOf } from '../caller.ts';
import { idOutput, integerInput } from '../wire-schemas.ts';

/** Characters of a name: of a group, a title, a file. Other texts are bounded by {@link TEXT_MAX}. */
export const NAME_MAX = 256;

/** Characters of any other text of a group. */
export const TEXT_MAX = 4096;

/** Users that one call may name. */
const USERS_MAX = 1000;

/** Deployed clients ask for all their groups at once. */
export const GROUPS_ASKED_MAX = 10_000;

/** A group as the contract shows it (rest-api.md section 5). */
export const GroupInfoDto = Type.Object({
  group_id: idOutput('The group'),
  owner_id: idOutput('The owner'),
  type: Type.Integer({ description: '0 private, 1 public, 2 chatroom, 3 temporary' }),
  status: Type.Integer({ description: '0 normal, 1 dissolved' }),
  name: Type.String(),
  avatar: Type.String(),
  description: Type.String(),
  ext: Type.String(),
  count: Type.Integer({ description: 'Members' }),
  capacity: Type.Integer({ description: 'Members it may have' }),
  apply_approval: Type.Integer({ description: '0 accepts every application, 1 admins decide, 2 rejects every one' }),
  member_invite: Type.Boolean(),
  member_modify: Type.Boolean(),
  read_ack: Type.Boolean(),
  history_visible: Type.Boolean(),
  hide_member_info: Type.Boolean(),
  mention_all_admins_only: Type.Boolean({ description: 'Only owner and admins may mention everyone' }),
  ban_expire_time: Type.Integer({ description: 'Until when only admins may speak: -1 for ever, 0 not at all' }),
  msg_mute_mode: Type.Integer({ description: "The caller's: 0 normal, 1 silent, 2 receives no messages" }),
  msg_push_mode: Type.Integer({ description: "The caller's" }),
  created_at: Type.Integer(),
  updated_at: Type.Integer(),
});

/** A group among others. */
export const BriefGroupDto = Type.Object({
  group_id: idOutput('The group'),
  owner: idOutput('The owner'),
  type: Type.Integer(),
  status: Type.Integer(),
  name: Type.String(),
  avatar: Type.String(),
  count: Type.Integer(),
  capacity: Type.Integer(),
  apply_approval: Type.Integer(),
  msg_mute_mode: Type.Integer(),
  msg_push_mode: Type.Integer(),
});

/** A member. */
export const GroupMemberDto = Type.Object({
  user_id: idOutput('The member'),
  display_name: Type.String({ description: 'Name in this group' }),
  join_time: Type.Integer(),
  expired_time: Type.Integer({ description: 'End of a ban: -1 for ever, 0 none' }),
});

/** What became of one of the named users. */
export const MemberResultDto = Type.Object({
  user_id: idOutput('The user'),
  result: Type.String({ description: '"success" or "fail"' }),
  reason: Type.Optional(Type.String()),
});

/** What a group is written out by: the bounds of its app, and the moment. */
interface GroupScale {
  readonly limits: GroupLimits;
  readonly nowMs: number;
}

/** How the groups of an app are written out at this moment. */
export async function scaleOf(groups: Groups, appId: AppId): Promise<GroupScale> {
  return { limits: await groups.limitsOf(appId), nowMs: groups.now() };
}

/** Writes a group out. */
export function groupInfoOf({ limits, nowMs }: GroupScale, { group, member }: GroupView) {
  return {
    group_id: group.groupId,
    owner_id: group.ownerId,
    type: group.type,
    status: group.isDestroyed ? 1 : 0,
    name: group.name,
    avatar: group.avatar,
    description: group.description,
    ext: group.ext,
    count: group.memberCount,
    capacity: capacityOf(group, limits),
    apply_approval: group.applyApproval,
    member_invite: group.memberInvite,
    member_modify: group.memberModify,
    read_ack: group.readAck,
    history_visible: group.historyVisible,
    hide_member_info: group.hideMemberInfo,
    mention_all_admins_only: group.mentionAllAdminsOnly,
    ban_expire_time: banEndOf(group, nowMs),
    msg_mute_mode: member?.muteMode ?? 0,
    msg_push_mode: member?.pushMode ?? 0,
    created_at: group.createdAtMs,
    updated_at: group.updatedAtMs,
  };
}

/** Writes a group out, in short. */
export function briefGroupOf(scale: GroupScale, view: GroupView) {
  const { owner_id: owner, ...info } = groupInfoOf(scale, view);
  const { group_id, type, status, name, avatar, count, capacity, apply_approval, msg_mute_mode, msg_push_mode } = info;
  return { group_id, owner, type, status, name, avatar, count, capacity, apply_approval, msg_mute_mode, msg_push_mode };
}

/** Writes a member out. */
export function memberOf({ now }: Groups, member: GroupMember) {
  const { userId, displayName, joinedAtMs } = member;
  return { user_id: userId, display_name: displayName, join_time: joinedAtMs, expired_time: banEndOf(member, now()) };
}

/** A ban that is over is none: clients only tell -1 and 0 from moments (rest-api.md section 6). */
function banEndOf({ bannedUntilMs }: { readonly bannedUntilMs: number }, nowMs: number): number {
  return isBanned(bannedUntilMs, nowMs) ? bannedUntilMs : 0;
}

/** Writes out what became of the named users. */
export function resultsOf({ results }: { readonly results: readonly MemberResult[] }) {
  return results.map(({ userId, reason }) => ({
    user_id: userId,
    result: reason === undefined ? 'success' : 'fail',
    ...(reason === undefined ? {} : { reason }),
  }));
}

/** A group and users, as bodies name them. */
export const GroupMembersBody = Type.Object({
  group_id: integerInput('The group'),
  user_list: Type.Array(integerInput('A user id')),
});

/** A group, as queries name it. */
export const GroupQuery = Type.Object({ group_id: integerInput('The group') });

/** The named users, once each. @throws ImError `invalidParameter` past {@link USERS_MAX} */
export function usersOf(list: readonly (number | string)[]): readonly UserId[] {
  if (list.length > USERS_MAX) {
    throw new ImError('invalidParameter', {
      message: `invalid request parameter: user_list holds at most ${USERS_MAX} ids`,
    });
  }
  return [...new Set(list.map(parseUserId))];
}

/** Who makes a call of groups. */
type GroupCaller = CallerOf<'group'>;

/** What a caller does in a group. @throws ImError `noPermission` when the call is about another group than its header */
export function actionOf(caller: GroupCaller, groupId: number | string) {
  const group: GroupId = parseGroupId(groupId);
  return { appId: caller.appId, actor: actorIn(caller, [group]), group };
}

/** Who acts in groups. @throws ImError as {@link actionOf} */
export function actorIn(caller: GroupCaller, groups: readonly GroupId[]): Actor {
  if (caller.actsFor === 'user') return caller.userId;
  if (groups.every((group) => group === caller.groupId)) return THE_OWNER;
  throw new ImError('noPermission', { message: 'the call is about another group than the header group_id' });
}

/** What a user does in a group for themselves: no group can do it for them. @throws ImError as {@link personOf} */
export function ownActionOf(caller: GroupCaller, groupId: number | string) {
  const { appId, userId } = personOf(caller);
  return { appId, actor: userId, group: parseGroupId(groupId) };
}

/** The user who makes a call. @throws ImError `invalidParameter` when an admin acts for a group */
export function personOf(caller: GroupCaller): { readonly appId: AppId; readonly userId: UserId } {
  if (caller.actsFor === 'user') return caller;
  throw new ImError('invalidParameter', {
    message: 'invalid request parameter: this call is about a user, whom an admin token names in the header user_id',
  });
}
