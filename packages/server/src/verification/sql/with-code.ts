import type { AppId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import type { Refusal } from '../refusal.ts';

/** Somebody says which code was sent to a contact. */
export interface CodeAttempt {
  readonly appId: AppId;
  readonly contact: string;
  readonly codeHash: string;
  readonly triesMax: number;
  readonly nowMs: number;
}

/**
 * Does something for whoever knows the code, which is used up by that. A wrong code is counted and refused with
 * `wrongVerificationCode`, after too many with `tooManyFailures`.
 *
 * @param effect may refuse by throwing before its first write: the code then goes on counting
 */
export function withCode<Output extends object>(
  { statements }: StoreContext,
  { appId, contact, codeHash, triesMax, nowMs }: CodeAttempt,
  effect: () => Output,
): Output | Refusal {
  const row = statements.prepare(FIND).get(appId, contact, nowMs);
  if (row === undefined) return { refusal: 'wrongVerificationCode' };
  if (Number(row.wrong_tries) >= triesMax) return { refusal: 'tooManyFailures' };
  if (row.code_hash !== codeHash) {
    statements.prepare(COUNT_TRY).run(appId, contact);
    return { refusal: 'wrongVerificationCode' };
  }
  const output = effect();
  statements.prepare('delete from verification_codes where app_id = ? and contact = ?').run(appId, contact);
  return output;
}

const FIND = `select code_hash, wrong_tries from verification_codes
  where app_id = ? and contact = ? and expires_at > ?`;

const COUNT_TRY = 'update verification_codes set wrong_tries = wrong_tries + 1 where app_id = ? and contact = ?';
