import type { UserId } from '@warbler/protocol';
import type { RequestStatus } from '../groups/group.ts';

/** Somebody wants to be the user's friend. */
export interface FriendApplication {
  readonly userId: UserId;
  /** What the other one said to it; may be empty. */
  readonly reason: string;
  readonly status: RequestStatus;
  /** Ms since the epoch. */
  readonly expiresAtMs: number;
}

/** What goes with an application. */
export interface FriendRequest {
  /** What the other one is told. */
  readonly reason?: string;
  /** The answer to the other one's question, where one is asked. */
  readonly answer?: string;
  /** The user's own name for the other one. */
  readonly alias?: string;
}

/** The user's friends; `client.friends()` lists them. Calls reject with `ImError`. */
export interface RosterApi {
  /** Asks for friendship. @throws ImError `alreadyFriend`, `inBlocklist`, `friendApplicationRefused`, `userNotFound`. */
  apply(userId: UserId, request?: FriendRequest): Promise<'added' | 'waiting'>;
  /** @throws ImError `friendApplicationExpired`. */
  accept(userId: UserId): Promise<void>;
  /** Refuses an application. @throws ImError `friendApplicationExpired`. */
  decline(userId: UserId, reason?: string): Promise<void>;
  /** Ends a friendship. */
  remove(userId: UserId): Promise<void>;
  /** Takes nothing from a user any more. */
  block(userId: UserId): Promise<void>;
  /** Takes from a user again what `block` refused. */
  unblock(userId: UserId): Promise<void>;
  /** Who is blocked. */
  blocked(): Promise<readonly UserId[]>;
  /** Who asked for friendship. */
  applications(): Promise<readonly FriendApplication[]>;
  /** The user's own name for a friend, shown in place of the others; empty for none. */
  setAlias(userId: UserId, alias: string): Promise<void>;
  /** Whether the user wants no notification of what a friend says. */
  setMuted(userId: UserId, isMuted: boolean): Promise<void>;
}
