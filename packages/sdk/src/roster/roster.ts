import type { UserId } from '@warbler/protocol';
import type { People } from '../account/people.ts';
import { whileSignedIn } from '../account/while-signed-in.ts';
import type { Announcer } from '../chat/announcer.ts';
import { RosterCalls } from '../http/roster-calls.ts';
import type { UserRest } from '../http/user-rest.ts';
import type { FriendApplication, FriendRequest, RosterApi } from './roster-api.ts';

/** What an account knows of friends, and how it makes them. */
export interface RosterParts {
  readonly people: People;
  readonly rest: UserRest;
  readonly announcer: Announcer;
}

/** The friends of whoever is signed in. */
export class Roster implements RosterApi {
  readonly #find: () => RosterParts | undefined;

  constructor(find: () => RosterParts | undefined) {
    this.#find = find;
  }

  async apply(userId: UserId, request: FriendRequest = {}): Promise<'added' | 'waiting'> {
    const { calls, people } = this.#parts;
    await calls.apply(userId, request);
    await people.refreshFriends();
    people.refresh([userId]);
    return people.isFriend(userId) ? 'added' : 'waiting';
  }

  async accept(userId: UserId): Promise<void> {
    const { announcer, calls, people } = this.#parts;
    await calls.simple('accept', userId);
    announcer.requestsChanged();
    await people.refreshFriends();
  }

  async decline(userId: UserId, reason = ''): Promise<void> {
    const { announcer, calls } = this.#parts;
    await calls.decline(userId, reason);
    announcer.requestsChanged();
  }

  async remove(userId: UserId): Promise<void> {
    await this.#change('delete', userId);
  }

  async block(userId: UserId): Promise<void> {
    await this.#change('block', userId);
  }

  async unblock(userId: UserId): Promise<void> {
    await this.#change('unblock', userId);
  }

  async blocked(): Promise<readonly UserId[]> {
    return this.#parts.calls.blocked();
  }

  async applications(): Promise<readonly FriendApplication[]> {
    return this.#parts.calls.applications();
  }

  async setAlias(userId: UserId, alias: string): Promise<void> {
    const { calls, people } = this.#parts;
    await calls.setAlias(userId, alias);
    people.change(userId, { alias });
  }

  async setMuted(userId: UserId, isMuted: boolean): Promise<void> {
    const { calls, people } = this.#parts;
    await calls.setMuted(userId, isMuted);
    people.change(userId, { isMuted });
  }

  async #change(path: 'delete' | 'block' | 'unblock', userId: UserId): Promise<void> {
    const { calls, people } = this.#parts;
    await calls.simple(path, userId);
    await people.refreshFriends();
  }

  get #parts(): RosterParts & { readonly calls: RosterCalls } {
    const parts = whileSignedIn(this.#find());
    return { ...parts, calls: new RosterCalls(parts.rest) };
  }
}
