import type { MessageId } from '@warbler/protocol';

/**
 * What a user has read of a conversation: everything up to a message, but for a few exceptions.
 * Immutable; the functions below make new ones, or return the same one when nothing changed.
 */
export interface ReadState {
  readonly unreadCount: number;
  /** Everything up to here is read. 0: nothing known to be. */
  readonly readUpTo: MessageId;
  /** Read one by one, above `readUpTo`. */
  readonly readAhead: readonly MessageId[];
  /** Marked as unread again, at or below `readUpTo`. */
  readonly unreadAgain: readonly MessageId[];
}

/** Nothing read, nothing unread. */
export const nothingRead: ReadState = { unreadCount: 0, readUpTo: 0 as MessageId, readAhead: [], unreadAgain: [] };

/** Whether a message of somebody else is unread. */
export function isUnread(state: ReadState, mid: MessageId): boolean {
  return mid > state.readUpTo ? !state.readAhead.includes(mid) : state.unreadAgain.includes(mid);
}

/** A new message of somebody else arrived. */
export function countIncoming(state: ReadState, mid: MessageId): ReadState {
  return isUnread(state, mid) ? { ...state, unreadCount: state.unreadCount + 1 } : state;
}

/** One message of somebody else was read. */
export function readOne(state: ReadState, mid: MessageId): ReadState {
  if (!isUnread(state, mid)) return state;
  const unreadCount = Math.max(0, state.unreadCount - 1);
  if (mid > state.readUpTo) return { ...state, unreadCount, readAhead: [...state.readAhead, mid] };
  return { ...state, unreadCount, unreadAgain: state.unreadAgain.filter((other) => other !== mid) };
}

/** Everything up to a message was read; `newerIds` are the messages of others above it. */
export function readAll(state: ReadState, upTo: MessageId, newerIds: readonly MessageId[]): ReadState {
  if (upTo < state.readUpTo) {
    const unreadAgain = state.unreadAgain.filter((mid) => mid > upTo);
    const unreadCount = Math.max(0, state.unreadCount - (state.unreadAgain.length - unreadAgain.length));
    return unreadAgain.length === state.unreadAgain.length ? state : { ...state, unreadCount, unreadAgain };
  }
  const readAhead = state.readAhead.filter((mid) => mid > upTo);
  const unreadCount = newerIds.filter((mid) => !readAhead.includes(mid)).length;
  return { unreadCount, readUpTo: upTo, readAhead, unreadAgain: [] };
}

/** A message of somebody else was marked as unread. */
export function cancelRead(state: ReadState, mid: MessageId): ReadState {
  if (isUnread(state, mid)) return state;
  const unreadCount = state.unreadCount + 1;
  if (mid > state.readUpTo) return { ...state, unreadCount, readAhead: state.readAhead.filter((one) => one !== mid) };
  return { ...state, unreadCount, unreadAgain: [...state.unreadAgain, mid] };
}

/** The server's own count, which is right when the two differ. */
export function withServerCount(state: ReadState, unreadCount: number): ReadState {
  return unreadCount === state.unreadCount ? state : { ...state, unreadCount };
}
