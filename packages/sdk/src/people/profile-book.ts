import { ImError, type UserId } from '@warbler/protocol';
import { type Users, usersPerCall } from '../http/users.ts';
import type { Clock } from '../platform/clock.ts';
import type { Profile } from '../profile.ts';

/** What a profile book needs. */
export interface ProfileBookOptions {
  readonly users: Users;
  readonly clock: Clock;
  /** These became known or changed: to be stored and told. */
  changed(profiles: readonly Profile[]): void;
  problem(error: ImError): void;
}

/** Questions of one moment go into one call. */
const gatherMs = 20;
/** After a failed call, or for a user the server does not know. */
const askAgainMs = 60_000;

/** The profiles of all users met so far; asks for those it lacks, many at a time. */
export class ProfileBook {
  readonly #options: ProfileBookOptions;
  readonly #known = new Map<UserId, Profile>();
  readonly #wanted = new Set<UserId>();
  readonly #askedMs = new Map<UserId, number>();
  #isGathering = false;
  #isClosed = false;

  constructor(options: ProfileBookOptions) {
    this.#options = options;
  }

  /** Takes up stored profiles. */
  load(profiles: readonly Profile[]): void {
    for (const profile of profiles) this.#known.set(profile.userId, profile);
  }

  /** What is known of a user; asks in the background when nothing is. */
  find(userId: UserId): Profile | undefined {
    const profile = this.#known.get(userId);
    if (!profile) this.#want(userId);
    return profile;
  }

  /** Takes over what is known better. */
  add(profiles: readonly Profile[]): void {
    const changed = profiles.filter((profile) => !isSame(profile, this.#known.get(profile.userId)));
    if (changed.length === 0) return;
    this.load(changed);
    this.#options.changed(changed);
  }

  /** Asks again about users, known or not. */
  refresh(userIds: readonly UserId[]): void {
    for (const userId of userIds) this.#wanted.add(userId);
    this.#gather();
  }

  close(): void {
    this.#isClosed = true;
  }

  #want(userId: UserId): void {
    const askedMs = this.#askedMs.get(userId) ?? Number.NEGATIVE_INFINITY;
    if (this.#wanted.has(userId) || this.#options.clock.elapsed() - askedMs < askAgainMs) return;
    this.refresh([userId]);
  }

  #gather(): void {
    if (this.#isGathering || this.#isClosed || this.#wanted.size === 0) return;
    this.#isGathering = true;
    this.#options.clock.after(gatherMs, () => {
      this.#ask()
        .catch((error: unknown) => this.#options.problem(ImError.from(error)))
        .finally(() => {
          this.#isGathering = false;
          this.#gather();
        });
    });
  }

  async #ask(): Promise<void> {
    const { users, clock } = this.#options;
    const userIds = [...this.#wanted].slice(0, usersPerCall);
    for (const userId of userIds) {
      this.#wanted.delete(userId);
      this.#askedMs.set(userId, clock.elapsed());
    }
    const found = await users.find(userIds);
    if (!this.#isClosed) this.add(found);
  }
}

function isSame(one: Profile, other: Profile | undefined): boolean {
  if (one.username !== other?.username || one.nickName !== other.nickName || one.avatar !== other.avatar) return false;
  return (one.alias || '') === (other.alias || '') && Boolean(one.isMuted) === Boolean(other.isMuted);
}
