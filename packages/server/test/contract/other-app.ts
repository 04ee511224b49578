import type { ContractWorld, Person } from './contract-world.ts';

/** Another tenant of the same server. */
export interface OtherApp {
  readonly appId: string;
  readonly admin: string;
  readonly person: Person;
}

/** Adds an app beside the demo, with a user in it. */
export async function addOtherApp({ must, noteDay, operator }: ContractWorld): Promise<OtherApp> {
  const appId = 'other';
  const { admin_token: admin } = await must('POST /admin/apps', {
    appId: null,
    token: operator,
    body: { app_id: appId, name: 'Another app' },
  });
  await noteDay({ appId, token: admin });
  const user = { username: 'ann', password: 'correct horse' };
  const { user_id: userId } = await must('POST /user/register/v2', { appId, body: user });
  const { token } = await must('POST /token/user', { appId, body: { name: user.username, password: user.password } });
  return { appId, admin, person: { ...user, userId, token } };
}
