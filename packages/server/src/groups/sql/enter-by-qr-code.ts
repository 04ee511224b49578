import { ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { GroupAction, GroupLimits } from '../group.ts';
import { addMembers, entryProblem } from './add-members.ts';
import { mayInvite, requireInviteRight } from './enter-group.ts';
import type { GroupChange } from './group-change.ts';
import { findMember, requireGroup } from './group-rows.ts';

/** By whose right a new QR code lets people in. @throws ImError as {@link requireInviteRight} */
export function inviterOf(store: StoreContext, action: GroupAction): UserId {
  return requireInviteRight(store, action).actor.userId;
}

/** Somebody comes in with a code. */
export interface EnterByQrCodeInput extends GroupAction {
  readonly inviter: UserId;
  readonly limits: GroupLimits;
}

/**
 * Comes in by the right of the member who made the code. Who scans it has agreed, and is not asked again.
 *
 * @throws ImError `groupNotFound`, `groupQrCodeInvalid` when the inviter has lost the right, what keeps somebody out
 */
export function enterByQrCode(store: StoreContext, input: EnterByQrCodeInput): GroupChange {
  const group = requireGroup(store, input);
  const inviter = findMember(store, input, input.inviter);
  if (inviter === undefined || !mayInvite(group, inviter)) throw new ImError('groupQrCodeInvalid');
  const problem = entryProblem(store, input, group, input.actor, input.limits);
  if (problem !== undefined) throw new ImError(problem);
  return addMembers(store, input, group, [input.actor]);
}
