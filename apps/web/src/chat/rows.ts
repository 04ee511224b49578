import { dayNumber } from '../i18n/time-format.ts';
import type { Message } from '../session/index.ts';

/** A message as it stands between its neighbours. */
export interface MessageRow {
  readonly key: string;
  readonly message: Message;
  /** A separator with the date goes above. */
  readonly opensDay: boolean;
  /** The divider of the new messages goes above. */
  readonly opensUnread: boolean;
  /** First and last of a run by one sender, drawn as one block. */
  readonly isFirstOfGroup: boolean;
  readonly isLastOfGroup: boolean;
}

/** A pause longer than this starts a new block. */
const groupPauseMs = 5 * 60_000;

/**
 * The rows of a log, one for each message and in their order, so that adding older messages never shifts a row between
 * others. While `hasMore`, the oldest row has no date: the message before it may be of the same day.
 */
export function messageRows({
  messages,
  firstUnreadId,
  hasMore,
}: {
  readonly messages: readonly Message[];
  readonly firstUnreadId: string | undefined;
  readonly hasMore: boolean;
}): MessageRow[] {
  const days = messages.map((message) => dayNumber(message.timestampMs));
  const starts = messages.map((message, index) => {
    const previous = messages[index - 1];
    if (!previous || days[index] !== days[index - 1] || message.localId === firstUnreadId) return true;
    return previous.from !== message.from || message.timestampMs - previous.timestampMs > groupPauseMs;
  });
  return messages.map((message, index) => ({
    key: message.localId,
    message,
    opensDay: index === 0 ? !hasMore : days[index] !== days[index - 1],
    opensUnread: message.localId === firstUnreadId,
    isFirstOfGroup: starts[index] ?? true,
    isLastOfGroup: starts[index + 1] ?? true,
  }));
}

/** The oldest of the newest `unreadCount` messages of others; the oldest loaded one when fewer are loaded. */
export function firstUnread(messages: readonly Message[], unreadCount: number): string | undefined {
  let left = unreadCount;
  let found: string | undefined;
  for (let index = messages.length - 1; index >= 0 && left > 0; index -= 1) {
    const message = messages[index];
    if (!message || message.isOwn) continue;
    found = message.localId;
    left -= 1;
  }
  return found;
}
