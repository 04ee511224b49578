import { type AppId, ImError, type UserId } from '@warbler/protocol';
import { requireUser } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { Refusal } from '../../verification/index.ts';
import { type CodeAttempt, withCode } from '../../verification/sql.ts';

/** A user shows the code that a number got, to be known by it. */
export interface VerifyUserInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly mobile: string;
  readonly attempt: CodeAttempt;
  readonly usersMax: number;
}

/**
 * Notes that the user is known by the number, in the place of an earlier one. It need not be the one they log in with.
 *
 * @throws ImError `mobileVerificationLimit` when the number verifies as many others as it may, `userDeleted`
 */
export function verifyUser(
  store: StoreContext,
  { appId, user, mobile, attempt, usersMax }: VerifyUserInput,
): { readonly mobile: string } | Refusal {
  const { statements } = store;
  return withCode(store, attempt, () => {
    requireUser(store, { appId, user });
    const others = statements.prepare(COUNT_OTHERS).get(appId, mobile, user);
    if (Number(others?.count) >= usersMax) throw new ImError('mobileVerificationLimit');
    statements.prepare(PUT).run(appId, user, mobile, attempt.nowMs);
    return { mobile };
  });
}

const COUNT_OTHERS = `select count(*) as count from user_verifications
  where app_id = ? and mobile = ? and user_id <> ?`;

const PUT = `insert into user_verifications (app_id, user_id, mobile, verified_at) values (?, ?, ?, ?)
  on conflict (app_id, user_id) do update set mobile = excluded.mobile, verified_at = excluded.verified_at`;

/** The number that a user is known by; undefined for none. */
export function verifiedMobile(
  { statements }: StoreContext,
  { appId, user }: { readonly appId: AppId; readonly user: UserId },
): string | undefined {
  const row = statements
    .prepare('select mobile from user_verifications where app_id = ? and user_id = ?')
    .get(appId, user);
  return row?.mobile as string | undefined;
}
