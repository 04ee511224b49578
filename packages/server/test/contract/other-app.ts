import type { ContractWorld, Person } from './contract-world.ts';

/** Another tenant of the same server. */
export interface OtherApp {
  readonly appId: string;
  readonly admin: string;
  readonly person: Person;
}

/** Adds an app beside the demo, with a user in it, as the console does. */
export async function addOtherApp({ cloud, must }: ContractWorld): Promise<OtherApp> {
  const appId = 'other';
  const login = { username: 'admin', password: cloud.consolePassword };
  const { token: consoleToken } = await must('POST /admin/login', { appId: null, body: login });
  const made = await must('POST /admin/apps', {
    appId: null,
    token: consoleToken,
    body: { app_id: appId, name: 'Another app' },
  });
  const user = { username: 'ann', password: 'correct horse' };
  const { user_id: userId } = await must('POST /user/register/v2', { appId, body: user });
  const { token } = await must('POST /token/user', { appId, body: { name: user.username, password: user.password } });
  return { appId, admin: made.admin_token, person: { ...user, userId, token } };
}
