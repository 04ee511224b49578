import { readFile } from 'node:fs/promises';
import type { ConversationId, MessageId, UserId } from '@warbler/protocol';
import { ImError } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { Client, Message, Storage, StorageChange } from '../src/index.ts';
import { createMessageSearch } from '../src/search/index.ts';
import { migrate } from '../src/store/migrate.ts';
import { textBody } from './fake/fake-cloud.ts';
import { createFakeWorld, type FakeWorld, lastingStorage } from './fake/fake-world.ts';

const peer = 1_002 as ConversationId;
const other = 1_004 as ConversationId;
const from = (id: ConversationId) => id as unknown as UserId;
const text = (content: string) => ({ type: 'text', text: content }) as const;
const textsOf = (messages: readonly Message[]) =>
  messages.map(({ content }) => (content.type === 'text' ? content.text : '?'));

function say(world: FakeWorld, id: ConversationId, ...contents: string[]): MessageId[] {
  return contents.map((content) => world.cloud.say(id, from(id), textBody(content)));
}

/** Resolves while the world's clock moves: for what asks the server. */
async function during<Result>(world: FakeWorld, call: Promise<Result>): Promise<Result> {
  // It may be refused before the clock has moved on; whoever awaits the result hears of it.
  call.catch(() => undefined);
  await world.clock.advance(1_000);
  return call;
}

const numbered = (count: number, start = 1) => Array.from({ length: count }, (_, at) => `t${at + start}`);

