// A node in a process of its own that begins a broadcast, for a test that kills it. Arguments: the database, the app.
import type { AppId } from '@warbler/protocol';
import { createBroadcasts } from '../../src/backends/broadcasts.ts';
import { createOnceInStore } from '../../src/cluster/index.ts';
import { resolveConfig } from '../../src/config/index.ts';
import { openStorage } from '../../src/open-storage.ts';

const [, , databaseUrl = '', appId = ''] = process.argv;
const fail = (error: unknown) => {
  throw error;
};
const { limits } = resolveConfig({});
const storage = await openStorage(resolveConfig({ databaseUrl }));
const broadcasts = createBroadcasts({
  storage,
  delivery: { deliver: () => undefined, deliverTransient: () => undefined },
  limits: { ...limits, broadcastStep: 1 },
  now: Date.now,
  onceInCluster: createOnceInStore({ storage, holder: 'to be killed', onProblem: fail }),
  onProblem: fail,
});
const { id } = await broadcasts.start(appId as AppId, {
  contentType: 0,
  content: 'to everyone',
  config: '',
  ext: '',
  attachment: '',
});
process.stdout.write(`${id}\n`);
