import { type DeviceSn, ImError } from '@warbler/protocol';
import type { DeviceCalls } from '../http/device-calls.ts';
import type { Device, DevicesApi } from './devices-api.ts';

/** What an account knows of its devices. */
export interface DeviceParts {
  readonly calls: DeviceCalls;
  /** The number of the device this client runs on, as the server last gave it. */
  sn(): number;
}

/** The devices of whoever is signed in. */
export class Devices implements DevicesApi {
  readonly #find: () => DeviceParts | undefined;

  constructor(find: () => DeviceParts | undefined) {
    this.#find = find;
  }

  async list(): Promise<readonly Device[]> {
    const { calls, sn } = this.#parts;
    const devices = await calls.list();
    return devices.map((device) => ({ ...device, isThis: device.deviceSn === sn() }));
  }

  async kick(deviceSn: DeviceSn): Promise<void> {
    await this.#parts.calls.kick(deviceSn);
  }

  async kickAllOthers(): Promise<void> {
    for (const { deviceSn, isThis } of await this.list()) if (!isThis) await this.kick(deviceSn);
  }

  get #parts(): DeviceParts {
    const parts = this.#find();
    if (!parts) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
    return parts;
  }
}
