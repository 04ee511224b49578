import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAppId } from '@warbler/protocol';
import { RestClient } from '@warbler/test-kit';
import { freePort } from '@warbler/test-kit/free-port';
import type { SeededUser } from './seed-warbler.ts';
import { startPostgres } from './start-postgres.ts';
import { startProgram } from './start-program.ts';
import { startWarbler, type Warbler } from './start-warbler.ts';

/** Debian's. */
const NATS = '/usr/sbin/nats-server';

/** Servers over one PostgreSQL. */
export interface WarblerNodes {
  readonly nodes: readonly Warbler[];
  /** Of the nodes, of PostgreSQL with its connections at this moment, and of NATS. */
  pids(): Promise<readonly number[]>;
  /** Registers users by the front door, each with a token. */
  users(count: number): Promise<readonly SeededUser[]>;
}

/** Whether so many nodes can run here: several need NATS. */
export function canStartNodes(count: number): boolean {
  return count === 1 || existsSync(NATS);
}

/** Starts so many nodes over a new PostgreSQL, joined by NATS when there are several, and stops all of it afterwards. */
export async function withNodes<Result>(
  { count, folder }: { readonly count: number; readonly folder: string },
  use: (nodes: WarblerNodes) => Promise<Result>,
): Promise<Result> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const postgres = await startPostgres(folder);
    stops.push(postgres.stop);
    const database = await postgres.createDatabase();
    const environment: Record<string, string> = { WARBLER_DATABASE_URL: database.href };
    const pids: number[] = [];
    if (count > 1) {
      const port = await freePort();
      const nats = await startProgram({
        command: NATS,
        parameters: ['-a', '127.0.0.1', '-p', String(port)],
        folder,
        port,
      });
      stops.push(nats.stop);
      pids.push(nats.pid);
      environment.WARBLER_NATS_URL = `nats://127.0.0.1:${port}`;
    }
    const nodes: Warbler[] = [];
    // One after the other: the first makes the tables.
    for (let index = 0; index < count; index += 1) {
      const node = await startWarbler(join(folder, `node-${index}`), environment);
      stops.push(node.stop);
      nodes.push(node);
      pids.push(node.pid);
    }
    return await use({
      nodes,
      pids: async () => [...pids, ...(await postgres.pids())],
      users: (wanted) => register(nodes, wanted),
    });
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function register([first]: readonly Warbler[], count: number): Promise<readonly SeededUser[]> {
  if (first === undefined) throw new Error('no node to register at');
  const rest = new RestClient(first.url, parseAppId(first.appId));
  const users: SeededUser[] = [];
  for (let index = 0; index < count; index += 1) {
    const login = { username: `bench_${index}`, password: 'bench-password' };
    const { user_id: userId } = await rest.post<{ user_id: number }>('/user/register/v2', login);
    users.push({ userId, token: await rest.logIn(login) });
  }
  return users;
}
