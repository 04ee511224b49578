import type { ContractWorld } from '../contract-world.ts';
import type { Samples } from '../sample.ts';

/** The app may send by APNs. */
async function withCertificate({ must, operator, cloud }: ContractWorld): Promise<void> {
  await must(`POST /admin/apps/${cloud.appId}/push/certificates`, {
    appId: null,
    token: operator,
    body: { name: 'apns', provider: 1, app_id: 'com.example.choir', app_key: 'key', certificate: 'the private key' },
  });
}

/** Contract section 4.10. */
export const pushSamples: Samples = {
  'GET /push/certificate': async (world) => {
    await withCertificate(world);
    return { caller: world.ann, query: { provider: 1, environment: 1 } };
  },
  'POST /push/notify': async (world) => {
    await withCertificate(world);
    return {
      body: {
        audience: { user_id: [world.ann.userId] },
        setting: { distribution_strategy: 'ospush_only', ospush_sequence: ['ups', 'fcm'] },
        message: { type: 'text', title: 'Rehearsal', body: 'at eight', badge: '+1', ext: { room: 4 } },
      },
    };
  },
  'POST /push/task/detail': async (world) => {
    await withCertificate(world);
    const body = { audience: 'all', message: { body: 'Rehearsal at eight' } };
    const { task_id } = await world.must('POST /push/notify', { token: world.admin, body });
    return { body: { list: [task_id] } };
  },
};
