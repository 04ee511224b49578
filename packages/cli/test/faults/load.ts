import { randomFrom, type TestUser } from '@warbler/test-kit';
import { expect, vi } from 'vitest';
import type { FaultCluster } from './fault-cluster.ts';
import { Ledger } from './ledger.ts';
import { LoadClient, type LoadConversation } from './load-client.ts';

/** People who write to each other, in pairs and groups, spread over the servers. */
export interface Load {
  readonly clients: readonly LoadClient[];
  readonly ledger: Ledger;
  /** Everybody writes, evenly spread over the servers, and is acknowledged some times more. */
  start(): Promise<void>;
  /**
   * Waits until everybody was acknowledged after a moment.
   *
   * @param sinceMs by `performance.now()`
   * @returns how long after it the last of them was, in ms
   */
  recovered(sinceMs: number): Promise<number>;
  /** What the clients that were served last after a moment went through. */
  whyLate(sinceMs: number): string;
  /** Nobody writes any more, and all that was written is acknowledged. */
  settle(): Promise<void>;
  leave(): Promise<void>;
}

/** A multiple of the size of groups. */
const CLIENTS = 24;
const GROUP_SIZE = 6;

/** So often everybody is acknowledged before something happens. */
const WARM_UP_SENDS = 5;

/** Far beyond what is asked for, so that the figure is told when it is missed. */
const RECOVERY = { timeout: 60_000, interval: 20 };

/** Registers people, and logs each in at a server. */
export async function startLoad(cluster: FaultCluster): Promise<Load> {
  const ledger = new Ledger();
  const users: TestUser[] = [];
  for (let index = 0; index < CLIENTS; index += 1) users.push(await cluster.register(`writer_${index}`));
  const tokens: string[] = [];
  for (const user of users) tokens.push(await cluster.rest.logIn(user));
  const groups: number[] = [];
  for (let first = 0; first < CLIENTS; first += GROUP_SIZE) {
    const members = users.slice(first + 1, first + GROUP_SIZE).map(({ userId }) => userId);
    const body = { name: `group ${first}`, user_list: members };
    groups.push((await cluster.rest.post<{ group_id: number }>('/group/create', body, tokens[first])).group_id);
  }
  const conversationsOf = (index: number): readonly LoadConversation[] => {
    const peer = users[index ^ 1] as TestUser;
    const group = groups[Math.floor(index / GROUP_SIZE)] as number;
    return [
      { id: peer.userId, key: `pair ${Math.min(index, index ^ 1)}`, isGroup: false },
      { id: group, key: `group ${group}`, isGroup: true },
    ];
  };
  const addresses = cluster.nodes.map(({ url }) => url);
  const clients = users.map((user, index) => {
    const token = tokens[index] as string;
    const random = randomFrom(index + 1);
    return new LoadClient({ index, user, token, conversations: conversationsOf(index), addresses, ledger, random });
  });
  const lastAfter = (sinceMs: number) =>
    clients.map(({ acknowledgedMs }) => acknowledgedMs.find((ms) => ms > sinceMs) ?? Number.POSITIVE_INFINITY);
  const recovered = async (sinceMs: number) => {
    await vi.waitFor(() => expect(lastAfter(sinceMs)).not.toContain(Number.POSITIVE_INFINITY), RECOVERY);
    return Math.max(...lastAfter(sinceMs)) - sinceMs;
  };
  return {
    clients,
    ledger,
    async start() {
      const before = clients.map(({ acknowledgedMs }) => acknowledgedMs.length);
      for (const client of clients) client.send();
      await vi.waitFor(() => {
        for (const { index, acknowledgedMs } of clients) {
          expect(acknowledgedMs.length).toBeGreaterThanOrEqual((before[index] as number) + WARM_UP_SENDS);
        }
      }, RECOVERY);
    },
    recovered,
    whyLate(sinceMs) {
      const servedMs = lastAfter(sinceMs);
      const late = clients.toSorted((one, other) => (servedMs[other.index] ?? 0) - (servedMs[one.index] ?? 0));
      const since = (sinceMs / 1000).toFixed(1);
      const told = late.slice(0, 3).map(({ user, trail }) => [user.username, ...trail].join('\n  '));
      return `all should be served soon after ${since} s; the last were\n${told.join('\n')}\n`;
    },
    async settle() {
      for (const client of clients) client.rest();
      await vi.waitFor(() => expect(clients.filter(({ isSettled }) => !isSettled)).toHaveLength(0), RECOVERY);
    },
    async leave() {
      await Promise.all(clients.map((client) => client.leave()));
    },
  };
}