describe('the messages on this device', () => {
  test('are read around one of them, and paged both ways, without touching the window', async () => {
    const world = createFakeWorld();
    say(world, peer, ...numbered(400));
    const client = await world.signIn();
    client.messages(peer);
    await world.clock.advance(10_000);
    const ids = world.cloud
      .stream(peer)
      .history(0)
      .map(({ mid }) => mid)
      .toReversed();
    const window = client.messages(peer);
    const middle = ids[99] as MessageId;
    const around = await during(world, client.messagesAround(peer, middle, { before: 2, after: 2 }));
    expect(textsOf(around.messages)).toEqual(['t98', 't99', 't100', 't101', 't102']);
    expect(around).toMatchObject({ hasOlder: true, hasNewer: true });
    expect(textsOf(await during(world, client.local.page(peer, { after: middle, limit: 2 })))).toEqual([
      't101',
      't102',
    ]);
    expect(textsOf(await during(world, client.local.page(peer, { before: middle, limit: 2 })))).toEqual(['t98', 't99']);
    expect(textsOf(await during(world, client.local.page(peer, { limit: 2 })))).toEqual(['t399', 't400']);
    const first = await during(world, client.messagesAround(peer, ids[0] as MessageId, { before: 5, after: 1 }));
    expect(textsOf(first.messages)).toEqual(['t1', 't2']);
    expect(first.hasOlder).toBe(false);
    expect(client.messages(peer)).toBe(window);
    // No gap: what was loaded on the way is what a user scrolls through.
    while ((await during(world, client.history(peer, { limit: 100 }))).hasMore);
    expect(textsOf(client.messages(peer))).toEqual(numbered(400));
    expect(await client.local.count(peer)).toBe(400);
  });

  test('are found by id, also those of the server, and nothing for an unknown one', async () => {
    const world = createFakeWorld();
    const [first = 0 as MessageId] = say(world, peer, ...numbered(20));
    const client = await world.signIn();
    expect((await during(world, client.local.message(peer, first)))?.content).toEqual(text('t1'));
    expect(await during(world, client.local.message(peer, 999 as MessageId))).toBeUndefined();
    await expect(during(world, client.messagesAround(peer, 999 as MessageId))).rejects.toMatchObject({
      code: 'messageNotFound',
    });
  });

  test('far below what is stored come from the server, and leave no gap', async () => {
    const world = createFakeWorld();
    say(world, peer, ...numbered(2_300));
    const client = await world.signIn();
    const id = world.cloud.stream(peer).history(0).at(-10)?.mid as MessageId;
    const around = await during(world, client.messagesAround(peer, id, { before: 2 }));
    expect(textsOf(around.messages)).toEqual(['t8', 't9', 't10']);
    expect(around.hasNewer).toBe(true);
    const stored = await client.local.count(peer);
    expect(stored).toBeLessThan(2_200);
    expect(textsOf(await client.local.page(peer, { limit: 1_000 })).at(-1)).toBe('t2300');
  });

  test('that were removed here stay away, whatever history brings', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    const ids = say(world, peer, ...numbered(10));
    const client = await world.signIn(storage);
    while ((await during(world, client.history(peer))).hasMore);
    await client.local.remove(peer, ids[4] as MessageId);
    await client.local.remove(peer, ids[9] as MessageId);
    expect(textsOf(client.messages(peer))).toEqual(['t1', 't2', 't3', 't4', 't6', 't7', 't8', 't9']);
    expect(client.conversations()[0]?.lastMessage?.content).toEqual(text('t9'));
    await client.close();
    // As if the storage had been trimmed: history brings everything again.
    const entries = await storage.list({ prefix: '' });
    const messages = entries.filter(({ key }) => key.includes('/m/')).map(({ key }): StorageChange => ({ key }));
    const records = entries.filter(({ key }) => key.includes('/c/'));
    const open = records.map(({ key, value }) => ({ key, value: { ...(value as object), isComplete: false } }));
    await storage.write([...messages, ...open]);
    const again = await world.resume(storage);
    while ((await during(world, again.history(peer))).hasMore);
    expect(textsOf(again.messages(peer))).not.toContain('t5');
    expect(textsOf(again.messages(peer))).not.toContain('t10');
    expect(again.messages(peer).length).toBe(8);
    await expect(again.local.remove(peer, 'nothing' as Message['localId'])).rejects.toMatchObject({
      code: 'messageNotFound',
    });
  });

  test('take notes of the app, which are never sent and survive a reload, and messages of a backup', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    const ids = say(world, peer, 'one');
    const client = await world.signIn(storage);
    client.messages(peer);
    const [note] = await client.local.insert([{ conversationId: peer, from: from(peer), content: text('a note') }]);
    await world.clock.advance(1_000);
    say(world, peer, 'two');
    await world.clock.advance(1_000);
    expect(textsOf(client.messages(peer))).toEqual(['one', 'a note', 'two']);
    await client.close();
    const again = await world.resume(storage);
    again.messages(peer);
    await world.clock.advance(1_000);
    expect(textsOf(again.messages(peer))).toEqual(['one', 'a note', 'two']);
    expect(world.cloud.heard.some(({ meta }) => meta !== undefined && meta.id === Number(note?.localId.slice(1)))).toBe(
      false,
    );
    await again.local.remove(peer, note!.localId);
    expect(textsOf(again.messages(peer))).toEqual(['one', 'two']);
    const backup = { conversationId: other, from: from(other), content: text('old'), timestampMs: 5 };
    await again.local.insert([
      { ...backup, id: 7_000 as MessageId },
      { ...backup, id: ids[0] as MessageId, conversationId: peer },
    ]);
    expect((await again.local.message(other, 7_000 as MessageId))?.content).toEqual(text('old'));
    expect((await again.local.message(peer, ids[0] as MessageId))?.content).toEqual(text('one'));
    expect(again.conversations().map(({ id }) => id)).toEqual([peer, other]);
  });

  test('are nobody’s while nobody is signed in', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    await client.logout();
    await expect(client.local.count(peer)).rejects.toMatchObject({ code: 'notLoggedIn' });
    await expect(client.messagesAround(peer, 1 as MessageId)).rejects.toMatchObject({ code: 'notLoggedIn' });
    expect(() => createMessageSearch(client)).toThrow(ImError);
  });
});

