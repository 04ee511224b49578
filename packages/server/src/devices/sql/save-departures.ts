import type { StoreContext } from '../../storage/index.ts';
import type { DeviceKey } from '../device.ts';

/** A device's session ended. */
export interface Departure extends DeviceKey {
  readonly leftAtMs: number;
  /** Which of its logins it was; see `ProvisionedDevice`. */
  readonly login: number;
}

/** Keeps when devices left, unless they are back by now, here or at another node. */
export function saveDepartures({ statements }: StoreContext, departures: readonly Departure[]): void {
  const leave = statements.prepare(LEAVE);
  for (const { appId, user, deviceSn, leftAtMs, login } of departures)
    leave.run(leftAtMs, appId, user, deviceSn, login);
}

const LEAVE = `update devices set left_at = ?, online_node = null
  where app_id = ? and user_id = ? and device_sn = ? and login = ?`;

/** A node has just started: nobody is online there, whatever it left behind when it was killed. */
export function clearNode({ statements }: StoreContext, { node }: { readonly node: number }): void {
  statements.prepare('update devices set online_node = null where online_node = ?').run(node);
}
