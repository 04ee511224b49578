import type { StoreContext } from './procedure.ts';

/** Rows that one write tidies away: more than it adds, and no more than a moment of the storage thread. */
const FORGOTTEN_MAX = 100;

/** Where something waits until a moment, and what names a row of it. */
const TABLES = {
  captcha_tries: 'image_id',
  handed_secrets: 'code_hash',
  mobile_proofs: 'app_id, proof_hash',
  one_time_passwords: 'app_id, user_id, password_hash',
  qr_logins: 'code_hash',
  verification_codes: 'app_id, contact',
} as const;

/**
 * Removes some of what has expired, the oldest first. Called by every write to the table, so that it does not grow; what is
 * left for the next call must not count for whoever reads.
 */
export function forgetExpired({ statements }: StoreContext, table: keyof typeof TABLES, nowMs: number): void {
  const key = TABLES[table];
  statements
    .prepare(
      `delete from ${table} where (${key}) in (
        select ${key} from ${table} where expires_at <= ? order by expires_at limit ${FORGOTTEN_MAX})`,
    )
    .run(nowMs);
}