describe('a conversation', () => {
  test('keeps a draft and a string of the app over a reload', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    say(world, peer, 'one');
    const client = await world.signIn(storage);
    await client.setDraft(peer, 'Dear');
    await client.setExtension(peer, '{"colour":"red"}');
    await client.close();
    const again = await world.resume(storage);
    expect(again.conversations()[0]).toMatchObject({ draft: 'Dear', hasDraft: true, extension: '{"colour":"red"}' });
    await again.setDraft(peer, '');
    await again.setExtension(peer);
    expect(again.conversations()[0]).toMatchObject({ hasDraft: false });
    expect(again.conversations()[0]).not.toHaveProperty('draft');
    expect(again.conversations()[0]).not.toHaveProperty('extension');
  });

  test('that is muted is left out of the total of unread messages', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    say(world, peer, 'one', 'two');
    say(world, other, 'three');
    await world.clock.advance(3_000);
    expect(client.totalUnread).toBe(3);
    world.cloud.answers.set('/roster/list', [{ user_id: peer, username: 'peer' }]);
    client.profile(from(peer));
    await world.clock.advance(1_000);
    await client.setMuted(peer, true);
    expect(client.totalUnread).toBe(1);
    expect(client.conversations().find(({ id }) => id === peer)).toMatchObject({ isMuted: true, unreadCount: 2 });
    await client.setMuted(peer, false);
    expect(client.totalUnread).toBe(3);
  });
});

/** A storage with so many bytes of room. */
function limited(inner: Storage, maxBytes: () => number): Storage {
  return {
    ...inner,
    async write(changes) {
      const after = new Map((await inner.list({ prefix: '' })).map(({ key, value }) => [key, value]));
      for (const { key, value } of changes) {
        if (value === undefined) after.delete(key);
        else after.set(key, value);
      }
      const bytes = [...after].reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
      if (bytes > maxBytes() && changes.some(({ value }) => value !== undefined) && bytes > (await sizeOf(inner))) {
        throw new ImError('storageFull');
      }
      await inner.write(changes);
    },
  };
}

async function sizeOf(storage: Storage): Promise<number> {
  return (await storage.list({ prefix: '' })).reduce(
    (sum, { key, value }) => sum + JSON.stringify([key, value]).length,
    0,
  );
}

describe('a full storage', () => {
  test('loses the oldest messages of the largest conversations, nothing else, and says so; history brings them', async () => {
    const world = createFakeWorld();
    world.cloud.pageSize = 50;
    const inner = lastingStorage();
    let maxBytes = Number.POSITIVE_INFINITY;
    const client = await world.signIn(limited(inner, () => maxBytes));
    const trimmed: unknown[] = [];
    const problems: ImError[] = [];
    client.on('storageTrimmed', ({ removed }) => trimmed.push(...removed));
    client.on('problem', ({ error }) => problems.push(error));
    say(world, peer, ...numbered(400));
    say(world, other, ...numbered(60));
    await world.clock.advance(10_000);
    world.cloud.isReachable = false;
    world.cloud.closeSockets();
    await client.setDraft(peer, 'kept');
    maxBytes = await sizeOf(inner);
    client.send(peer, text('unsent'));
    await world.clock.advance(10_000);
    expect(trimmed).toEqual([{ conversationId: peer, count: 200 }]);
    expect(problems.filter(({ code }) => code === 'storageFull')).toEqual([]);
    expect(await client.local.count(peer)).toBe(200);
    expect(await client.local.count(other)).toBe(60);
    maxBytes = Number.POSITIVE_INFINITY;
    world.cloud.isReachable = true;
    await world.clock.advance(60_000);
    expect(client.conversations().find(({ id }) => id === peer)).toMatchObject({ draft: 'kept' });
    client.messages(peer);
    while ((await during(world, client.history(peer, { limit: 100 }))).hasMore);
    expect(textsOf(client.messages(peer))).toEqual([...numbered(400), 'unsent']);
  });

  test('with nothing to lose is a problem that is told once, and the write is made when there is room', async () => {
    const world = createFakeWorld();
    const inner = lastingStorage();
    let maxBytes = Number.POSITIVE_INFINITY;
    const client = await world.signIn(limited(inner, () => maxBytes));
    const codes: string[] = [];
    client.on('problem', ({ error }) => codes.push(error.code));
    maxBytes = 0;
    const { localId } = client.send(peer, text('waits'));
    await world.clock.advance(10_000);
    expect(codes).toEqual(['storageFull']);
    expect(client.messages(peer).at(-1)?.status).toBe('sending');
    maxBytes = Number.POSITIVE_INFINITY;
    await world.clock.advance(60_000);
    expect((await client.whenSettled(localId)).status).toBe('sent');
  });
});

