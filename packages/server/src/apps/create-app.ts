import { randomBytes } from 'node:crypto';
import type { AppId } from '@warbler/protocol';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/index.ts';
import { AppStatus } from './app.ts';

/** HS256 wants a key as long as its hash. */
const TOKEN_SECRET_BYTES = 32;

/** A new app as its maker describes it. */
export interface NewApp {
  readonly appId: AppId;
  readonly name: string;
  readonly isRegistrationOpen: boolean;
}

/** Stores a new app with a token secret of its own; one that exists already stays as it is. */
export async function createApp(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { appId, name, isRegistrationOpen }: NewApp,
): Promise<void> {
  await database.query
    .insertInto('apps')
    .values({
      app_id: appId,
      name,
      status: AppStatus.normal,
      is_registration_open: isRegistrationOpen ? 1 : 0,
      token_secret: randomBytes(TOKEN_SECRET_BYTES).toString('base64url'),
      admin_token_version: 0,
      created_at: clock.now(),
    })
    .onConflict((conflict) => conflict.column('app_id').doNothing())
    .execute();
}
