import { ImError, parseUserId, type UserId } from '@warbler/protocol';
import type { Credentials } from '../client.ts';
import { fieldsOf, textOf } from './fields.ts';
import type { RestClient } from './rest-client.ts';

/** A right to act as a user, as long as the server honours it. */
export interface Login {
  readonly userId: UserId;
  readonly token: string;
}

/** Makes an account. @throws ImError `userExists`, `userNameTaken`, `invalidParameter`, `registrationClosed`, ... */
export async function register(rest: RestClient, { name, password }: Credentials): Promise<void> {
  await rest.call('/user/register/v2', { body: { username: name, password } });
}

/** @throws ImError `userNotFound`, `wrongPassword`, `tooManyFailures`, ... */
export async function logIn(rest: RestClient, { name, password }: Credentials): Promise<Login> {
  const { data } = await rest.call('/token/user', { body: { name, password } });
  const answer = fieldsOf(data);
  const token = textOf(answer, 'token');
  if (token === '') throw new ImError('responseInvalid', { message: 'The answer to the login holds no token' });
  return { userId: parseUserId(answer.user_id), token };
}
