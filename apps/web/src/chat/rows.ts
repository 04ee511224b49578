import { dayNumber } from '../i18n/time-format.ts';
import type { Message, UserId } from '../session/index.ts';

/** A message as it stands between its neighbours. */
export interface MessageRow {
  readonly key: string;
  readonly message: Message;
  /** The divider of the new messages goes above. */
  readonly opensUnread: boolean;
  /** First and last of a run by one sender, drawn as one block. */
  readonly isFirstOfBlock: boolean;
  readonly isLastOfBlock: boolean;
  /** A separator with the date of this time goes below: the next message is of another day. */
  readonly nextDayMs: number | undefined;
  /** The next message begins a block of this other person, whose name goes below, above that block. */
  readonly nextSender: UserId | undefined;
}

/** A pause longer than this starts a new block. */
const blockPauseMs = 5 * 60_000;

/**
 * The rows of a log, one for each message and in their order. What changes a row's height depends on the message after
 * it, never on the one before: so older messages can be put on top while the user looks, and nothing moves. Only below
 * the divider of the new messages, which is in its row, the sender's name is in that row too.
 */
export function messageRows(messages: readonly Message[], firstUnreadId: string | undefined): MessageRow[] {
  const days = messages.map((message) => dayNumber(message.timestampMs));
  const starts = messages.map((message, index) => {
    const previous = messages[index - 1];
    if (!previous || days[index] !== days[index - 1] || message.localId === firstUnreadId) return true;
    return previous.from !== message.from || message.timestampMs - previous.timestampMs > blockPauseMs;
  });
  return messages.map((message, index) => {
    const next = messages[index + 1];
    const isNextOpen = next !== undefined && starts[index + 1] === true && next.localId !== firstUnreadId;
    return {
      key: message.localId,
      message,
      opensUnread: message.localId === firstUnreadId,
      isFirstOfBlock: starts[index] ?? true,
      isLastOfBlock: starts[index + 1] ?? true,
      nextDayMs: next && days[index] !== days[index + 1] ? next.timestampMs : undefined,
      nextSender: isNextOpen && !next.isOwn ? next.from : undefined,
    };
  });
}

/** The oldest of the newest `unreadCount` messages of others; nothing while it is not loaded. */
export function firstUnread(messages: readonly Message[], unreadCount: number): string | undefined {
  let left = unreadCount;
  if (left === 0) return undefined;
  return messages.findLast((message) => {
    if (!message.isOwn) left -= 1;
    return left === 0;
  })?.localId;
}
