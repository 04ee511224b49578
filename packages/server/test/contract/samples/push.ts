import type { Samples } from '../sample.ts';

/** Contract section 4.10. */
export const pushSamples: Samples = {
  'GET /push/certificate': ({ ann }) => ({ caller: ann, query: { provider: 1, environment: 1 } }),
  'POST /push/notify': ({ ann }) => ({
    body: {
      audience: { user_id: [ann.userId] },
      setting: { distribution_strategy: 'combined', ospush_sequence: ['ups', 'fcm'] },
      message: { type: 'text', title: 'Rehearsal', body: 'at eight', badge: '+1', ext: { room: 4 } },
    },
  }),
  'POST /push/task/detail': () => ({ body: { list: [1] } }),
};
