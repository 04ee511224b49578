import type { UserId } from '@warbler/protocol';
import type { Session } from './session.ts';

const NOBODY: readonly Session[] = [];

/** Told of users who come online at this node, and of those who are no more. */
export interface OnlineListener {
  holdUser(user: UserId): void;
  releaseUser(user: UserId): void;
}

/** Who is online on this node. */
export class SessionRegistry {
  readonly #listener: OnlineListener | undefined;
  readonly #byUser = new Map<UserId, Session[]>();
  #revocationCount = 0;

  constructor(listener?: OnlineListener) {
    this.#listener = listener;
  }

  /** How often tokens were revoked; a login that began before looks again when it ends after. */
  get revocationCount(): number {
    return this.#revocationCount;
  }

  /** Tokens of somebody were revoked. */
  noteRevocation(): void {
    this.#revocationCount += 1;
  }

  /** The user's sessions; empty for somebody who is offline. */
  of(user: UserId): readonly Session[] {
    return this.#byUser.get(user) ?? NOBODY;
  }

  add(session: Session): void {
    const sessions = this.#byUser.get(session.user);
    if (sessions !== undefined) return void sessions.push(session);
    this.#byUser.set(session.user, [session]);
    this.#listener?.holdUser(session.user);
  }

  remove(session: Session): void {
    const left = this.of(session.user).filter((other) => other !== session);
    if (left.length > 0) this.#byUser.set(session.user, left);
    else if (this.#byUser.delete(session.user)) this.#listener?.releaseUser(session.user);
  }

  /** Everyone who is online. */
  *all(): Iterable<Session> {
    for (const sessions of this.#byUser.values()) yield* sessions;
  }
}
