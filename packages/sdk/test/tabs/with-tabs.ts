import { type Cloud, startCloud, type TestUser } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type Client, createClient, createMemoryStorage, type Storage } from '../../src/index.ts';
import { createTabsClient } from '../../src/tabs/index.ts';
import { createFakeBrowser, type FakeBrowser, type FakeTab } from './fake-browser.ts';

/** A tab with a client in it. */
export interface OpenTab {
  readonly tab: FakeTab;
  readonly client: Client;
}

/** How a tab is opened. */
export interface TabOptions extends NonNullable<Parameters<FakeBrowser['newTab']>[0]> {
  /** Wraps the store that the tabs share. */
  readonly openStorage?: (ports: FakeTab['ports']) => FakeTab['ports']['openStorage'];
}

/** What each test has of its own. */
export interface TabsWorld {
  readonly cloud: Cloud;
  readonly browser: FakeBrowser;
  readonly alice: TestUser;
  readonly bob: TestUser;
}

/** Tabs of a fake browser for each test, on a cloud for the test file. */
export interface Tabs {
  world(): TabsWorld;
  open(options?: TabOptions): OpenTab;
  openAs(user: TestUser, options?: TabOptions): Promise<OpenTab>;
  /** A tab of whoever signed in last in this browser. */
  openNext(options?: TabOptions): Promise<OpenTab>;
  /** Somebody elsewhere. */
  elsewhere(user: TestUser): Promise<Client>;
  /** Which tab leads. */
  lockOf(user: TestUser): string | undefined;
}

/** Makes a browser and two people for each test, and closes what was opened in it. */
export function withTabs(): Tabs {
  let cloud: Cloud;
  let world: TabsWorld;
  let count = 0;
  const clients: Client[] = [];
  const tabs: FakeTab[] = [];

  beforeAll(async () => {
    cloud = await startCloud();
  });
  beforeEach(async () => {
    count += 1;
    world = {
      ...{ cloud, browser: createFakeBrowser() },
      alice: await cloud.register(`alice_${count}`),
      bob: await cloud.register(`bob_${count}`),
    };
  });
  afterEach(async () => {
    for (const tab of tabs) tab.thaw();
    await Promise.all(clients.splice(0).map((client) => Promise.race([client.close(), new Promise(setImmediate)])));
    for (const tab of tabs.splice(0)) tab.kill();
  });
  afterAll(() => cloud.stop());

  const address = () => ({ appId: cloud.appId, dns: `${cloud.url}/v2/app_dns` });
  const open = ({ openStorage, ...options }: TabOptions = {}): OpenTab => {
    const tab = world.browser.newTab(options);
    tabs.push(tab);
    const ports = openStorage ? { ...tab.ports, openStorage: openStorage(tab.ports) } : tab.ports;
    const client = createTabsClient({ ...address(), ports, platform: tab.platform });
    clients.push(client);
    return { tab, client };
  };
  return {
    world: () => world,
    open,
    async openAs(user, options) {
      const opened = open(options);
      await opened.client.login({ name: user.username, password: user.password });
      return opened;
    },
    async openNext(options) {
      const opened = open(options);
      expect(await opened.client.resume()).toBe(true);
      return opened;
    },
    async elsewhere(user) {
      const storage: Storage = createMemoryStorage();
      const client = createClient({ ...address(), storage, deviceScope: 'elsewhere' });
      clients.push(client);
      await client.login({ name: user.username, password: user.password });
      await online(client);
      return client;
    },
    lockOf: ({ userId }) => world.browser.locks.holderOf(`warbler.tabs.${cloud.appId}.user-${userId}`),
  };
}

/** Resolves when a client is connected. */
export const online = (client: Client) => vi.waitFor(() => expect(client.connection.state).toBe('online'), 10_000);

/** What was said in a conversation with somebody, as a client shows it. */
export const textsOf = (client: Client, user: TestUser) =>
  client.messages(user.userId).map(({ content }) => ('text' in content ? content.text : '?'));

export const text = (words: string) => ({ type: 'text', text: words }) as const;

/** Waits until a check holds. */
export const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, 10_000);
