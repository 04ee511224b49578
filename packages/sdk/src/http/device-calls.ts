import { type DeviceSn, parseDeviceSn } from '@warbler/protocol';
import type { Device } from '../devices/devices-api.ts';
import { fieldsOf, listOf, textOf, wordOf } from './fields.ts';
import type { UserRest } from './user-rest.ts';

const platforms = ['unknown', 'ios', 'android', 'windows', 'mac', 'linux', 'web'] as const;

/** The REST calls about devices (rest-api.md §4.4). */
export class DeviceCalls {
  readonly #rest: UserRest;

  constructor(rest: UserRest) {
    this.#rest = rest;
  }

  async list(): Promise<readonly Omit<Device, 'isThis'>[]> {
    const rows = listOf(await this.#rest.get('/user/device/list')).map(fieldsOf);
    return rows.map((row) => ({
      deviceSn: parseDeviceSn(row.device_sn),
      platform: wordOf(row, 'platform', platforms),
      description: textOf(row, 'user_agent'),
    }));
  }

  /** Notifications no longer reach a device. */
  async unbindPush(deviceSn: number): Promise<void> {
    await this.#rest.post('/user/token/unbind', {}, { deviceSn });
  }

  async kick(deviceSn: DeviceSn): Promise<void> {
    await this.#rest.post('/user/kick', { device_sn: deviceSn }, { device_sn: deviceSn });
  }
}
