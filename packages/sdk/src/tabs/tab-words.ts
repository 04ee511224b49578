import { type ErrorName, ImError } from '@warbler/protocol';
import type { LocalMessageId } from '../message.ts';
import type { Delta } from './delta.ts';

/** A member of the client and what it is called with. */
export interface Reading {
  readonly path: string;
  readonly args: readonly unknown[];
}

/** What a follower tells the leader of its scope. */
export type FollowerWord =
  /** It is there, or has heard of a new leader, and wants to know what it has read. */
  | { readonly word: 'hello'; readonly tab: string; readonly readings: readonly Reading[] }
  | { readonly word: 'watch'; readonly tab: string; readonly readings: readonly Reading[] }
  | ({ readonly word: 'ask'; readonly tab: string; readonly id: number } & Reading)
  /** There are messages for the leader in the store. */
  | { readonly word: 'handed' }
  | { readonly word: 'ping' };

/** A new value of something that was read. */
export interface Change {
  /** `keyOf` what was read. */
  readonly key: string;
  readonly delta: Delta;
}

/** An error on its way from one tab to another, which keeps classes no better than JSON does. */
export interface PostedError {
  readonly imError: { readonly code: ErrorName; readonly message: string };
}

/** What a leader tells. Followers ignore those whose epoch is over. */
export type LeaderWord = { readonly epoch: number } & (
  | { readonly word: 'leading' }
  | { readonly word: 'alive' }
  /** Addressed to one follower: all it has asked for. */
  | { readonly word: 'state'; readonly tab: string; readonly changes: readonly Change[]; readonly isFirst: boolean }
  | {
      readonly word: 'event';
      readonly changes: readonly Change[];
      /** Absent where something changed without one. */
      readonly event?: { readonly name: string; readonly event: unknown };
    }
  | { readonly word: 'answer'; readonly tab: string; readonly id: number; readonly value: unknown }
  /** The messages are in the leader's outbox, or were refused. */
  | { readonly word: 'taken'; readonly taken: readonly Taken[] }
);

/** What became of a message that was handed over. */
export interface Taken {
  readonly localId: LocalMessageId;
  readonly refusal?: PostedError;
}

/** Anything posted on a channel. */
export type TabWord = FollowerWord | LeaderWord;

/** Names what was read. */
export function keyOf({ path, args }: Reading): string {
  return args.length === 0 ? path : `${path} ${JSON.stringify(args)}`;
}

/** Makes an error fit to be posted. */
export function postError(error: unknown): PostedError {
  const { code, message } = ImError.from(error);
  return { imError: { code, message } };
}

/** The error that was posted, or undefined for anything else. */
export function postedError(value: unknown): ImError | undefined {
  if (typeof value !== 'object' || value === null || !('imError' in value)) return undefined;
  const { code, message } = (value as PostedError).imError;
  return new ImError(code, { message });
}

/** Makes an event fit to be posted: what it says went wrong becomes a posted error. */
export function postEvent(event: unknown): unknown {
  if (!hasError(event)) return event;
  return { ...event, error: event.error instanceof ImError ? postError(event.error) : event.error };
}

/** The event that was posted. */
export function postedEvent(event: unknown): unknown {
  return hasError(event) ? { ...event, error: postedError(event.error) ?? event.error } : event;
}

function hasError(event: unknown): event is { readonly error: unknown } {
  return typeof event === 'object' && event !== null && 'error' in event;
}
