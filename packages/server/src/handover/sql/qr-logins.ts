import { type AppId, ImError, parseUserId, type UserId } from '@warbler/protocol';
import { type OneTimePasswordInput, requireAdmission, storeOneTimePassword } from '../../accounts/sql.ts';
import {
  findOpenIdHolder,
  type OpenIdBinding,
  OpenIdKind,
  putOpenId,
  requireOpenIdFree,
} from '../../identities/sql.ts';
import type { StoreContext } from '../../storage/index.ts';
import { forgetExpired } from '../../storage/sql.ts';
import type { QrLoginCode } from '../qr-login-code.ts';

/** What became of a code: nobody scanned it, somebody did, agreed, refused; or it has logged somebody in. */
export type QrLoginState = 'open' | 'scanned' | 'confirmed' | 'cancelled' | 'used';

/** A code within its app. */
interface QrLoginKey {
  readonly appId: AppId;
  readonly codeHash: string;
}

/** A user does something with a code on their phone. */
export interface QrLoginAction {
  readonly appId: AppId;
  readonly user: UserId;
  readonly code: QrLoginCode;
  readonly nowMs: number;
}

/** Somebody waits for a code. */
export interface QrLoginQuestion extends QrLoginKey {
  readonly password: OneTimePasswordInput;
  readonly nowMs: number;
}

/** What a waiting page learns. */
export interface QrLoginAnswer {
  readonly state: QrLoginState;
  /** Who logs in; the one-time password counts from now on. */
  readonly admitted?: { readonly userId: UserId; readonly username: string };
}

interface Row {
  readonly state: QrLoginState;
  /** Who asked for it, where only they may use it. */
  readonly asker: UserId | undefined;
  /** Who scanned it with our app. */
  readonly user: UserId | undefined;
  /** Who scanned it with WeChat. */
  readonly openId: string | undefined;
}

/** The user's phone has read the code and asks them. @throws ImError as {@link confirmQrLogin} */
export function scanQrLogin(store: StoreContext, action: QrLoginAction): void {
  if (requireMovable(store, action) !== 'confirmed') move(store, action, 'scanned');
}

/**
 * The user lets the page that shows the code log in as them.
 *
 * @throws ImError `notFound` for a code that was used or cancelled, `noPermission` for one that another user scanned
 */
export function confirmQrLogin(store: StoreContext, action: QrLoginAction): void {
  requireMovable(store, action);
  move(store, action, 'confirmed');
}

/** The user wants none of it; the code is of no more use. @throws ImError as {@link confirmQrLogin} */
export function cancelQrLogin(store: StoreContext, action: QrLoginAction): void {
  requireMovable(store, action);
  move(store, action, 'cancelled');
}

/** What became of a code; once it is confirmed, its user may log in with the one-time password and the code is used. */
export function pollQrLogin(store: StoreContext, { appId, codeHash, password, nowMs }: QrLoginQuestion): QrLoginAnswer {
  const row = find(store, { appId, codeHash });
  if (row === undefined) return { state: 'open' };
  if (row.asker !== undefined) throw unknownCode();
  if (row.state !== 'confirmed' || row.user === undefined) return { state: row.state };
  const admission = requireAdmission(store, appId, row.user);
  storeOneTimePassword(store, admission, { ...password, nowMs });
  setState(store, { appId, codeHash }, 'used');
  return { state: 'confirmed', admitted: { userId: row.user, username: admission.username } };
}

/** A code that only this user may use is shown to WeChat. */
export function openQrLogin(store: StoreContext, { appId, user, code, nowMs }: QrLoginAction): void {
  forgetExpired(store, 'qr_logins', nowMs);
  store.statements.prepare(OPEN).run(code.codeHash, appId, user, code.expiresAtMs);
}

const OPEN = `insert into qr_logins (code_hash, app_id, state, asker_id, expires_at) values (?, ?, 'open', ?, ?)`;

/** WeChat says who scanned a code. @returns whether there was such a code */
export function confirmByOpenId(
  { statements }: StoreContext,
  { codeHash, openId, nowMs }: { readonly codeHash: string; readonly openId: string; readonly nowMs: number },
): boolean {
  return statements.prepare(CONFIRM_BY_OPEN_ID).run(openId, codeHash, nowMs).changes > 0;
}

