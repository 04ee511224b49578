import { type ConversationId, encodeMessageBody, type Meta, StatusCode, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { Message, Storage } from '../src/index.ts';
import { createMemoryStorage } from '../src/index.ts';
import { textBody } from './fake/fake-cloud.ts';
import { createFakeWorld, type FakeWorld, lastingStorage } from './fake/fake-world.ts';

const peer = 1_002 as ConversationId;
const text = (content: string) => ({ type: 'text', text: content }) as const;

function sentMetas(world: FakeWorld): Meta[] {
  return world.cloud.heard.flatMap(({ meta }) => (meta ? [meta] : []));
}

describe('a message', () => {
  test('is shown at once, and told twice: on its way, and sent', async () => {
    const { clock, signIn } = createFakeWorld();
    const client = await signIn();
    const seen: Message[] = [];
    client.on('messages', ({ changed }) => seen.push(...changed));
    const message = client.send(peer, text('hello'));
    expect(message).toMatchObject({ status: 'sending', isOwn: true, conversationId: peer, from: 2_000 });
    expect(client.messages(peer)).toEqual([message]);
    expect(client.conversations()[0]).toMatchObject({ id: peer, lastMessage: message, unreadCount: 0 });
    await clock.advance(100);
    const [sent] = client.messages(peer);
    expect(sent).toMatchObject({ status: 'sent', localId: message.localId, id: expect.any(Number) });
    expect(seen.map(({ status }) => status)).toEqual(['sending', 'sent']);
    expect(await client.whenSettled(message.localId)).toEqual(sent);
  });

  test('has a client id of its own, also in one millisecond and after the clock was put back', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    const client = await world.signIn(storage);
    for (let count = 0; count < 5; count += 1) client.send(peer, text('same'));
    await world.clock.advance(1_000);
    await client.close();
    await world.clock.advance(-10_000);
    const again = await world.resume(storage);
    again.send(peer, text('same'));
    again.messages(peer);
    await world.clock.advance(1_000);
    const ids = sentMetas(world).map(({ id }) => id);
    expect(ids.length).toBe(6);
    expect(new Set(ids).size).toBe(6);
    expect(again.messages(peer).length).toBe(6);
  });

  test('that was not answered is sent again with the same id and bytes, also after a reload', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    const client = await world.signIn(storage);
    client.send(peer, text('once'));
    world.cloud.cutSockets();
    await world.clock.advance(100);
    await client.close();
    const again = await world.resume(storage);
    world.cloud.closeSockets();
    again.messages(peer);
    await world.clock.advance(5_000);
    const [message] = again.messages(peer);
    expect(message?.status).toBe('sent');
    const metas = sentMetas(world);
    expect(new Set(metas.map(({ id }) => id)).size).toBe(1);
    expect(new Set(metas.map(({ payload }) => payload.join())).size).toBe(1);
    expect(world.cloud.stream(peer).history(0).length).toBe(1);
  });

  test('that is answered before the stream comes to what the other said first does not hide it', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    client.messages(peer);
    await clock.advance(100);
    cloud.say(peer, peer as UserId, textBody('first'), 'nothing');
    client.send(peer, text('second'));
    await clock.advance(100);
    cloud.say(peer, peer as UserId, textBody('third'), 'notice');
    await clock.advance(100);
    const shown = client.messages(peer).map(({ content }) => content);
    expect(shown).toEqual([text('first'), text('second'), text('third')]);
  });

  test('whose answer comes after what the other said behind it is not hidden by that', async () => {
    const { clock, cloud, signIn } = createFakeWorld();
    const client = await signIn();
    client.messages(peer);
    await clock.advance(100);
    cloud.answerMs = 500;
    client.send(peer, text('first'));
    await clock.advance(100);
    cloud.say(peer, peer as UserId, textBody('second'));
    await clock.advance(1_000);
    expect(client.messages(peer).map(({ content }) => content)).toEqual([text('first'), text('second')]);
  });

  test('waits for its turn: one conversation keeps the order of the calls', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    world.cloud.closeSockets();
    for (let at = 0; at < 30; at += 1) client.send(peer, text(`${at}`));
    await world.clock.advance(2_000);
    world.cloud.closeSockets();
    await world.clock.advance(20_000);
    const stored = world.cloud.stream(peer).history(0).toReversed();
    expect(stored.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 30 }, (_, at) => encodeMessageBody({ ...textBody(`${at}`), status: 0 })),
    );
  });

  test('refused for good is failed, says why, keeps its place, and can be sent again', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    client.messages(peer);
    world.cloud.refuseSends = { code: StatusCode.WORD_CENSORED, reason: 'not that word' };
    const { localId } = client.send(peer, text('a word'));
    await world.clock.advance(100);
    const failed = await client.whenSettled(localId);
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'wordCensored', message: 'not that word' } });
    world.cloud.refuseSends = undefined;
    world.cloud.say(peer, peer as never, textBody('later'));
    await world.clock.advance(100);
    const labels = () =>
      client.messages(peer).map(({ content, status }) => [content.type === 'text' && content.text, status]);
    expect(labels()).toEqual([
      ['a word', 'failed'],
      ['later', 'received'],
    ]);
    client.resend(localId);
    await world.clock.advance(100);
    expect(labels()).toEqual([
      ['later', 'received'],
      ['a word', 'sent'],
    ]);
    expect(client.messages(peer)[1]).not.toHaveProperty('failure');
  });

  test('that failed is still there after a reload', async () => {
    const world = createFakeWorld();
    const storage = lastingStorage();
    const client = await world.signIn(storage);
    world.cloud.refuseSends = { code: StatusCode.USER_BANNED, reason: 'banned' };
    const { localId } = client.send(peer, text('a word'));
    await world.clock.advance(100);
    await client.close();
    world.cloud.refuseSends = undefined;
    const again = await world.resume(storage);
    expect(again.messages(peer)).toMatchObject([{ localId, status: 'failed' }]);
    expect(world.cloud.stream(peer).history(0).length).toBe(0);
    again.resend(localId);
    await world.clock.advance(100);
    expect(again.messages(peer)).toMatchObject([{ localId, status: 'sent' }]);
  });

  test('refused for the rate is sent again, later', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    world.cloud.refuseSends = { code: StatusCode.RATE_LIMIT_EXCEEDED, reason: 'slow down' };
    client.send(peer, text('patience'));
    await world.clock.advance(10_000);
    expect(client.messages(peer)[0]?.status).toBe('sending');
    const tries = sentMetas(world).length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(8);
    world.cloud.refuseSends = undefined;
    await world.clock.advance(40_000);
    expect(client.messages(peer)[0]?.status).toBe('sent');
  });

  test('goes out at a pace that servers allow', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    for (let at = 0; at < 600; at += 1) client.send((2_000_000 + 2 * at) as ConversationId, text(`${at}`));
    await world.clock.advance(1_000);
    expect(sentMetas(world).length).toBeLessThanOrEqual(310);
    await world.clock.advance(4_000);
    expect(sentMetas(world).length).toBe(600);
  });

  test('of no text, or too much, is refused at once', async () => {
    const client = await createFakeWorld().signIn();
    expect(() => client.send(peer, text(''))).toThrow(expect.objectContaining({ code: 'invalidParameter' }));
    expect(() => client.send(peer, text('中'.repeat(21_846)))).toThrow(
      expect.objectContaining({ code: 'textTooLong' }),
    );
    expect(client.messages(peer)).toEqual([]);
  });

  test('is not sent before it is stored, nor acknowledged, while the storage fails', async () => {
    const world = createFakeWorld();
    const storage: Storage = createMemoryStorage();
    let isFull = false;
    const failing: Storage = {
      ...storage,
      async write(changes) {
        if (isFull) throw new Error('quota');
        await storage.write(changes);
      },
    };
    const client = await world.signIn(failing);
    const problems: string[] = [];
    client.on('problem', ({ error }) => problems.push(error.code));
    client.messages(peer);
    await world.clock.advance(0);
    isFull = true;
    world.cloud.heard.length = 0;
    client.send(peer, text('kept'));
    world.cloud.say(peer, peer as never, textBody('from the peer'));
    await world.clock.advance(10_000);
    expect(sentMetas(world)).toEqual([]);
    expect(world.cloud.heard.filter(({ key }) => key > 0)).toEqual([]);
    expect(problems).toContain('storageUnavailable');
    isFull = false;
    await world.clock.advance(40_000);
    expect(client.messages(peer).map(({ status }) => status)).toEqual(['received', 'sent']);
  });

  test('typing is told every 3 s at most', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    for (let second = 0; second < 7; second += 1) {
      client.sendTyping(peer);
      await world.clock.advance(1_000);
    }
    expect(sentMetas(world).length).toBe(3);
  });
});

describe('snapshots', () => {
  test('are the same objects until something in them changes', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    const other = 1_004 as ConversationId;
    world.cloud.say(peer, peer as never, textBody('one'));
    world.cloud.say(other, other as never, textBody('two'));
    client.messages(peer);
    await world.clock.advance(100);
    const list = client.conversations();
    const messages = client.messages(peer);
    expect(client.conversations()).toBe(list);
    expect(client.messages(peer)).toBe(messages);
    world.cloud.say(other, other as never, textBody('three'));
    await world.clock.advance(100);
    expect(client.conversations()).not.toBe(list);
    expect(client.messages(peer)).toBe(messages);
    expect(client.conversations().find(({ id }) => id === peer)).toBe(list.find(({ id }) => id === peer));
    expect(client.totalUnread).toBe(3);
  });

  test('many changes in one go are one event', async () => {
    const world = createFakeWorld();
    const client = await world.signIn();
    let count = 0;
    client.on('conversations', () => {
      count += 1;
    });
    for (let at = 0; at < 100; at += 1) client.send(peer, text(`${at}`));
    expect(count).toBe(0);
    await Promise.resolve();
    expect(count).toBe(1);
  });
});
