import { DeployedClient } from '@warbler/test-kit';
import { expect, vi } from 'vitest';
import type { ContractWorld } from '../contract-world.ts';
import type { Sample, Samples } from '../sample.ts';

/** Somebody with a device that was online a moment ago, who keeps a token that no device has. */
async function withDevice(world: ContractWorld): Promise<{ readonly sample: Sample; readonly device: number }> {
  const person = await world.newcomer();
  const client = await DeployedClient.logIn({
    url: world.cloud.url,
    transport: 'websocket',
    userId: person.userId,
    token: person.token,
    deviceGuid: 'phone',
  });
  const { deviceSn } = client;
  client.disconnect();
  const caller = await world.again(person);
  await vi.waitFor(async () =>
    expect(await world.must('GET /user/device/list', { as: caller })).toMatchObject([{ online: false }]),
  );
  return { sample: { caller, isLive: true }, device: deviceSn };
}

/** Contract section 4.4. */
export const deviceSamples: Samples = {
  'GET /user/device/list': async (world) => (await withDevice(world)).sample,
  'POST DELETE /user/device/remove': async (world) => {
    const { sample, device } = await withDevice(world);
    return { ...sample, query: { device_sn: device } };
  },
  // The web puts the device into the body: a call that looked at the query alone would kick all of them.
  'POST PUT /user/kick': async (world) => {
    const { sample, device } = await withDevice(world);
    return { ...sample, body: { device_sn: device } };
  },
  'POST PUT /user/token/bind': async (world) => {
    const { sample, device } = await withDevice(world);
    return { ...sample, body: { device_sn: device, device_token: 'from the vendor', notifier_name: 'certificate' } };
  },
  'POST DELETE /user/token/unbind': async (world) => {
    const { sample, device } = await withDevice(world);
    return { ...sample, query: { deviceSn: device } };
  },
};
