import { GroupNoticeType, ImError, type UserId } from '@warbler/protocol';
import type { DeliveredMeta } from '../../messages/index.ts';
import type { StoreContext } from '../../storage/index.ts';
import {
  ApplyApproval,
  type Group,
  type GroupAction,
  type GroupLimits,
  type GroupMember,
  GroupRole,
  type MemberResult,
} from '../group.ts';
import { addMembers, entryProblem } from './add-members.ts';
import { type GroupChange, telling, tellMember } from './group-change.ts';
import { openRequest, takeRequest } from './group-requests.ts';
import { findMember, requireGroup, requireRole } from './group-rows.ts';

/** Users are invited by a member. */
export interface InviteInput extends GroupAction {
  readonly users: readonly UserId[];
  readonly reason: string;
  readonly limits: GroupLimits;
}

/**
 * Invites users: they are members at once, but for those whose settings want to be asked.
 *
 * @throws ImError `memberRightNeeded`, `adminRightNeeded` where plain members may not invite
 */
export function inviteMembers(
  store: StoreContext,
  input: InviteInput,
): GroupChange & { readonly results: readonly MemberResult[] } {
  const { group } = requireInviteRight(store, input);
  const joined: UserId[] = [];
  const asked: UserId[] = [];
  const results = input.users.map((userId): MemberResult => {
    const grown = { ...group, memberCount: group.memberCount + joined.length };
    const reason = entryProblem(store, input, grown, userId, input.limits);
    if (reason !== undefined) return { userId, reason: new ImError(reason).message };
    (wantsToBeAsked(store, input, userId) ? asked : joined).push(userId);
    return { userId };
  });
  const change = addMembers(store, input, group, joined);
  const invitations = asked.map((user) => {
    openRequest(store, { ...input, user, inviter: input.actor });
    return tellMember(store, input, user, { type: GroupNoticeType.INVITED, to: [user], content: input.reason });
  });
  return { ...change, news: [...change.news, ...invitations], results };
}

/** @throws ImError `groupNotFound`, `memberRightNeeded`, `adminRightNeeded` where plain members may not invite */
export function requireInviteRight(store: StoreContext, action: GroupAction): ReturnType<typeof requireRole> {
  const found = requireRole(store, action, GroupRole.member);
  if (!mayInvite(found.group, found.actor)) throw new ImError('adminRightNeeded');
  return found;
}

/** Whether a member may bring others in. */
export function mayInvite({ memberInvite }: Group, { role }: GroupMember): boolean {
  return memberInvite || role >= GroupRole.admin;
}

function wantsToBeAsked({ statements }: StoreContext, { appId }: GroupAction, user: UserId): boolean {
  const row = statements
    .prepare('select group_confirm from user_settings where app_id = ? and user_id = ?')
    .get(appId, user);
  return row?.group_confirm === 1;
}

/** An invitation is answered by the one who was invited. */
export interface AnswerInput extends GroupAction {
  /** Who is meant: the inviter of an invitation, the applicant of an application. */
  readonly user: UserId;
  readonly isAccepted: boolean;
  readonly limits: GroupLimits;
}

/**
 * Accepts or declines an invitation. Some clients name the inviter, others themselves; the newest one is meant then.
 *
 * @throws ImError `groupNotFound`, `groupInvitationHandled`, and what keeps somebody out of a group
 */
export function answerInvitation(store: StoreContext, input: AnswerInput): GroupChange {
  const group = requireGroup(store, input);
  const { actor } = input;
  const problem = input.isAccepted ? entryProblem(store, input, group, actor, input.limits) : undefined;
  if (problem !== undefined) throw new ImError(problem);
  const inviter = takeRequest(store, { ...input, user: actor, inviter: input.user === actor ? undefined : input.user });
  if (inviter === undefined) throw new ImError('groupInvitationHandled');
  const type = input.isAccepted ? GroupNoticeType.INVITE_ACCEPTED : GroupNoticeType.INVITE_DECLINED;
  const answer = tellMember(store, input, inviter, { type, to: [inviter] });
  if (!input.isAccepted) return telling(answer);
  const change = addMembers(store, input, group, [actor]);
  return { ...change, news: [...change.news, answer] };
}

/** Somebody wants to come in. */
export interface ApplyInput extends GroupAction {
  readonly reason: string;
  readonly limits: GroupLimits;
}

/**
 * Applies for membership: at once a member, waiting for an admin, or refused, as the group's settings say.
 *
 * @throws ImError `groupNotFound`, `noPermission` when the group takes nobody, and what keeps somebody out of a group
 */
export function applyToGroup(store: StoreContext, input: ApplyInput): GroupChange {
  const group = requireGroup(store, input);
  const { actor } = input;
  const problem = entryProblem(store, input, group, actor, input.limits);
  if (problem !== undefined) throw new ImError(problem);
  if (group.applyApproval === ApplyApproval.rejectAll) {
    throw new ImError('noPermission', { message: 'the group takes no applications' });
  }
  if (group.applyApproval === ApplyApproval.acceptAll) return addMembers(store, input, group, [actor]);
  openRequest(store, { ...input, user: actor, inviter: 0 as UserId });
  return telling(...tellAdmins(store, input, GroupNoticeType.APPLYED, input.reason));
}

/** An admin answers an application. @throws ImError `adminRightNeeded`, `groupApplicationHandled`, what keeps one out */
export function answerApplication(store: StoreContext, input: AnswerInput): GroupChange {
  const { group } = requireRole(store, input, GroupRole.admin);
  const { user } = input;
  if (findMember(store, input, user) !== undefined) throw new ImError('groupApplicationHandled');
  const problem = input.isAccepted ? entryProblem(store, input, group, user, input.limits) : undefined;
  if (problem !== undefined) throw new ImError(problem);
  if (takeRequest(store, { ...input, user, inviter: 0 as UserId }) === undefined) {
    throw new ImError('groupApplicationHandled');
  }
  const type = input.isAccepted ? GroupNoticeType.APPLY_ACCEPTED : GroupNoticeType.APPLY_DECLINED;
  const answer = tellMember(store, input, user, { type, to: [user] });
  if (!input.isAccepted) return telling(answer);
  const change = addMembers(store, input, group, [user]);
  return { ...change, news: [...change.news, answer] };
}

function tellAdmins(
  store: StoreContext,
  action: GroupAction,
  type: GroupNoticeType,
  content: string,
): readonly DeliveredMeta[] {
  return store.statements
    .prepare('select user_id from group_members where app_id = ? and group_id = ? and role > 0')
    .all(action.appId, action.group)
    .map((row) => tellMember(store, action, row.user_id as UserId, { type, to: [action.actor], content }));
}
