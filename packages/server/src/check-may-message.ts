import {
  type AppId,
  type ConversationId,
  ImError,
  isGroupId,
  type MessageBody,
  parseUserId,
  type UserId,
} from '@warbler/protocol';
import type { Accounts } from './accounts/index.ts';
import { type Awaitable, andThen } from './awaitable.ts';
import type { Groups } from './groups/index.ts';
import { mentionsEveryone } from './messages/index.ts';
import type { MessageProblem, Roster } from './roster/index.ts';

/**
 * Whether somebody may reach a receiver: a user who does not block them, a group that they may speak in, and alert
 * everyone in when the body does that.
 *
 * @throws ImError `userNotFound`, `blockedByPeer`, `notFriend`, `notGroupMember`, `groupMemberBanned`, `unauthorized`
 */
export type CheckMayMessage = (
  sender: { readonly appId: AppId; readonly user: UserId },
  to: ConversationId,
  body?: MessageBody,
) => Awaitable<void>;

/** Asks the capability that knows: groups of members, the roster of people. */
export function checkMayMessageWith(parts: {
  readonly accounts: Pick<Accounts, 'require'>;
  readonly roster: Pick<Roster, 'messageProblem'>;
  readonly groups: Pick<Groups, 'checkMaySpeak'>;
}): CheckMayMessage {
  const { accounts, roster, groups } = parts;
  return ({ appId, user }, to, body) => {
    if (isGroupId(to)) {
      const alerts = body !== undefined && mentionsEveryone(body);
      return groups.checkMaySpeak({ appId, user, mentionsEveryone: alerts }, to);
    }
    const receiver = parseUserId(to);
    const mayReach = (problem: MessageProblem | undefined) => {
      if (problem !== undefined) throw new ImError(problem);
    };
    return andThen(accounts.require(appId, receiver), () =>
      andThen(roster.messageProblem({ appId, sender: user, receiver }), mayReach),
    );
  };
}
