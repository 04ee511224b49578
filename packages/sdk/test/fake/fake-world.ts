import { OsType } from '@warbler/protocol';
import { type Client, createClient, createMemoryStorage, type Platform, type Storage } from '../../src/index.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCloud } from './fake-cloud.ts';

/** A cloud, a clock, and clients of the cloud's one user. */
export interface FakeWorld {
  readonly clock: FakeClock;
  readonly cloud: FakeCloud;
  readonly platform: Platform;
  /** Tells all clients that the network or the page came back. */
  wake(): void;
  /** A client, signed in and online. Clients that share a storage are one device, one after the other. */
  signIn(storage?: Storage): Promise<Client>;
  /** A client that takes up what a storage holds. */
  resume(storage: Storage): Promise<Client>;
}

/** A storage that outlives the client that closes it. */
export function lastingStorage(): Storage {
  return { ...createMemoryStorage(), close: async () => undefined };
}

/** Makes a world in which nothing happens by itself. */
export function createFakeWorld(): FakeWorld {
  const clock = new FakeClock();
  const cloud = new FakeCloud(clock);
  const wakers = new Set<() => void>();
  const platform: Platform = {
    clock,
    random: () => 0.5,
    fetch: cloud.fetch,
    openWebSocket: cloud.openWebSocket,
    onWake(handler) {
      wakers.add(handler);
      return () => wakers.delete(handler);
    },
    osType: OsType.WEB,
    deviceInfo: 'Test',
  };
  const create = (storage: Storage) =>
    createClient({ appId: 'fake', dns: 'http://fake/v2/app_dns', platform, storage });
  return {
    clock,
    cloud,
    platform,
    wake() {
      for (const waker of wakers) waker();
    },
    async signIn(storage = createMemoryStorage()) {
      const client = create(storage);
      await client.login({ name: 'me', password: 'secret' });
      await clock.advance(1_000);
      return client;
    },
    async resume(storage) {
      const client = create(storage);
      await client.resume();
      await clock.advance(1_000);
      return client;
    },
  };
}
