import type { DeviceSn } from '@warbler/protocol';
import { whileSignedIn } from '../account/while-signed-in.ts';
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
    return whileSignedIn(this.#find());
  }
}
