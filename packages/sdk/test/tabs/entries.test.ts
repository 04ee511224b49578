import type { MessageId } from '@warbler/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles, createWebTransfers, type Files, type FilesOptions } from '../../src/files/index.ts';
import type { Client } from '../../src/index.ts';
import { createPush } from '../../src/push/index.ts';
import { createMessageSearch, type MessageSearch } from '../../src/search/index.ts';
import { fastClock } from './fake-browser.ts';
import { eventually, online, type TabsWorld, text, textsOf, withTabs } from './with-tabs.ts';

const { elsewhere, lockOf, openAs, openNext, world } = withTabs();
let alice: TabsWorld['alice'];
let bob: TabsWorld['bob'];
const opened: Files[] = [];

beforeEach(() => {
  ({ alice, bob } = world());
});
afterEach(() => {
  for (const files of opened.splice(0)) files.close();
});

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
const source = bytesOf(300_000);
const file = { type: 'file', source, name: 'notes.bin' } as const;

function filesOf(client: Client, options?: FilesOptions): Files {
  const files = createFiles(client, options);
  opened.push(files);
  return files;
}

/** Transfers whose uploads wait until they may begin, and how many have begun. */
function gatedTransfers() {
  const real = createWebTransfers();
  const gate = Promise.withResolvers<void>();
  const state = { begunCount: 0 };
  const transfers: FilesOptions['transfers'] = {
    ...real,
    upload(request, sent) {
      state.begunCount += 1;
      const aborted = Promise.withResolvers<never>();
      const done = gate.promise.then(() => real.upload(request, sent).done);
      return { done: Promise.race([aborted.promise, done]), abort: () => aborted.reject(new Error('aborted')) };
    },
  };
  return { transfers, state, open: () => gate.resolve() };
}

/** What came to somebody as a file, downloaded. */
async function arrivedFile(his: Client): Promise<Uint8Array> {
  let url = '';
  await eventually(() => {
    const content = his.messages(alice.userId).at(-1)?.content;
    url = content && 'url' in content ? content.url : '';
    expect(url).not.toBe('');
  });
  return (await filesOf(his).download(url).done).bytes;
}

