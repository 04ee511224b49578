import { parseUserId, type UserId } from '@warbler/protocol';
import type { FriendApplication, FriendRequest } from '../roster/roster-api.ts';
import { fieldsOf, listOf } from './fields.ts';
import { readRequestState } from './group-request-calls.ts';
import type { UserRest } from './user-rest.ts';

const applicationsPerPage = 100;
const maxApplicationPages = 5;

/** The REST calls about friends and those who want to be (rest-api.md §4.6). */
export class RosterCalls {
  readonly #rest: UserRest;

  constructor(rest: UserRest) {
    this.#rest = rest;
  }

  async apply(userId: UserId, { reason = '', answer = '', alias = '' }: FriendRequest): Promise<void> {
    await this.#rest.post('/roster/apply', { user_id: userId, reason, auth_answer: answer, alias });
  }

  async decline(userId: UserId, reason: string): Promise<void> {
    await this.#rest.post('/roster/decline', { user_id: userId, reason });
  }

  /** A call that names nothing but the other user. */
  async simple(path: 'accept' | 'delete' | 'block' | 'unblock', userId: UserId): Promise<void> {
    await this.#rest.post(`/roster/${path}`, {}, { user_id: userId });
  }

  async blocked(): Promise<readonly UserId[]> {
    return listOf(await this.#rest.get('/roster/blocked_list')).map(parseUserId);
  }

  async applications(): Promise<readonly FriendApplication[]> {
    const { rows } = await this.#rest.rows('/roster/apply/list', { limit: applicationsPerPage }, maxApplicationPages);
    return rows.map(fieldsOf).map((row) => ({ userId: parseUserId(row.user_id), ...readRequestState(row) }));
  }

  async setAlias(userId: UserId, alias: string): Promise<void> {
    await this.#rest.post('/roster/ext', { user_id: userId, alias });
  }

  async setMuted(userId: UserId, isMuted: boolean): Promise<void> {
    await this.#rest.post('/roster/ext', { user_id: userId, mute_notification: isMuted });
  }
}
