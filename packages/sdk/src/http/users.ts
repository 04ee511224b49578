import { parseUserId, type UserId } from '@warbler/protocol';
import type { Profile } from '../profile.ts';
import { type Fields, fieldsOf, listOf, textOf, truthOf } from './fields.ts';
import type { UserRest } from './user-rest.ts';

/** Users that are asked for at once (rest-api.md §3: batch sizes). */
export const usersPerCall = 100;

/** The REST calls about users. */
export class Users {
  readonly #rest: UserRest;

  constructor(rest: UserRest) {
    this.#rest = rest;
  }

  /** The own profile. */
  async me(): Promise<Profile> {
    return readProfile(fieldsOf(await this.#rest.get('/user/profile')));
  }

  async rename(nickName: string): Promise<void> {
    await this.#rest.post('/user/profile', { nick_name: nickName });
  }

  /** The ids of all friends. */
  async friendIds(): Promise<readonly UserId[]> {
    return listOf(await this.#rest.get('/roster/list')).map(parseUserId);
  }

  /** What is known of users, friends or not; unknown ones are left out. At most `usersPerCall`. */
  async find(userIds: readonly UserId[]): Promise<readonly Profile[]> {
    const rows = listOf(await this.#rest.post('/roster/list', { list: userIds }));
    return rows.map((row) => readProfile(fieldsOf(row)));
  }

  /** @throws ImError `userNotFound`. */
  async findByName(name: string): Promise<Profile> {
    return readProfile(fieldsOf(await this.#rest.get('/roster/name', { username: name })));
  }
}

function readProfile(fields: Fields): Profile {
  const avatar = textOf(fields, 'avatar');
  const alias = textOf(fields, 'alias');
  return {
    userId: parseUserId(fields.user_id),
    username: textOf(fields, 'username'),
    nickName: textOf(fields, 'nick_name'),
    ...(avatar === '' ? {} : { avatar }),
    ...(alias === '' ? {} : { alias }),
    ...(truthOf(fields, 'mute_notification') ? { isMuted: true } : {}),
  };
}
