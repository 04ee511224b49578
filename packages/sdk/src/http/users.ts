import { isGroupId, parseUserId, type UserId } from '@warbler/protocol';
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

  /** What is known of users, friends or not, and of groups; unknown ones are left out. At most `usersPerCall`. */
  async find(ids: readonly UserId[]): Promise<readonly Profile[]> {
    const groups = ids.filter(isGroupId);
    const users = ids.filter((id) => !isGroupId(id));
    const [userRows, groupRows] = await Promise.all([
      users.length === 0 ? [] : this.#rest.post('/roster/list', { list: users }, this.#token).then(listOf),
      groups.length === 0 ? [] : this.#rest.post('/group/info/batch', { group_list: groups }, this.#token).then(listOf),
    ]);
    return [...userRows.map((row) => readProfile(fieldsOf(row))), ...groupRows.map((row) => readGroup(fieldsOf(row)))];
  }

  /** @throws ImError `userNotFound`. */
  async findByName(name: string): Promise<Profile> {
    const path = `/roster/name?username=${encodeURIComponent(name)}`;
    return readProfile(fieldsOf(await this.#rest.get(path, this.#token)));
  }
}

/** A group is shown by its name as a user is. */
function readGroup(fields: Fields): Profile {
  const avatar = textOf(fields, 'avatar');
  return {
    userId: parseUserId(fields.group_id),
    username: '',
    nickName: textOf(fields, 'name'),
    ...(avatar === '' ? {} : { avatar }),
  };
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