describe('stored data', () => {
  const root = 'fake/user/0000000000002000/default';
  const steps = [
    async ({ storage }: { storage: Storage }) => {
      const [record] = await storage.list({ prefix: `${root}/c/`, limit: 1 });
      return record ? [{ key: `${root}/moved`, value: record.value }] : [];
    },
    async () => [{ key: `${root}/third`, value: true }],
  ];

  async function fixture(): Promise<Storage> {
    const storage = lastingStorage();
    const entries = JSON.parse(await readFile(new URL('fixtures/account-v1.json', import.meta.url), 'utf8'));
    await storage.write(entries as StorageChange[]);
    return storage;
  }

  test('of version 1 is read as it is, and gets its version', async () => {
    const storage = await fixture();
    const world = createFakeWorld();
    world.cloud.isReachable = false;
    const client = await world.resume(storage);
    client.messages(peer);
    await world.clock.advance(1_000);
    expect(client.me).toMatchObject({ userId: 2_000, username: 'me' });
    expect(textsOf(client.messages(peer))).toEqual(['one', 'two', 'mine', 'unsent']);
    expect(await storage.get(`${root}/version`)).toBe(1);
  });

  test('is migrated step by step, each once, and goes on where it was interrupted', async () => {
    const storage = await fixture();
    await migrate({ storage, root }, steps.slice(0, 1));
    expect(await storage.get(`${root}/version`)).toBe(2);
    const moved = await storage.get(`${root}/moved`);
    expect(moved).toMatchObject({ id: peer });
    await storage.write([{ key: `${root}/moved` }]);
    await migrate({ storage, root }, steps);
    expect(await storage.get(`${root}/version`)).toBe(3);
    expect(await storage.get(`${root}/third`)).toBe(true);
    expect(await storage.get(`${root}/moved`)).toBeUndefined();
  });

  test('of a later version is refused by name, and left alone', async () => {
    const storage = await fixture();
    await storage.write([{ key: `${root}/version`, value: 99 }]);
    const world = createFakeWorld();
    await expect(world.resume(storage)).rejects.toMatchObject({ code: 'storageUnavailable' });
    expect(await storage.get(`${root}/version`)).toBe(99);
  });
});

