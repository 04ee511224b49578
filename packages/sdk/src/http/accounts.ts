import { ImError, parseUserId, type UserId } from '@warbler/protocol';
import type { Credentials, Registration } from '../credentials.ts';
import { fieldsOf, textOf } from './fields.ts';
import type { RestClient } from './rest-client.ts';

/** A right to act as a user, as long as the server honours it. */
export interface Login {
  readonly userId: UserId;
  readonly username: string;
  readonly token: string;
}

/** Makes an account. @throws ImError `userExists`, `userNameTaken`, `invalidParameter`, `registrationClosed`, ... */
export async function register(rest: RestClient, { name, password }: Registration): Promise<void> {
  await rest.call('/user/register/v2', { body: { username: name, password } });
}

/** @throws ImError `userNotFound`, `wrongPassword`, `tooManyFailures`, ... */
export async function logIn(rest: RestClient, credentials: Credentials): Promise<Login> {
  const { password } = credentials;
  const isById = 'userId' in credentials;
  const { data } = isById
    ? await rest.call('/token/id', { body: { user_id: credentials.userId, password } })
    : await rest.call('/token/user', { body: { name: credentials.name, password } });
  const answer = fieldsOf(data);
  const token = textOf(answer, 'token');
  if (token === '') throw new ImError('responseInvalid', { message: 'The answer to the login holds no token' });
  if (isById) return findOwner(rest, token);
  return { userId: parseUserId(answer.user_id), username: credentials.name, token };
}

/** Whose token it is. @throws ImError `invalidToken`, ... */
export async function findOwner(rest: RestClient, token: string): Promise<Login> {
  const profile = fieldsOf((await rest.call('/user/profile', { token })).data);
  return { userId: parseUserId(profile.user_id), username: textOf(profile, 'username'), token };
}
