import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { forgetExpired } from '../../storage/sql.ts';

/** A sealed secret that waits to be taken. */
export interface KeepSecretInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly codeHash: string;
  readonly sealed: Uint8Array;
  /** Whether a client that does not know the app yet may take it. */
  readonly opensInAnyApp: boolean;
  readonly expiresAtMs: number;
  readonly nowMs: number;
  readonly secretsMax: number;
}

/** Keeps a secret. @throws ImError `rateLimited` when too many of the user's wait */
export function keepSecret(
  store: StoreContext,
  { appId, user, codeHash, sealed, opensInAnyApp, expiresAtMs, nowMs, secretsMax }: KeepSecretInput,
): void {
  const waiting = store.statements.prepare(COUNT).get(appId, user, nowMs);
  if (Number(waiting?.count) >= secretsMax) {
    throw new ImError('rateLimited', { message: 'too many secrets wait to be taken, try again in a few minutes' });
  }
  forgetExpired(store, 'handed_secrets', nowMs);
  store.statements.prepare(KEEP).run(codeHash, appId, user, opensInAnyApp ? 1 : 0, sealed, expiresAtMs);
}

const COUNT = 'select count(*) as count from handed_secrets where app_id = ? and user_id = ? and expires_at > ?';

const KEEP = `insert into handed_secrets (code_hash, app_id, user_id, opens_in_any_app, sealed, expires_at)
  values (?, ?, ?, ?, ?, ?)`;

/** Takes a secret, once; undefined when there is none for this code and app. */
export function takeSecret(
  { statements }: StoreContext,
  { appId, codeHash, nowMs }: { readonly appId: AppId; readonly codeHash: string; readonly nowMs: number },
): Uint8Array | undefined {
  const row = statements.prepare(TAKE).get(codeHash, nowMs, appId);
  return row?.sealed as Uint8Array | undefined;
}

const TAKE = `delete from handed_secrets where code_hash = ? and expires_at > ? and (app_id = ? or opens_in_any_app = 1)
  returning sealed`;
