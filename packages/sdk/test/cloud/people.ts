import { type Cloud, type CloudOptions, startCloud } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../../src/index.ts';
import { defaultPlatform } from '../../src/platform/default-platform.ts';
import { untilOnline } from '../until.ts';
import { newStorage } from './new-storage.ts';

export { lastingStorage } from './new-storage.ts';

/** The network of one client, which can be taken away. */
export interface Network {
  readonly options: Pick<ClientOptions, 'platform'>;
  /** Nothing gets through any more. */
  cut(): void;
  restore(): void;
}

/** People with clients, in a cloud of the test file's own. */
export interface People {
  readonly cloud: Cloud;
  /** A client that is not signed in; closed after the test. */
  newClient(options?: Partial<ClientOptions>): Client;
  /** Somebody with that name, registered if need be, on one more device, online. */
  signIn(name: string, options?: Partial<ClientOptions>): Promise<Client>;
  /** A client that takes up what a storage holds. */
  resume(options: Partial<ClientOptions>): Promise<Client>;
}

/** Starts a cloud before the tests of a file, and stops it after them. */
export function withPeople(cloudOptions: CloudOptions = {}): People {
  let cloud: Cloud | undefined;
  const clients: Client[] = [];
  const registered = new Set<string>();

  beforeAll(async () => {
    cloud = await startCloud(cloudOptions);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(async () => {
    await cloud?.stop();
  });

  const running = (): Cloud => {
    if (!cloud) throw new Error('the cloud runs in tests only');
    return cloud;
  };
  const newClient = (options: Partial<ClientOptions> = {}) => {
    const { appId, url } = running();
    const client = createClient({
      ...{ appId, dns: `${url}/v2/app_dns`, storage: newStorage(), deviceScope: 'default' },
      ...options,
    });
    clients.push(client);
    return client;
  };
  return {
    get cloud() {
      return running();
    },
    newClient,
    async signIn(name, options) {
      const client = newClient(options);
      const known = running().users.find(({ username }) => username === name);
      const password = known?.password ?? 'correct horse';
      if (known || registered.has(name)) await client.login({ name, password });
      else await client.register({ name, password });
      registered.add(name);
      await untilOnline(client);
      return client;
    },
    async resume(options) {
      const client = newClient(options);
      await client.resume();
      await untilOnline(client);
      return client;
    },
  };
}

/** A network that can be taken away from a client. */
export function newNetwork(): Network {
  const platform = defaultPlatform();
  const sockets = new Set<ReturnType<typeof platform.openWebSocket>>();
  let isCut = false;
  return {
    options: {
      platform: {
        async fetch(url, init) {
          if (isCut) throw new TypeError('the network is cut');
          return platform.fetch(url, init);
        },
        openWebSocket(url) {
          const socket = platform.openWebSocket(isCut ? 'ws://127.0.0.1:9/' : url);
          sockets.add(socket);
          return socket;
        },
      },
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.close();
      sockets.clear();
    },
    restore() {
      isCut = false;
    },
  };
}
