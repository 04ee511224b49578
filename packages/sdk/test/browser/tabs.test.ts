import type { TestUser } from '@warbler/test-kit';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFiles } from '../../src/files/index.ts';
import { type Client, createClient, createMemoryStorage } from '../../src/index.ts';
import { withPages } from './pages.ts';
import type {} from './sdk-in-a-page.ts';

const pages = withPages();
const programs: Client[] = [];
let profile: BrowserContext;
let alice: TestUser;
let bob: TestUser;
let his: Client;
let count = 0;

beforeEach(async () => {
  count += 1;
  profile = await pages.newProfile();
  alice = await pages.cloud.register(`alice_${count}`);
  bob = await pages.cloud.register(`bob_${count}`);
  const { appId, url } = pages.cloud;
  his = createClient({ appId, dns: `${url}/v2/app_dns`, storage: createMemoryStorage() });
  programs.push(his);
  await his.login({ name: bob.username, password: bob.password });
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.close()));
});

async function open(page: Page, tabs: 'shared' | 'separate' = 'shared'): Promise<void> {
  const { appId } = pages.cloud;
  await page.evaluate(
    ([app, kind]) => window.sdk.open({ appId: app, dns: `${location.origin}/v2/app_dns`, tabs: kind }),
    [appId, tabs] as const,
  );
}

async function logIn(page: Page, { username, password }: TestUser): Promise<void> {
  await page.evaluate((credentials) => window.client.login(credentials), { name: username, password });
}

/** A tab that leads: the first of its profile. */
async function openLeader(): Promise<Page> {
  const page = await pages.newPage(profile);
  await open(page);
  await logIn(page, alice);
  await isOnline(page);
  return page;
}

async function openFollower(): Promise<Page> {
  const page = await pages.newPage(profile);
  await open(page);
  expect(await page.evaluate(() => window.client.resume())).toBe(true);
  return page;
}

/** Not by frames, which pages in the background do not draw. */
const waitIn = (page: Page, look: () => boolean) => page.waitForFunction(look, undefined, { polling: 50 });
const isOnline = (page: Page) => waitIn(page, () => window.client.connection.state === 'online');
const textsIn = (page: Page) => page.evaluate((id) => window.sdk.texts(id), Number(bob.userId));
const send = (page: Page, text: string) =>
  page.evaluate(([id, words]) => window.sdk.send(id, words), [Number(bob.userId), text] as const);
const arrived = () => his.messages(alice.userId).map(({ content }) => (content.type === 'text' ? content.text : '?'));
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

/** A tab shows the end of what arrived: all of it, or the newest 50 where it was opened later. */
async function expectToShow(page: Page): Promise<void> {
  const shown = await textsIn(page);
  expect(shown.length).toBeGreaterThanOrEqual(Math.min(50, arrived().length));
  expect(shown).toEqual(arrived().slice(-shown.length));
}

/** Ends the process of a page, as when it runs out of memory. */
async function crash(page: Page): Promise<void> {
  const session = await profile.newCDPSession(page);
  const isCrashed = page.waitForEvent('crash');
  // Nobody is left to answer.
  session.send('Page.crash').catch(() => undefined);
  await isCrashed;
}

describe('two tabs', () => {
  test('are one device and show the same, live', async () => {
    const one = await openLeader();
    const two = await openFollower();
    expect(await two.evaluate(() => window.sdk.devices())).toBe(1);
    his.send(alice.userId, { type: 'text', text: 'hello 你好' });
    for (const page of [one, two]) {
      await waitIn(page, () => window.client.totalUnread === 1);
      await eventually(async () => expect(await textsIn(page)).toEqual(['hello 你好']));
    }
    await two.evaluate((id) => window.client.markRead(id), bob.userId);
    for (const page of [one, two]) await waitIn(page, () => window.client.totalUnread === 0);
    await send(two, 'from the second');
    await send(one, 'from the first');
    await eventually(async () => {
      expect(arrived()).toHaveLength(3);
      for (const page of [one, two]) expect(await textsIn(page)).toEqual(arrived());
    });
    expect(await one.evaluate(() => window.client.connection.state)).toBe('online');
  });

  test('log out together', async () => {
    const one = await openLeader();
    const two = await openFollower();
    await two.evaluate(() => window.client.logout());
    for (const page of [one, two]) {
      await waitIn(page, () => window.client.connection.state === 'signedOut');
      expect(await page.evaluate(() => window.client.me)).toBeUndefined();
    }
    const three = await pages.newPage(profile);
    await open(three);
    expect(await three.evaluate(() => window.client.resume())).toBe(false);
  });

  test('may be of two accounts', async () => {
    const one = await openLeader();
    const two = await pages.newPage(profile);
    await open(two);
    await logIn(two, bob);
    await isOnline(two);
    await send(one, 'to my other self');
    await eventually(async () =>
      expect(await two.evaluate((id) => window.sdk.texts(id), Number(alice.userId))).toEqual(['to my other self']),
    );
    await one.reload();
    await open(one);
    await one.evaluate(() => window.client.resume());
    expect(await one.evaluate(() => window.client.me?.userId)).toBe(alice.userId);
  });

  test('are separate devices when the app wants it so, and where the page is not secure', async () => {
    const one = await pages.newPage(profile);
    const two = await pages.newPage(profile);
    for (const page of [one, two]) {
      await open(page, 'separate');
      await logIn(page, alice);
      await isOnline(page);
    }
    expect(await one.evaluate(() => window.sdk.devices())).toBe(2);
    const three = await pages.newPage(profile, { isSecure: false });
    const four = await pages.newPage(profile, { isSecure: false });
    for (const page of [three, four]) {
      expect(await page.evaluate(() => navigator.locks)).toBeUndefined();
      await open(page);
      await logIn(page, alice);
      await isOnline(page);
    }
    expect(await four.evaluate(() => window.sdk.devices())).toBe(4);
    for (const page of [one, two, three, four]) {
      expect(await page.evaluate(() => window.client.connection.state)).toBe('online');
    }
  });
});