describe('a file sent from a tab that follows', () => {
  test('is uploaded there with progress, shown in all tabs, and arrives', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const his = await elsewhere(bob);
    await online(two.client);
    const [first, second] = [filesOf(one.client), filesOf(two.client)];
    const progress: number[] = [];
    second.onChange(() => progress.push(...second.transfers().map(({ loadedBytes }) => loadedBytes)));
    const shown = second.send(bob.userId, { ...file, text: 'for you' });
    expect(shown).toMatchObject({ status: 'sending', content: { url: '', name: 'notes.bin', sizeBytes: 300_000 } });
    expect(two.client.messages(bob.userId)).toEqual([shown]);
    const sent = await two.client.whenSettled(shown.localId);
    expect(sent).toMatchObject({ status: 'sent', localId: shown.localId, content: { text: 'for you' } });
    expect(progress.some((bytes) => bytes > 0 && bytes < 300_000)).toBe(true);
    expect([first.transfers(), second.transfers()]).toEqual([[], []]);
    expect(await arrivedFile(his)).toEqual(source);
    await eventually(() => expect(one.client.messages(bob.userId)).toEqual(two.client.messages(bob.userId)));
    // Nothing is left of it in the store.
    await eventually(async () => expect(await two.client.seam.account()?.kept('files').list('')).toEqual([]));
  });

  test('can be paused, resumed, cancelled from any tab, and sent again from any', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    await online(two.client);
    const { open, transfers } = gatedTransfers();
    const [first, second] = [filesOf(one.client), filesOf(two.client, { transfers })];
    const paused = second.send(bob.userId, file);
    const cancelled = second.send(bob.userId, file);
    second.pause(paused.localId);
    expect(second.transfers()).toMatchObject([{ id: paused.localId, state: 'paused' }, { id: cancelled.localId }]);
    await eventually(() => expect(one.client.messages(bob.userId)).toHaveLength(2));
    first.cancel(cancelled.localId);
    expect(await two.client.whenSettled(cancelled.localId)).toMatchObject({
      status: 'failed',
      failure: { code: 'cancelled' },
    });
    await eventually(() => expect(second.transfers()).toMatchObject([{ id: paused.localId }]));
    open();
    second.resume(paused.localId);
    expect(await two.client.whenSettled(paused.localId)).toMatchObject({ status: 'sent' });
    one.client.resend(cancelled.localId);
    await eventually(() => expect(one.client.messages(bob.userId).map(({ status }) => status)).not.toContain('failed'));
    expect(await one.client.whenSettled(cancelled.localId)).toMatchObject({ status: 'sent' });
  });

  test.each(['is closed', 'crashes'])('goes on when the leader %s', async (how) => {
    const one = await openAs(alice);
    const two = await openNext();
    const three = await openNext();
    const his = await elsewhere(bob);
    await online(two.client);
    const { open, state, transfers } = gatedTransfers();
    // Too large to be kept: only this tab has the bytes.
    const files = filesOf(two.client, { transfers, keepBytes: 10 });
    for (const { client } of [one, three]) filesOf(client, { keepBytes: 10 });
    const { localId } = files.send(bob.userId, file);
    await eventually(() => expect(state.begunCount).toBe(1));
    await eventually(() => expect(three.client.messages(bob.userId)).toHaveLength(1));
    if (how === 'crashes') one.tab.kill();
    else await one.client.close();
    await eventually(() => expect(lockOf(alice)).not.toBe('tab1'));
    await online(two.client);
    expect(files.transfers()).toMatchObject([{ id: localId, state: 'running' }]);
    open();
    expect(await two.client.whenSettled(localId)).toMatchObject({ status: 'sent' });
    expect(state.begunCount).toBe(1);
    expect(await arrivedFile(his)).toEqual(source);
    expect(his.messages(alice.userId)).toHaveLength(1);
  });

  test('and another in the tab that leads go on when the leader is frozen and thaws', async () => {
    const clock = fastClock(20);
    const one = await openAs(alice, { clock });
    const two = await openNext({ clock });
    const his = await elsewhere(bob);
    await online(two.client);
    const gates = [gatedTransfers(), gatedTransfers()] as const;
    const leaders = filesOf(one.client, { transfers: gates[0].transfers, keepBytes: 10 });
    const followers = filesOf(two.client, { transfers: gates[1].transfers, keepBytes: 10 });
    const fromLeader = leaders.send(bob.userId, { ...file, text: 'from the leader' });
    const fromFollower = followers.send(bob.userId, { ...file, text: 'from the follower' });
    for (const { state } of gates) await eventually(() => expect(state.begunCount).toBe(1));
    one.tab.freeze();
    for (const { open } of gates) open();
    expect(await two.client.whenSettled(fromFollower.localId)).toMatchObject({ status: 'sent' });
    expect(lockOf(alice)).toBe('tab2');
    one.tab.thaw();
    expect(await one.client.whenSettled(fromLeader.localId)).toMatchObject({ status: 'sent' });
    await eventually(() => expect([...textsOf(his, alice)].sort()).toEqual(['from the follower', 'from the leader']));
  });

  test('is taken over with its kept bytes when its tab crashes', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const his = await elsewhere(bob);
    await online(two.client);
    filesOf(one.client);
    const files = filesOf(two.client, { transfers: gatedTransfers().transfers });
    files.send(bob.userId, file);
    await eventually(async () => expect(await one.client.seam.account()?.kept('files').list('')).not.toEqual([]));
    two.tab.kill();
    expect(await arrivedFile(his)).toEqual(source);
  });

  test('that only its tab had fails when that crashes, and is sent when another tab is given it', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const three = await openNext();
    const his = await elsewhere(bob);
    await online(three.client);
    for (const { client } of [one, three]) client.messages(bob.userId);
    const [, files] = [filesOf(one.client), filesOf(three.client)];
    const { localId } = filesOf(two.client, { transfers: gatedTransfers().transfers, keepBytes: 10 }).send(
      bob.userId,
      file,
    );
    await eventually(() => expect(three.client.messages(bob.userId)).toHaveLength(1));
    two.tab.kill();
    await eventually(() =>
      expect(three.client.messages(bob.userId)[0]).toMatchObject({
        localId,
        status: 'failed',
        failure: { code: 'uploadIncomplete' },
      }),
    );
    files.resendWith(localId, source);
    expect(await arrivedFile(his)).toEqual(source);
  });
});

test('what a tab that follows uploads beside messages is downloaded there, and push is set from there', async () => {
  await openAs(alice);
  const two = await openNext();
  await online(two.client);
  const files = filesOf(two.client);
  const url = await files.upload(bob.userId, file);
  expect((await files.download(url).done).bytes).toEqual(source);
  expect(new URL(files.address('abc')).origin).toBe(world().cloud.url);
  await createPush(two.client).setNickName('Al');
  expect((await createPush(two.client).profile()).nickName).toBe('Al');
});

