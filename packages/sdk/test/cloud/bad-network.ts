import { type Cloud, type FaultProxy, startFaultProxy, type TestUser } from '@warbler/test-kit';
import type { Client } from '../../src/index.ts';
import { until, untilOnline } from '../until.ts';
import { Device } from './device.ts';
import { HurriedClock } from './hurried-clock.ts';
import { newStorage } from './new-storage.ts';

/** Devices hurry, so that waits of the SDK (20 s of silence, 30 s between attempts) cost a test a second or two. */
const hurry = 15;

/** A device behind a network that a test can spoil, with a clock that a test can set. */
export interface ShakyDevice {
  readonly device: Device;
  readonly proxy: FaultProxy;
  readonly clock: HurriedClock;
  readonly client: Client;
}

/** Signs somebody in on a new device, over a good network. */
export async function signInShaky(cloud: Cloud, { username, password }: TestUser, speed = hurry): Promise<ShakyDevice> {
  const proxy = await startFaultProxy(cloud.url);
  const clock = new HurriedClock(speed);
  const device = new Device({ appId: cloud.appId, url: proxy.url, clock, storage: await newStorage() });
  await device.client.login({ name: username, password });
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
