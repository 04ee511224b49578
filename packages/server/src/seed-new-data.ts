import type { UserId } from '@warbler/protocol';
import { type Accounts, DEMO_APP_ID, DEMO_USERNAMES, makeReadablePassword, seedDemo } from './accounts/index.ts';
import { type Apps, FIRST_ADMIN_TOKEN } from './apps/index.ts';
import type { ServerConfig } from './config/index.ts';
import type { ConsoleAdmins } from './console/index.ts';
import { makeFirstStart, readFirstStart } from './first-start.ts';
import type { Roster } from './roster/index.ts';
import type { Database } from './storage/index.ts';

/** A demo user as a person needs it to log in. */
export interface DemoLogin {
  readonly username: string;
  readonly userId: UserId;
  /** Absent once the operator has deleted the file of the first start. */
  readonly password?: string;
}

/** What a person needs to begin. */
export interface StartInfo {
  /** The demo app, when the data has it. */
  readonly appId?: string;
  /** A token for the demo app's server calls: its first one, unless that was revoked. */
  readonly adminToken?: string;
  /** The console's password as the first start made it up; absent once its file was deleted. */
  readonly consolePassword?: string;
  readonly users: readonly DemoLogin[];
}

/** What seeding needs. */
export interface SeedPorts {
  readonly config: ServerConfig;
  readonly database: Database;
  readonly apps: Apps;
  readonly accounts: Accounts;
  readonly consoleAdmins: ConsoleAdmins;
  readonly roster: Roster;
}

/**
 * Gives new data its console administrator and, unless the configuration says no, the demo app with its users.
 * Passwords are written down before they are used, so that a crash in between locks nobody out.
 */
export async function seedNewData({
  config,
  database,
  apps,
  accounts,
  consoleAdmins,
  roster,
}: SeedPorts): Promise<StartInfo> {
  const isNew = (await database.query.selectFrom('console_admins').select('username').limit(1).execute()).length === 0;
  const known = await readFirstStart(config.dataDir);
  const passwords = isNew ? (known ?? (await makeFirstStart(config.dataDir, DEMO_USERNAMES))) : known;
  if (isNew && config.isDemo && passwords !== undefined) {
    await seedDemo({
      apps,
      accounts,
      introduce: roster.introduce,
      passwordFor: (username) => passwords.demoPasswords[username] ?? makeReadablePassword(),
    });
  }
  // Last, because its row is what tells new data from old.
  if (isNew && passwords !== undefined) {
    await consoleAdmins.ensure({ username: 'admin', password: passwords.consolePassword });
  }
  const { consolePassword, demoPasswords = {} } = passwords ?? {};
  return {
    ...(await describeDemo(apps, accounts, demoPasswords)),
    ...(consolePassword === undefined ? {} : { consolePassword }),
  };
}

async function describeDemo(
  apps: Apps,
  accounts: Accounts,
  passwords: Readonly<Record<string, string>>,
): Promise<Pick<StartInfo, 'appId' | 'adminToken' | 'users'>> {
  const users: DemoLogin[] = [];
  for (const username of DEMO_USERNAMES) {
    const account = await accounts.findByName(DEMO_APP_ID, username);
    if (account === undefined) continue;
    const password = passwords[username];
    users.push({ username, userId: account.userId, ...(password === undefined ? {} : { password }) });
  }
  if (users.length === 0) return { users };
  const app = await apps.find(DEMO_APP_ID);
  if (!app.adminTokenIds.has(FIRST_ADMIN_TOKEN)) return { appId: app.appId, users };
  return { appId: app.appId, adminToken: accounts.issueAdminToken(app), users };
}
