import { type ConversationId, ImError, isGroupId, type MessageBody, parseUserId } from '@warbler/protocol';
import type { Accounts } from './accounts/index.ts';
import type { Groups } from './groups/index.ts';
import { mentionsEveryone, type Sender, type SendingDependencies } from './messages/index.ts';
import type { Roster } from './roster/index.ts';

/** Asks the capability that knows whether a sender may reach a conversation: groups of members, the roster of people. */
export function checkMayMessageWith(parts: {
  readonly accounts: Pick<Accounts, 'require'>;
  readonly roster: Pick<Roster, 'messageProblem'>;
  readonly groups: Pick<Groups, 'checkMaySpeak'>;
}): SendingDependencies['checkMayMessage'] {
  const { accounts, roster, groups } = parts;
  return async ({ appId, user }: Sender, to: ConversationId, body: MessageBody) => {
    if (isGroupId(to)) return groups.checkMaySpeak({ appId, user, mentionsEveryone: mentionsEveryone(body) }, to);
    const receiver = parseUserId(to);
    await accounts.require(appId, receiver);
    const problem = await roster.messageProblem({ appId, sender: user, receiver });
    if (problem !== undefined) throw new ImError(problem);
  };
}
