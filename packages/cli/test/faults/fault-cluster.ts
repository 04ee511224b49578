import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestClient, type TestUser } from '@warbler/test-kit';
import { type Nats, startNats } from '@warbler/test-kit/nats';
import { startPostgres, type TestPostgres, type TestPostgresOptions } from '@warbler/test-kit/postgres';
import { expect, vi } from 'vitest';
import { FaultNode } from './fault-node.ts';

/** Three servers in processes of their own, one PostgreSQL, one NATS, and networks between all of them. */
export interface FaultCluster {
  readonly nodes: readonly FaultNode[];
  readonly postgres: TestPostgres;
  readonly nats: Nats;
  readonly rest: RestClient;
  register(username: string): Promise<TestUser>;
  /** Waits until every node runs, hears all the others, and is ready. */
  becomesWhole(): Promise<void>;
  stop(): Promise<void>;
}

const NODES = 3;

/** What differs from the defaults, so that a run ends soon and sees all. */
const ENVIRONMENT = {
  WARBLER_DRAIN_MS: '2000',
  // A device that is new sees everything that is not read yet.
  WARBLER_NEW_DEVICE_BACKLOG: '10000',
};

/** Starts the cluster; `WARBLER_FAULTS_LOGS` names a folder where the nodes' logs stay. */
export async function startFaultCluster(postgresOptions: TestPostgresOptions = {}): Promise<FaultCluster> {
  const folder = await mkdtemp(join(process.env.WARBLER_FAULTS_LOGS ?? tmpdir(), 'warbler-faults-'));
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
    if (process.env.WARBLER_FAULTS_LOGS === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const postgres = await startPostgres(postgresOptions);
    stops.push(postgres.stop);
    const nats = await startNats();
    stops.push(nats.stop);
    const databaseUrl = await postgres.createDatabase();
    const nodes: FaultNode[] = [];
    for (let index = 0; index < NODES; index += 1) {
      const options = { databaseUrl, natsUrl: nats.url, folder, environment: ENVIRONMENT };
      const node = await FaultNode.create(`node-${index}`, options);
      stops.push(() => node.remove());
      nodes.push(node);
    }
    await nodes[0]?.start();
    await Promise.all(nodes.slice(1).map((node) => node.start()));
    const first = nodes[0] as FaultNode;
    const rest = new RestClient(first.directUrl, first.appId);
    const cluster: FaultCluster = {
      nodes,
      postgres,
      nats,
      rest,
      async register(username) {
        const password = `password of ${username}`;
        const { user_id: userId } = await rest.post<{ user_id: TestUser['userId'] }>('/user/register/v2', {
          username,
          password,
        });
        return { username, password, userId };
      },
      becomesWhole: () => becomesWhole(nodes),
      stop,
    };
    await cluster.becomesWhole();
    return cluster;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function becomesWhole(nodes: readonly FaultNode[]): Promise<void> {
  for (const node of nodes) {
    await vi.waitFor(
      async () => expect(await node.health()).toEqual({ status: 'ok', bus: 'connected', nodes: NODES }),
      { timeout: 30_000, interval: 100 },
    );
  }
}