describe('a search', () => {
  async function found(world: FakeWorld, client: Client) {
    const search = createMessageSearch(client);
    await during(world, search.ready());
    return search;
  }

  test('whose index cannot be read is a problem that is told, also when nobody waits for it', async () => {
    const world = createFakeWorld();
    say(world, peer, 'one');
    const storage = lastingStorage();
    const broken = { isOn: false };
    const client = await world.signIn({
      ...storage,
      list: (range) => (broken.isOn ? Promise.reject(new ImError('storageUnavailable')) : storage.list(range)),
    });
    const codes: string[] = [];
    client.on('problem', ({ error }) => codes.push(error.code));
    broken.isOn = true;
    const search = createMessageSearch(client);
    await world.clock.advance(1_000);
    expect(codes).toEqual(['storageUnavailable']);
    await expect(search.ready()).rejects.toMatchObject({ code: 'storageUnavailable' });
  });

  test('finds Chinese, any part of a word, either case and width, newest first, in pages', async () => {
    const world = createFakeWorld();
    say(world, peer, '今天天气很好', 'The Wren SINGS', 'ＷＲＥＮ 全角', 'nothing');
    say(world, other, '明天天气不好');
    const client = await world.signIn();
    while ((await during(world, client.history(peer))).hasMore);
    while ((await during(world, client.history(other))).hasMore);
    const search = await found(world, client);
    expect(search.progress).toEqual({ indexedCount: 5, isReady: true });
    const textsFor = async (query: Parameters<typeof search.find>[0]) => textsOf((await search.find(query)).messages);
    expect(await textsFor({ text: '天气' })).toEqual(['明天天气不好', '今天天气很好']);
    expect(await textsFor({ text: '气' })).toHaveLength(2);
    expect(await textsFor({ text: 'wren' })).toEqual(['ＷＲＥＮ 全角', 'The Wren SINGS']);
    expect(await textsFor({ text: 'ren sing' })).toEqual(['The Wren SINGS']);
    expect(await textsFor({ text: 'wren', direction: 'newer' })).toEqual(['The Wren SINGS', 'ＷＲＥＮ 全角']);
    expect(await textsFor({ text: '天气', conversationId: peer })).toEqual(['今天天气很好']);
    expect(await textsFor({ types: ['unsupported'] })).toEqual([]);
    expect(await textsFor({ text: '' })).toHaveLength(5);
    const first = await search.find({ limit: 3 });
    const second = await search.find({ limit: 3, ...(first.cursor ? { cursor: first.cursor } : {}) });
    expect(second.cursor).toBeUndefined();
    expect(new Set([...first.messages, ...second.messages].map(({ localId }) => localId)).size).toBe(5);
    const at = first.messages[0]?.timestampMs ?? 0;
    expect(await textsFor({ sinceMs: at })).toHaveLength(1);
    expect(await textsFor({ untilMs: at })).toHaveLength(4);
    const groups = await search.findByConversation({ text: '好', limit: 1 });
    expect(groups.map(({ conversationId, matchCount }) => [conversationId, matchCount])).toEqual([
      [other, 1],
      [peer, 1],
    ]);
  });

  test('takes in what changes while it reads it', async () => {
    const world = createFakeWorld();
    const inner = lastingStorage();
    let whileRead = async () => undefined as void;
    const storage: Storage = {
      ...inner,
      async get(key) {
        const value = await inner.get(key);
        if (key.includes('/m/')) await whileRead();
        return value;
      },
    };
    const client = await world.signIn(storage);
    const search = await found(world, client);
    const { localId } = client.send(peer, text('red bird'));
    await world.clock.advance(1_000);
    const { id = 0 as MessageId } = await client.whenSettled(localId);
    let isChanged = false;
    whileRead = async () => {
      if (isChanged) return;
      isChanged = true;
      await during(world, client.edit(peer, id, 'green fish'));
    };
    await search.find({ text: 'bird' });
    expect(isChanged).toBe(true);
    expect(textsOf((await search.find({ text: 'fish' })).messages)).toEqual(['green fish']);
    expect(textsOf((await search.find({ text: 'bird' })).messages)).toEqual([]);
  });

  test('follows what comes, is edited, and goes, also while nobody searches', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    const client = await world.signIn(storage);
    say(world, peer, 'red bird');
    await world.clock.advance(2_000);
    const search = await found(world, client);
    search.close();
    await expect(search.find({})).rejects.toMatchObject({ code: 'cancelled' });
    await client.close();
    const again = await world.resume(storage);
    const [second = 0 as MessageId] = say(world, peer, 'blue bird');
    await world.clock.advance(2_000);
    const { localId } = again.send(peer, text('green bird'));
    await world.clock.advance(1_000);
    const { id = 0 as MessageId } = await again.whenSettled(localId);
    const later = await found(world, again);
    expect(textsOf((await later.find({ text: 'bird' })).messages)).toHaveLength(3);
    await during(world, again.edit(peer, id, 'green fish'));
    await again.local.remove(peer, second);
    expect(textsOf((await later.find({ text: 'bird' })).messages)).toEqual(['red bird']);
    expect(textsOf((await later.find({ text: 'fish' })).messages)).toEqual(['green fish']);
    const kept = JSON.stringify(
      await storage.list({ prefix: '' }).then((all) => all.filter(({ key }) => key.includes('/x/'))),
    );
    expect(kept).not.toContain('blue');
    expect((await storage.list({ prefix: '' })).filter(({ key }) => key.includes('/j/'))).toEqual([]);
    await again.logout();
    await expect(later.find({})).rejects.toMatchObject({ code: 'notLoggedIn' });
  });
});