describe('a leader that goes while others send', () => {
  const endings = {
    'is closed': (page: Page) => page.close(),
    crashes: crash,
    'goes elsewhere': async (page: Page) => void (await page.goto('about:blank')),
  };

  test.each(Object.entries(endings))('and %s loses nothing and doubles nothing', async (_, end) => {
    let leader = await openLeader();
    const sent: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const followers = [await openFollower(), await openFollower()];
      for (const [at, page] of followers.entries()) {
        await page.evaluate(
          ([id, words, delayMs]) => {
            for (let number = 0; number < 8; number += 1) {
              setTimeout(() => window.sdk.send(id, `${words}, number ${number}`), number * delayMs);
            }
          },
          [Number(bob.userId), `round ${round}, tab ${at}`, 5 + round * 10] as const,
        );
        for (let number = 0; number < 8; number += 1) sent.push(`round ${round}, tab ${at}, number ${number}`);
      }
      await end(leader);
      await eventually(() => expect([...arrived()].sort()).toEqual([...sent].sort()));
      for (const page of followers) await isOnline(page);
      // Each tab's own messages are in the order of its calls.
      for (const at of [0, 1]) {
        const own = (texts: readonly string[]) => texts.filter((text) => text.includes(`tab ${at}`));
        expect(own(arrived())).toEqual(own(sent));
      }
      for (const page of followers) {
        await eventually(() => expectToShow(page));
      }
      const [next, other] = followers;
      await other?.close();
      if (next) leader = next;
    }
  });

  test('is frozen by the browser: another takes its place, and it follows when it thaws', async () => {
    const one = await openLeader();
    const two = await openFollower();
    const session = await profile.newCDPSession(one);
    await session.send('Debugger.enable');
    await session.send('Debugger.pause');
    // It stops at the next statement that it runs.
    const isPaused = new Promise((resolve) => session.once('Debugger.paused', resolve));
    await send(two, 'to a frozen one');
    await isPaused;
    await eventually(() => expect(arrived()).toEqual(['to a frozen one']));
    await session.send('Debugger.resume');
    await session.send('Debugger.disable');
    await send(one, 'from the thawed one');
    await eventually(async () => {
      expect(arrived()).toEqual(['to a frozen one', 'from the thawed one']);
      for (const page of [one, two]) expect(await textsIn(page)).toEqual(arrived());
    });
    expect(await one.evaluate(() => window.sdk.devices())).toBe(1);
  });

  test('is reloaded: it comes back as a follower', async () => {
    const one = await openLeader();
    const two = await openFollower();
    await send(two, 'before');
    await one.reload();
    await open(one);
    const resumed = one.evaluate(() => window.client.resume());
    await send(two, 'during');
    expect(await resumed).toBe(true);
    await send(one, 'after');
    await eventually(async () => {
      expect([...arrived()].sort()).toEqual(['after', 'before', 'during']);
      for (const page of [one, two]) expect(await textsIn(page)).toEqual(arrived());
    });
  });
});

test('a follower that is closed or crashes while it sends has lost nothing that it had stored', async () => {
  const one = await openLeader();
  for (const end of [crash, (page: Page) => page.close()]) {
    const two = await openFollower();
    const before = arrived().length;
    await two.evaluate((id) => {
      for (let number = 0; number < 30; number += 1) window.sdk.send(id, `${crypto.randomUUID()} ${number}`);
    }, Number(bob.userId));
    await end(two);
    // Whatever the leader shows arrives, and each once and in order; nothing is left in the store.
    await eventually(async () => {
      const shown = await one.evaluate((id) => window.sdk.statuses(id), Number(bob.userId));
      expect(shown).not.toContain('sending');
      await expectToShow(one);
      const left = await one.evaluate(async () => {
        const opened = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open('warbler');
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        const keys = await new Promise<IDBValidKey[]>((resolve) => {
          const request = opened.transaction('entries').objectStore('entries').getAllKeys();
          request.onsuccess = () => resolve(request.result);
        });
        opened.close();
        return keys.map(String).filter((key) => key.includes('/handover/')).length;
      });
      expect(left).toBe(0);
    });
    const numbers = arrived()
      .slice(before)
      .map((text) => Number(text.split(' ')[1]));
    expect(numbers).toEqual(numbers.map((_, at) => at));
  }
});

