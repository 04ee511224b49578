import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createTokens } from '../../src/accounts/tokens.ts';
import type { App } from '../../src/apps/index.ts';
import type { ContractWorld, Person } from './contract-world.ts';

/** Another tenant of the same server. */
export interface OtherApp {
  readonly appId: string;
  readonly admin: string;
  readonly person: Person;
}

/** Adds an app beside the demo, with a user in it. */
export async function addOtherApp({ cloud, must }: ContractWorld): Promise<OtherApp> {
  const database = new Database(join(cloud.dataDir, 'warbler.db'));
  database
    .prepare(`insert into apps select * from (select 'other' as app_id, 'Another app' as name, status,
    is_registration_open, 'another secret of forty characters or so' as token_secret, admin_token_version, created_at,
    accepts_strangers, hides_member_info, recall_window from apps)`)
    .run();
  database.close();
  const appId = 'other';
  const user = { username: 'ann', password: 'correct horse' };
  const { user_id: userId } = await must('POST /user/register/v2', { appId, body: user });
  const { token } = await must('POST /token/user', { appId, body: { name: user.username, password: user.password } });
  const tokens = createTokens({ now: Date.now }, 1);
  const admin = tokens.issueForAdmin({
    appId,
    tokenSecret: 'another secret of forty characters or so',
    adminTokenVersion: 0,
  } as unknown as App);
  return { appId, admin, person: { ...user, userId, token } };
}
