import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createInProcessHub,
  createServer,
  openStorage,
  type PartialConfig,
  resolveConfig,
  type ServerPorts,
} from '@warbler/server';
import { type Cloud, cloudOf } from './cloud.ts';

type Storage = Awaited<ReturnType<typeof openStorage>>;

/** Several servers of this process that are one cloud. */
export interface TestCluster {
  /** Each is the whole cloud; data and users are the same. */
  readonly nodes: readonly Cloud[];
  /** The nodes hear of each other no more; only for the bus in this process. */
  cut(node: number): void;
  /** They hear of each other again. */
  heal(node: number): void;
  stop(): Promise<void>;
}

/** What a test sets. */
export interface ClusterOptions extends PartialConfig {
  /** How many; at most 31. */
  readonly nodes: number;
  readonly ports?: Omit<ServerPorts, 'storage' | 'node' | 'bus'>;
  /** What one node has of its own, such as the proxy through which it reaches NATS. */
  readonly configOf?: (node: number) => PartialConfig;
  /** How a node sees the storage, such as later than the others. */
  readonly storageOf?: (storage: Storage, node: number) => Storage;
}

/** Starts nodes over one storage; they speak over a bus in this process, unless the configuration names NATS. */
export async function startCluster({
  nodes: count,
  ports,
  configOf,
  storageOf = (storage) => storage,
  ...config
}: ClusterOptions): Promise<TestCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'warbler-cluster-'));
  const configFor = (node: number) => ({
    logLevel: 'silent',
    port: 0,
    ...config,
    ...configOf?.(node),
    limits: { ...config.limits, ...configOf?.(node).limits },
    dataDir,
  });
  const storage = await openStorage(resolveConfig(configFor(0)), ports ?? {});
  const hub = createInProcessHub();
  const start = (node: number) => (port?: number) => {
    const own = configFor(node);
    const bus = own.natsUrl === undefined ? { bus: hub.join(String(node)) } : {};
    return createServer(
      { ...own, ...(port === undefined ? {} : { port }) },
      { ...ports, ...bus, storage: storageOf(storage, node), node },
    );
  };
  const nodes: Cloud[] = [];
  const stop = async () => {
    for (const node of nodes.splice(0)) await node.stop();
    await storage.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    // One after another: the first one fills the new data.
    for (let node = 0; node < count; node += 1) {
      nodes.push(await cloudOf({ dataDir, start: start(node), removeData: async () => undefined }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    nodes: [...nodes],
    cut: (node) => hub.cut(String(node)),
    heal: (node) => hub.heal(String(node)),
    stop,
  };
}
