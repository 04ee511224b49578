import { type ConversationId, ImError, isGroupId, parseUserId } from '@warbler/protocol';
import type { Accounts } from './accounts/index.ts';
import type { Groups } from './groups/index.ts';
import type { Sender, SendingDependencies } from './messages/index.ts';
import type { Roster } from './roster/index.ts';

/** Asks the capability that knows whether a sender may reach a conversation: groups of members, the roster of people. */
export function checkMayMessageWith(parts: {
  readonly accounts: Pick<Accounts, 'find'>;
  readonly roster: Pick<Roster, 'messageProblem'>;
  readonly groups: Pick<Groups, 'checkMaySpeak'>;
}): SendingDependencies['checkMayMessage'] {
  const { accounts, roster, groups } = parts;
  return async (sender: Sender, to: ConversationId) => {
    if (isGroupId(to)) return groups.checkMaySpeak(sender, to);
    const receiver = parseUserId(to);
    await accounts.find(sender.appId, receiver);
    const problem = await roster.messageProblem({ appId: sender.appId, sender: sender.user, receiver });
    if (problem !== undefined) throw new ImError(problem);
  };
}
