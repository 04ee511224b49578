import type { AppId, DeviceSn, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { forgetDevice } from './remove-device.ts';

/** Whose devices. */
export interface EraseInput {
  readonly appId: AppId;
  readonly user: UserId;
}

/** Forgets one device of a deleted user, for each may have a cursor in thousands of conversations. @returns whether one was left */
export function eraseDevice(store: StoreContext, { appId, user }: EraseInput): boolean {
  const row = store.statements
    .prepare('select device_sn from devices where app_id = ? and user_id = ? limit 1')
    .get(appId, user);
  if (row !== undefined) forgetDevice(store, { appId, user, deviceSn: row.device_sn as DeviceSn });
  else store.statements.prepare('delete from device_counters where app_id = ? and user_id = ?').run(appId, user);
  return row !== undefined;
}
