import type { Samples } from '../sample.ts';

/** What a client asks before it logs in: contract section 4.1. */
export const startSamples: Samples = {
  'GET /v2/app_dns': ({ cloud }) => ({ query: { app_id: cloud.appId, source: 'sdk' } }),
  'GET /api/health': () => ({}),
  'GET /': () => ({}),
  'GET /app/config': () => ({ query: { platform: 6 } }),
};