const CONFIRM_BY_OPEN_ID = `update qr_logins set state = 'confirmed', open_id = ?
  where code_hash = ? and expires_at > ? and state = 'open' and asker_id is not null`;

/** The same for the user who asked for it. */
export function stateForAsker(
  store: StoreContext,
  { user, ...key }: QrLoginKey & { readonly user: UserId },
): QrLoginState {
  return findForAsker(store, { ...key, user })?.state ?? 'open';
}

/**
 * Logs in who scanned the code: by our app that user, by WeChat whose open id it is. An open id of nobody becomes that of
 * the user who asked for the code.
 *
 * @throws ImError `notFound` for a code that nobody has confirmed, `userAlreadyBound` when the asker has another open id,
 *   `userFrozen`
 */
export function redeemQrLogin(
  store: StoreContext,
  { appId, codeHash, user, password, nowMs }: QrLoginQuestion & { readonly user: UserId },
): NonNullable<QrLoginAnswer['admitted']> {
  const row = findForAsker(store, { appId, codeHash, user });
  if (row?.state !== 'confirmed') throw unknownCode();
  const binding = bindingOf(row, { appId, user });
  const holder = row.user ?? (binding && findOpenIdHolder(store, binding)) ?? user;
  const admission = requireAdmission(store, appId, holder);
  if (binding !== undefined && holder === user) {
    requireOpenIdFree(store, binding);
    putOpenId(store, binding);
  }
  storeOneTimePassword(store, admission, { ...password, nowMs });
  setState(store, { appId, codeHash }, 'used');
  return { userId: holder, username: admission.username };
}

function bindingOf(
  { openId: id }: Row,
  who: { readonly appId: AppId; readonly user: UserId },
): OpenIdBinding | undefined {
  return id === undefined ? undefined : { ...who, openId: { kind: OpenIdKind.officialAccount, id } };
}

function requireMovable(store: StoreContext, { appId, user, code }: QrLoginAction): QrLoginState {
  const row = find(store, { appId, codeHash: code.codeHash });
  if (row === undefined) return 'open';
  if (row.state === 'used' || row.state === 'cancelled' || row.asker !== undefined) throw unknownCode();
  if (row.user !== user) throw new ImError('noPermission', { message: 'another user has scanned this code' });
  return row.state;
}

function move(store: StoreContext, { appId, user, code, nowMs }: QrLoginAction, state: QrLoginState): void {
  forgetExpired(store, 'qr_logins', nowMs);
  store.statements.prepare(MOVE).run(code.codeHash, appId, state, user, code.expiresAtMs);
}

const MOVE = `insert into qr_logins (code_hash, app_id, state, user_id, expires_at) values (?, ?, ?, ?, ?)
  on conflict (code_hash) do update set state = excluded.state`;

function setState({ statements }: StoreContext, { appId, codeHash }: QrLoginKey, state: QrLoginState): void {
  statements.prepare('update qr_logins set state = ? where app_id = ? and code_hash = ?').run(state, appId, codeHash);
}

function findForAsker(store: StoreContext, { user, ...key }: QrLoginKey & { readonly user: UserId }): Row | undefined {
  const row = find(store, key);
  if (row?.asker !== undefined && row.asker !== user) throw unknownCode();
  return row;
}

function find({ statements }: StoreContext, { appId, codeHash }: QrLoginKey): Row | undefined {
  const row = statements.prepare(FIND).get(appId, codeHash);
  if (row === undefined) return undefined;
  return {
    state: row.state as QrLoginState,
    asker: row.asker_id === null ? undefined : parseUserId(row.asker_id),
    user: row.user_id === null ? undefined : parseUserId(row.user_id),
    openId: row.open_id === null ? undefined : (row.open_id as string),
  };
}

const FIND = 'select state, asker_id, user_id, open_id from qr_logins where app_id = ? and code_hash = ?';

function unknownCode(): ImError {
  return new ImError('notFound', { message: 'the QR code is unknown, used or too old' });
}
