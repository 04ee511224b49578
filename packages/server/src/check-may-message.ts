import { type AppId, type ConversationId, ImError, isGroupId, parseUserId, type UserId } from '@warbler/protocol';
import type { Accounts } from './accounts/index.ts';
import type { Groups } from './groups/index.ts';
import type { Roster } from './roster/index.ts';

/**
 * Whether somebody may reach a receiver: a user who does not block them, a group that they may speak in.
 *
 * @throws ImError `userNotFound`, `blockedByPeer`, `notFriend`, `notGroupMember`, `groupMemberBanned`
 */
export type CheckMayMessage = (
  sender: { readonly appId: AppId; readonly user: UserId },
  to: ConversationId,
) => Promise<void>;

/** Asks the group or the roster, whichever it concerns. */
export function createCheckMayMessage({
  accounts,
  groups,
  roster,
}: {
  readonly accounts: Pick<Accounts, 'find'>;
  readonly groups: Pick<Groups, 'checkMaySpeak'>;
  readonly roster: Pick<Roster, 'messageProblem'>;
}): CheckMayMessage {
  return async ({ appId, user }, to) => {
    if (isGroupId(to)) return groups.checkMaySpeak({ appId, user }, to);
    const receiver = parseUserId(to);
    await accounts.find(appId, receiver);
    const problem = await roster.messageProblem({ appId, sender: user, receiver });
    if (problem !== undefined) throw new ImError(problem);
  };
}
