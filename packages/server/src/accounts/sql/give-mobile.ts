import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { requireUser } from './require-user.ts';

/** A mobile number for a user. */
export interface MobileInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly mobile: string;
  /** Whether it is known to be theirs: by a code that was sent there, or by an admin's word. */
  readonly isProven: boolean;
}

/**
 * A user says which number is theirs, or an admin does.
 *
 * @returns who had only said that it is theirs, and has it no more
 * @throws ImError `mobileAlreadyBound`; `userAlreadyBound` when a number that is proven would go for one that is not;
 *   `userNotFound`, `userDeleted`
 */
export function setMobile(store: StoreContext, input: MobileInput): UserId | undefined {
  const { appId, user, mobile, isProven } = input;
  requireUser(store, input);
  const known = store.statements.prepare(KNOWN).get(appId, user);
  const isKept = known?.is_mobile_proven === 1;
  if (isKept && !isProven && known?.mobile !== mobile) {
    throw new ImError('userAlreadyBound', { message: 'the number of the account was proven: change it with a proof' });
  }
  requireFreeMobile(store, input);
  return giveMobile(store, { ...input, isProven: isProven || isKept });
}

const KNOWN = 'select mobile, is_mobile_proven from users where app_id = ? and user_id = ?';

/** @throws ImError `mobileAlreadyBound` when it is another user's, and not only said to be by them while this one proved it */
export function requireFreeMobile({ statements }: StoreContext, { appId, user, mobile, isProven }: MobileInput): void {
  const holder = statements.prepare(HOLDER).get(appId, mobile, user);
  if (holder === undefined || (isProven && holder.is_mobile_proven === 0)) return;
  throw new ImError('mobileAlreadyBound');
}

const HOLDER = 'select user_id, is_mobile_proven from users where app_id = ? and mobile = ? and user_id <> ?';

/** The number is the user's from now on. Ask {@link requireFreeMobile} first. @returns who has it no more */
export function giveMobile(
  { statements }: StoreContext,
  { appId, user, mobile, isProven }: MobileInput,
): UserId | undefined {
  const displaced = statements.prepare(TAKE).get(appId, mobile, user);
  statements.prepare(GIVE).run(mobile, isProven ? 1 : 0, appId, user);
  return displaced?.user_id as UserId | undefined;
}

const TAKE = 'update users set mobile = null where app_id = ? and mobile = ? and user_id <> ? returning user_id';
const GIVE = 'update users set mobile = ?, is_mobile_proven = ? where app_id = ? and user_id = ?';