test('files of a tab that leads go on over a loss of the connection', async () => {
  const one = await openAs(alice);
  await online(one.client);
  const { open, state, transfers } = gatedTransfers();
  const files = filesOf(one.client, { transfers, keepBytes: 10 });
  const { localId } = files.send(bob.userId, file);
  await eventually(() => expect(state.begunCount).toBe(1));
  one.tab.cut();
  await eventually(() => expect(one.client.connection.state).not.toBe('online'));
  one.tab.restore();
  one.client.reconnectNow();
  await online(one.client);
  open();
  expect(await one.client.whenSettled(localId)).toMatchObject({ status: 'sent' });
  expect(state.begunCount).toBe(1);
});

describe('a search in a tab that follows', () => {
  const foundBy = async (search: MessageSearch, words: string) =>
    (await search.find({ text: words })).messages.map(({ content }) => ('text' in content ? content.text : '?'));

  test('finds everything, in pages, by conversation, and what comes and goes', async () => {
    const one = await openAs(alice);
    const his = await elsewhere(bob);
    for (const words of ['red bird', 'blue bird', '今天天气很好']) {
      await his.whenSettled(his.send(alice.userId, text(words)).localId);
    }
    await eventually(() => expect(one.client.totalUnread).toBe(3));
    const two = await openNext();
    const progress: boolean[] = [];
    const search = createMessageSearch(two.client, { onProgress: ({ isReady }) => progress.push(isReady) });
    await search.ready();
    expect(search.progress).toEqual({ indexedCount: 3, isReady: true });
    expect(progress.at(-1)).toBe(true);
    expect(await foundBy(search, 'bird')).toEqual(['blue bird', 'red bird']);
    expect(await foundBy(search, '天气')).toEqual(['今天天气很好']);
    const first = await search.find({ limit: 2 });
    const next = await search.find({ limit: 2, ...(first.cursor ? { cursor: first.cursor } : {}) });
    expect([first.messages.length, next.messages.length, next.cursor]).toEqual([2, 1, undefined]);
    expect(await search.findByConversation({ text: 'bird', limit: 1 })).toMatchObject([
      { conversationId: bob.userId, matchCount: 2, messages: [{ content: text('blue bird') }] },
    ]);
    // The tab that leads searches in the same index.
    const leaders = createMessageSearch(one.client);
    await leaders.ready();
    const { id = 0 as MessageId } = await two.client.whenSettled(
      two.client.send(bob.userId, text('green bird')).localId,
    );
    for (const each of [search, leaders]) {
      expect(await foundBy(each, 'bird')).toEqual(['green bird', 'blue bird', 'red bird']);
    }
    await two.client.recall(bob.userId, id);
    for (const each of [search, leaders]) expect(await foundBy(each, 'green')).toEqual([]);
    search.close();
    await expect(search.find({})).rejects.toMatchObject({ code: 'cancelled' });
    expect(await foundBy(leaders, 'bird')).toHaveLength(2);
    await one.client.logout();
    await expect(leaders.find({})).rejects.toMatchObject({ code: 'notLoggedIn' });
    await eventually(() =>
      expect(() => createMessageSearch(two.client)).toThrow(expect.objectContaining({ code: 'notLoggedIn' })),
    );
  });

  test('sees all messages also when the leader goes while it searches', async () => {
    const one = await openAs(alice);
    const his = await elsewhere(bob);
    for (let at = 0; at < 30; at += 1) his.send(alice.userId, text(`number ${at}`));
    await eventually(() => expect(one.client.totalUnread).toBe(30));
    const two = await openNext();
    const three = await openNext();
    const search = createMessageSearch(two.client);
    const other = createMessageSearch(three.client);
    await search.ready();
    one.tab.freeze();
    const found = search.find({ text: 'number', limit: 100 });
    const others = other.ready();
    one.tab.kill();
    expect((await found).messages).toHaveLength(30);
    await others;
    await online(two.client);
    await his.whenSettled(his.send(alice.userId, text('number 30')).localId);
    await eventually(() => expect(textsOf(two.client, bob)).toContain('number 30'));
    for (const each of [search, other]) {
      expect((await each.find({ text: 'number', limit: 100 })).messages).toHaveLength(31);
    }
  });
});
