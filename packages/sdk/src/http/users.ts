import { parseUserId, type UserId } from '@warbler/protocol';
import type { Profile } from '../profile.ts';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';
import type { RestClient } from './rest-client.ts';

/** Users that are asked for at once (rest-api.md §3: batch sizes). */
export const usersPerCall = 100;

/** The REST calls about users, made with one user's token. */
export class Users {
  readonly #rest: RestClient;
  readonly #token: string;

  constructor(rest: RestClient, token: string) {
    this.#rest = rest;
    this.#token = token;
  }

  /** The own profile. */
  async me(): Promise<Profile> {
    return readProfile(fieldsOf(await this.#rest.get('/user/profile', this.#token)));
  }

  async rename(nickName: string): Promise<void> {
    await this.#rest.post('/user/profile', { nick_name: nickName }, this.#token);
  }

  /** The ids of all friends. */
  async friendIds(): Promise<readonly UserId[]> {
    return listOf(await this.#rest.get('/roster/list', this.#token)).map(parseUserId);
  }

  /** What is known of users, friends or not; unknown ones are left out. At most `usersPerCall`. */
  async find(userIds: readonly UserId[]): Promise<readonly Profile[]> {
    const rows = listOf(await this.#rest.post('/roster/list', { list: userIds }, this.#token));
    return rows.map((row) => readProfile(fieldsOf(row)));
  }

  /** @throws ImError `userNotFound`. */
  async findByName(name: string): Promise<Profile> {
    const path = `/roster/name?username=${encodeURIComponent(name)}`;
    return readProfile(fieldsOf(await this.#rest.get(path, this.#token)));
  }
}

function readProfile(fields: Fields): Profile {
  const avatar = textOf(fields, 'avatar');
  return {
    userId: parseUserId(fields.user_id),
    username: textOf(fields, 'username'),
    nickName: textOf(fields, 'nick_name'),
    ...(avatar === '' ? {} : { avatar }),
  };
}
