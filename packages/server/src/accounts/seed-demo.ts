import { type AppId, parseAppId, type UserId } from '@warbler/protocol';
import type { App, Apps } from '../apps/index.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

/** The app that new data starts with. */
export const DEMO_APP_ID: AppId = parseAppId('demo');

/** The users of the demo app, who know each other. */
export const DEMO_USERNAMES = ['alice', 'bob', 'carol'] as const;

/** A demo user and whether the seeding made it now; when not, its password stays what it was. */
export interface DemoUser {
  readonly username: string;
  readonly userId: UserId;
  readonly isNew: boolean;
}

/** What the seeding needs. */
export interface SeedDemoPorts {
  readonly apps: Apps;
  readonly accounts: Accounts;
  /** Makes friends of two users who have no relation yet. */
  readonly introduce: (appId: AppId, one: UserId, other: UserId) => Promise<void>;
  /** The password that a new demo user gets. */
  readonly passwordFor: (username: string) => string;
}

/** Makes the demo app with open registration and three users who know each other. Does no harm when done again. */
export async function seedDemo({ apps, accounts, introduce, passwordFor }: SeedDemoPorts): Promise<{
  readonly app: App;
  readonly users: readonly DemoUser[];
}> {
  const app = await apps.ensure({ appId: DEMO_APP_ID, name: 'Warbler demo' });
  const users: DemoUser[] = [];
  for (const username of DEMO_USERNAMES) {
    const known = await accounts.findByName(app.appId, username);
    const account: Account =
      known ??
      (await accounts.register(app, {
        username,
        password: passwordFor(username),
        nickName: username.charAt(0).toUpperCase() + username.slice(1),
      }));
    users.push({ username, userId: account.userId, isNew: known === undefined });
  }
  for (const [index, one] of users.entries()) {
    for (const other of users.slice(index + 1)) await introduce(app.appId, one.userId, other.userId);
  }
  return { app, users };
}
