import { type AppId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** Whose push settings. */
export interface PushOwner {
  readonly appId: AppId;
  readonly user: UserId;
}

/** An address that pushes can be sent to. */
export interface PushAddress {
  readonly pushToken: string;
  /** The device that it is of; empty: the user's own. */
  readonly deviceGuid: string;
}

/** Addresses kept per user; far more than somebody has devices, and the oldest go first. */
const TOKENS_MAX = 100;

/** A device wants to know its address. */
export interface DeviceTokenInput extends PushOwner {
  readonly deviceGuid: string;
  /** What its address shall be when it has none. */
  readonly fresh: string;
  readonly nowMs: number;
}

/** The push token of a device: the same every time. */
export function pushTokenOfDevice(store: StoreContext, input: DeviceTokenInput): string {
  const { appId, user, deviceGuid, fresh, nowMs } = input;
  const known = store.statements.prepare(TOKEN_OF).get(appId, user, deviceGuid);
  if (known !== undefined) return known.push_token as string;
  keepToken(store, input, { pushToken: fresh, deviceGuid }, nowMs);
  return fresh;
}

const TOKEN_OF = 'select push_token from push_tokens where app_id = ? and user_id = ? and device_guid = ?';

/** Who has a push token; undefined when nobody does. */
export function ownerOfPushToken({ statements }: StoreContext, appId: AppId, pushToken: string): UserId | undefined {
  const row = statements
    .prepare('select user_id from push_tokens where app_id = ? and push_token = ?')
    .get(appId, pushToken);
  return row?.user_id as UserId | undefined;
}

/** Lets a push token through that nobody else has. @throws ImError `pushTokenInvalid` */
export function requireOwnPushToken(store: StoreContext, { appId, user }: PushOwner, pushToken: string): void {
  const owner = ownerOfPushToken(store, appId, pushToken);
  if (owner !== undefined && owner !== user) throw new ImError('pushTokenInvalid');
}

/**
 * An address is the user's from now on, in the place of the one that the device had. Ask {@link requireOwnPushToken}
 * first.
 */
export function keepToken(
  { statements }: StoreContext,
  { appId, user }: PushOwner,
  { pushToken, deviceGuid }: PushAddress,
  nowMs: number,
): void {
  statements.prepare(DROP).run(appId, user, deviceGuid, pushToken);
  statements.prepare(KEEP).run(appId, pushToken, user, deviceGuid, nowMs);
  statements.prepare(PUSH_OUT).run(appId, appId, user, TOKENS_MAX);
}

const DROP = 'delete from push_tokens where app_id = ? and user_id = ? and device_guid = ? and push_token <> ?';

/** One of the user's that is named anew stays the address of its device. */
const KEEP = `insert into push_tokens (app_id, push_token, user_id, device_guid, created_at) values (?, ?, ?, ?, ?)
  on conflict do nothing`;

const PUSH_OUT = `delete from push_tokens where app_id = ? and push_token in (select push_token from push_tokens
  where app_id = ? and user_id = ? order by created_at desc, push_token limit -1 offset ?)`;

/** The user has no address of their own any more; those of devices stay. */
export function dropOwnToken({ statements }: StoreContext, { appId, user }: PushOwner): void {
  statements.prepare(DROP).run(appId, user, '', '');
}
