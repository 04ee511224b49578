import { type AppId, ImError, parseUserId, type UserId } from '@warbler/protocol';
import { keepAlias, keepToken, ownerOfPushToken, requireFreeAlias } from '../../push/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { AccountStatus } from '../account.ts';

/**
 * User numbers start where deployed clients expect 13 digits (the contract's samples) and are even; odd ones are
 * groups, so that a number alone tells which it is.
 */
const FIRST_ID = 2 ** 41;
const ID_STEP = 2;

/** A new user, checked and with a hashed password. */
export interface NewUser {
  readonly appId: AppId;
  readonly username: string;
  readonly usernameKey: string;
  readonly passwordHash: string;
  readonly nickName: string;
  readonly nowMs: number;
  /** Where pushes shall find the user from the start. */
  readonly push?: {
    readonly pushToken: string;
    /** The device that the push token is of; empty: no device in particular. */
    readonly deviceGuid: string;
    /** Empty: none. */
    readonly alias: string;
  };
}

/**
 * Stores a new user: a refused registration uses up no number.
 *
 * @throws ImError `userExists`, `pushAliasTaken`, `pushTokenInvalid`
 */
export function registerUser(store: StoreContext, input: NewUser): UserId {
  const { statements } = store;
  const { appId, usernameKey, push, nowMs } = input;
  if (statements.prepare(TAKEN).get(appId, usernameKey) !== undefined) throw new ImError('userExists');
  if (push !== undefined) {
    if (push.alias !== '') requireFreeAlias(store, appId, push.alias);
    if (ownerOfPushToken(store, appId, push.pushToken) !== undefined) throw new ImError('pushTokenInvalid');
  }
  const number = statements.prepare(NEXT_NUMBER).get()?.last as number;
  const user = parseUserId(FIRST_ID + ID_STEP * number);
  statements
    .prepare(INSERT)
    .run(appId, user, input.username, usernameKey, input.passwordHash, AccountStatus.normal, input.nickName, nowMs);
  if (push !== undefined) {
    keepToken(store, { appId, user }, push, nowMs);
    keepAlias(store, { appId, user, ...push });
    statements
      .prepare('insert into user_settings (app_id, user_id, push_token) values (?, ?, ?)')
      .run(appId, user, push.pushToken);
  }
  return user;
}

const TAKEN = 'select 1 from users where app_id = ? and username_key = ?';

const NEXT_NUMBER = "update id_counters set last = last + 1 where name = 'user' returning last";

const INSERT = `insert into users (app_id, user_id, username, username_key, password_hash, status, nick_name, created_at)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;
