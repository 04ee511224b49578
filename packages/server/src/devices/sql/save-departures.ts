import type { StoreContext } from '../../storage/index.ts';
import type { DeviceKey } from '../device.ts';

/** A device's session ended. */
export interface Departure extends DeviceKey {
  readonly leftAtMs: number;
}

/** Keeps when devices left, unless they are back by now. */
export function saveDepartures({ statements }: StoreContext, departures: readonly Departure[]): void {
  const leave = statements.prepare(LEAVE);
  for (const { appId, user, deviceSn, leftAtMs } of departures) leave.run(leftAtMs, appId, user, deviceSn, leftAtMs);
}

const LEAVE = `update devices set left_at = ? where app_id = ? and user_id = ? and device_sn = ? and seen_at <= ?`;
