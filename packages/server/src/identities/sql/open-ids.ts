import { type AppId, ImError, parseUserId, type UserId } from '@warbler/protocol';
import { type OneTimePasswordInput, requireAdmission, requireUser, storeOneTimePassword } from '../../accounts/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import type { OpenId, OpenIdKind } from '../open-id-kind.ts';
import { findHolder } from './contacts.ts';
import type { Admitted } from './log-in-by-contact.ts';

/** An open id that shall be a user's. */
export interface OpenIdBinding {
  readonly appId: AppId;
  readonly user: UserId;
  readonly openId: OpenId;
}

/** Whose open id it is; undefined when it is nobody's. */
export function findOpenIdHolder(
  { statements }: StoreContext,
  { appId, openId: { kind, id } }: Omit<OpenIdBinding, 'user'>,
): UserId | undefined {
  const row = statements
    .prepare('select user_id from open_ids where app_id = ? and kind = ? and open_id = ?')
    .get(appId, kind, id);
  return row === undefined ? undefined : parseUserId(row.user_id);
}

/** @throws ImError `userAlreadyBound` when it is another user's, or the user has another one */
export function requireOpenIdFree(store: StoreContext, binding: OpenIdBinding): void {
  const holder = findOpenIdHolder(store, binding);
  if (holder !== undefined && holder !== binding.user) {
    throw new ImError('userAlreadyBound', { message: 'this WeChat user is bound to another account' });
  }
  const known = openIdOf(store, { ...binding, kind: binding.openId.kind });
  if (known === undefined || known === binding.openId.id) return;
  throw new ImError('userAlreadyBound', { message: 'the account is bound to another WeChat user' });
}

/** The open id is the user's from now on. Call {@link requireOpenIdFree} before. */
export function putOpenId({ statements }: StoreContext, { appId, user, openId: { kind, id } }: OpenIdBinding): void {
  statements.prepare(PUT).run(appId, kind, id, user);
}

const PUT = 'insert into open_ids (app_id, kind, open_id, user_id) values (?, ?, ?, ?) on conflict do nothing';

/** Binds an open id to a user. @throws ImError `userAlreadyBound`, `userDeleted` */
export function bindOpenId(store: StoreContext, binding: OpenIdBinding): void {
  requireUser(store, binding);
  requireOpenIdFree(store, binding);
  putOpenId(store, binding);
}

/** Which kind of open id of whom. */
export interface OpenIdSlot {
  readonly appId: AppId;
  readonly user: UserId;
  readonly kind: OpenIdKind;
}

/** The user has no open id of that kind any more. */
export function unbindOpenId({ statements }: StoreContext, { appId, user, kind }: OpenIdSlot): void {
  statements.prepare('delete from open_ids where app_id = ? and user_id = ? and kind = ?').run(appId, user, kind);
}

/** The user's open id of that kind; undefined for none. */
export function openIdOf({ statements }: StoreContext, { appId, user, kind }: OpenIdSlot): string | undefined {
  const row = statements
    .prepare('select open_id from open_ids where app_id = ? and user_id = ? and kind = ?')
    .get(appId, user, kind);
  return row?.open_id as string | undefined;
}

/** WeChat says who somebody is. */
export interface LogInByOpenIdInput {
  readonly appId: AppId;
  readonly openId: OpenId;
  /** The mobile number that WeChat knows them by, where they let us have it. */
  readonly mobile: string | undefined;
  readonly password: OneTimePasswordInput;
  readonly nowMs: number;
}

/**
 * Lets in whose open id it is; else whose mobile number it is, to whom the open id then belongs too. Nobody when it is
 * neither's.
 *
 * @throws ImError `userFrozen`, `userAlreadyBound`
 */
export function logInByOpenId(
  store: StoreContext,
  { appId, openId, mobile, password, nowMs }: LogInByOpenIdInput,
): Admitted | undefined {
  const known = findOpenIdHolder(store, { appId, openId });
  const holder =
    known ?? (mobile === undefined ? undefined : findHolder(store, { appId, contact: { channel: 'sms', to: mobile } }));
  if (holder === undefined) return undefined;
  const admission = requireAdmission(store, appId, holder);
  if (known === undefined) bindOpenId(store, { appId, user: holder, openId });
  storeOneTimePassword(store, admission, { ...password, nowMs });
  return { userId: holder, username: admission.username };
}