test('six tabs show the same, and keep what they send while the server is away', async () => {
  const one = await openLeader();
  const opened = [one];
  for (let at = 1; at < 6; at += 1) opened.push(await openFollower());
  await pages.cloud.restart(async () => {
    for (const page of opened) await waitIn(page, () => window.client.connection.state !== 'online');
    for (const [at, page] of opened.entries()) await send(page, `from tab ${at}`);
  });
  for (const page of opened) await isOnline(page);
  await eventually(async () => {
    expect(arrived()).toHaveLength(6);
    for (const page of opened) expect(await textsIn(page)).toEqual(arrived());
  });
  expect(await one.evaluate(() => window.sdk.devices())).toBe(1);
});

describe('a tab that follows', () => {
  const fileBytes = 3_000_000;

  /** How the page's uploads go: so many bytes a second; -1 as fast as they can. */
  async function limitUploads(page: Page, uploadThroughput: number): Promise<void> {
    const session = await profile.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
    });
  }

  async function expectFile(): Promise<void> {
    const file = await vi.waitUntil(
      () => his.messages(alice.userId).find(({ content }) => 'url' in content && content.url !== ''),
      { timeout: 20_000 },
    );
    const { url } = file.content as { readonly url: string };
    const files = createFiles(his);
    const { bytes } = await files.download(url).done;
    files.close();
    expect(bytes.length).toBe(fileBytes);
    expect(bytes.every((byte, at) => byte === at % 251)).toBe(true);
  }

  test('uploads a file, with progress, and goes on when the tab that leads is closed meanwhile', async () => {
    const one = await openLeader();
    const two = await openFollower();
    for (const page of [one, two]) await page.evaluate(() => window.sdk.openFiles(0));
    await limitUploads(two, 2_000_000);
    const localId = await two.evaluate(([id, size]) => window.sdk.sendFile(id, size), [
      Number(bob.userId),
      fileBytes,
    ] as const);
    await waitIn(two, () => window.uploadedBytes.some((bytes) => bytes > 0));
    await one.close();
    await isOnline(two);
    await limitUploads(two, -1);
    const sent = await two.evaluate((id) => window.client.whenSettled(id as never), localId);
    expect(sent).toMatchObject({ localId, status: 'sent' });
    await expectFile();
    const told = await two.evaluate(() => window.uploadedBytes);
    // It was uploaded once: what had gone out never began anew.
    expect(told.toSorted((before, after) => before - after)).toEqual(told);
    expect(arrived()).toHaveLength(1);
  });

  test('that crashes while it uploads leaves its file to another', async () => {
    const one = await openLeader();
    const two = await openFollower();
    for (const page of [one, two]) await page.evaluate(() => window.sdk.openFiles());
    await limitUploads(two, 200_000);
    await two.evaluate(([id, size]) => window.sdk.sendFile(id, size), [Number(bob.userId), fileBytes] as const);
    await waitIn(two, () => window.uploadedBytes.some((bytes) => bytes > 0));
    const keptCount = async () => {
      const kept = await one.evaluate(() => window.client.seam.account()?.kept('files').list(''));
      return kept?.length ?? 0;
    };
    await eventually(async () => expect(await keptCount()).toBeGreaterThan(0));
    await crash(two);
    await expectFile();
    await eventually(async () => expect(await keptCount()).toBe(0));
  });

  test('finds all messages, also those that come after the tab that led is closed', async () => {
    const one = await openLeader();
    for (const words of ['red bird', 'blue bird', '今天天气很好']) {
      await his.whenSettled(his.send(alice.userId, { type: 'text', text: words }).localId);
    }
    await waitIn(one, () => window.client.totalUnread === 3);
    const two = await openFollower();
    expect(await two.evaluate(() => window.sdk.openSearch())).toBe(3);
    const found = (words: string) => two.evaluate((text) => window.sdk.find(text), words);
    expect(await found('天气')).toEqual(['今天天气很好']);
    const [, whileItCloses] = await Promise.all([one.close(), found('bird')]);
    expect(whileItCloses).toEqual(['blue bird', 'red bird']);
    await isOnline(two);
    await his.whenSettled(his.send(alice.userId, { type: 'text', text: 'green bird' }).localId);
    await waitIn(two, () => window.client.totalUnread === 4);
    expect(await found('bird')).toEqual(['green bird', 'blue bird', 'red bird']);
  });
});
