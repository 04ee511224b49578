import type { UserId } from '@warbler/protocol';
import type { Session } from './session.ts';

const NOBODY: readonly Session[] = [];

/** Who is online on this node. */
export class SessionRegistry {
  readonly #byUser = new Map<UserId, Session[]>();
  #revocationCount = 0;

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
    if (sessions === undefined) this.#byUser.set(session.user, [session]);
    else sessions.push(session);
  }

  remove(session: Session): void {
    const left = this.of(session.user).filter((other) => other !== session);
    if (left.length === 0) this.#byUser.delete(session.user);
    else this.#byUser.set(session.user, left);
  }

  /** Everyone who is online. */
  *all(): Iterable<Session> {
    for (const sessions of this.#byUser.values()) yield* sessions;
  }
}
