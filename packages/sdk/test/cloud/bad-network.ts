import { type Cloud, type FaultProxy, startFaultProxy } from '@warbler/test-kit';
import type { Client } from '../../src/index.ts';
import { until, untilOnline } from '../until.ts';
import { Device } from './device.ts';
import { HurriedClock } from './hurried-clock.ts';

/** Devices hurry, so that waits of the SDK (20 s of silence, 30 s between attempts) cost a test a second or two. */
const hurry = 15;

/** A device behind a network that a test can spoil, with a clock that a test can set. */
export interface ShakyDevice {
  readonly device: Device;
  readonly proxy: FaultProxy;
  readonly clock: HurriedClock;
  readonly client: Client;
}

/** Who signs in. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** Signs somebody in on a new device, over a good network. */
export async function signInShaky(cloud: Cloud, login: Login, speed = hurry): Promise<ShakyDevice> {
  const proxy = await startFaultProxy(cloud.url);
  const clock = new HurriedClock(speed);
  const device = new Device({ appId: cloud.appId, url: proxy.url, clock });
  await device.client.login(login);
  await untilOnline(device.client);
  await until(device.client, () => device.client.isSynced);
  return {
    device,
    proxy,
    clock,
    get client() {
      return device.client;
    },
  };
}

/** Ends it. */
export async function leave({ device, proxy }: ShakyDevice): Promise<void> {
  await device.close();
  await proxy.stop();
}
