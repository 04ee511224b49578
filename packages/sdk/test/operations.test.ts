import { type ConversationId, decodeMessageBody, type MessageId, OperationType, type UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { type Client, createMemoryStorage, type Message, type Storage } from '../src/index.ts';
import { operationBody, textBody } from './fake/fake-cloud.ts';
import { createFakeWorld, type FakeWorld, lastingStorage } from './fake/fake-world.ts';

const peer = 1_002 as ConversationId;
const texts = (client: Client) =>
  client.messages(peer).map(({ content }) => (content.type === 'text' ? content.text : '?'));

/** A client that looks at a conversation with messages of its own and of the peer's: "mine", then "theirs". */
async function conversation(storage: Storage = lastingStorage()) {
  const world = createFakeWorld();
  const client = await world.signIn(storage);
  client.messages(peer);
  client.send(peer, { type: 'text', text: 'mine' });
  await world.clock.advance(100);
  world.cloud.say(peer, peer as UserId, textBody('theirs'));
  await world.clock.advance(100);
  const [mine, theirs] = client.messages(peer).map(({ id }) => id as MessageId);
  world.cloud.heard.length = 0;
  return { world, client, storage, mine: mine as MessageId, theirs: theirs as MessageId };
}

/** The operations that the client sent, repeats too. */
function operations({ cloud }: FakeWorld): { type: number; content: string }[] {
  return cloud.heard.flatMap(({ meta }) => {
    const body = meta && decodeMessageBody(meta.payload);
    return body?.operation ? [{ type: body.operation.type, content: body.content }] : [];
  });
}

function outcomeOf(call: Promise<void>): { readonly state: () => string } {
  let state = 'waiting';
  call.then(
    () => {
      state = 'done';
    },
    (error: { code: string }) => {
      state = error.code;
    },
  );
  return { state: () => state };
}

describe('what the user does', () => {
  test('is seen at once and told in one event; other messages stay the same objects', async () => {
    const { world, client, mine } = await conversation();
    const before = client.messages(peer);
    const told: (readonly Message[])[] = [];
    client.on('messages', ({ changed }) => told.push(changed));
    const outcome = outcomeOf(client.edit(peer, mine, 'edited'));
    expect(texts(client)).toEqual(['edited', 'theirs']);
    expect(client.messages(peer)[1]).toBe(before[1]);
    expect(client.messages(peer)[0]?.localId).toBe(before[0]?.localId);
    expect(client.messages(peer)).toBe(client.messages(peer));
    await Promise.resolve();
    expect(told.map((changed) => changed.map(({ content }) => content))).toEqual([[{ type: 'text', text: 'edited' }]]);
    await world.clock.advance(100);
    expect(outcome.state()).toBe('done');
    expect(texts(client)).toEqual(['edited', 'theirs']);
    expect(client.messages(peer)[0]?.editedMs).toBeGreaterThan(0);
  });

  test('is taken back when the server refuses, and the promise says why', async () => {
    const { world, client, mine, theirs } = await conversation();
    world.cloud.isRefusingOperations = true;
    await client.markRead(peer);
    const before = client.messages(peer);
    const outcomes = [
      client.edit(peer, mine, 'edited'),
      client.append(peer, mine, ' more'),
      client.recall(peer, mine),
      client.deleteMessage(peer, theirs),
      client.markUnread(peer, theirs),
      client.deleteConversation(peer, 'everywhere'),
    ].map(outcomeOf);
    expect(client.messages(peer)).toEqual([]);
    expect(client.conversations()).toEqual([]);
    await world.clock.advance(100);
    expect(outcomes.map(({ state }) => state())).toEqual(Array.from({ length: 6 }, () => 'failed'));
    expect(client.messages(peer)).toEqual(before);
    expect(client.conversations()[0]).toMatchObject({ id: peer, unreadCount: 0, lastMessage: before[1] });
  });

  test('counts as the server does in seconds, when another device reads before the answer is here', async () => {
    const { world, client, theirs } = await conversation();
    await client.markRead(peer);
    await world.clock.advance(100);
    world.cloud.answerMs = 500;
    const outcome = outcomeOf(client.markUnread(peer, theirs));
    await world.clock.advance(100);
    expect(client.totalUnread).toBe(1);
    world.cloud.say(peer, world.cloud.me, operationBody(OperationType.READ_ALL, theirs, peer));
    await world.clock.advance(5_000);
    expect(outcome.state()).toBe('done');
    expect(client.totalUnread).toBe(world.cloud.stream(peer).unreadIds.length);
    expect(client.totalUnread).toBe(0);
  });

  test('waits behind what was sent before, and survives a reload in that order', async () => {
    const { world, client, storage, mine } = await conversation();
    world.cloud.cutSockets();
    client.send(peer, { type: 'text', text: 'second' });
    client.append(peer, mine, ' and more').catch(() => undefined);
    client.send(peer, { type: 'text', text: 'third' });
    client.recall(peer, mine).catch(() => undefined);
    await world.clock.advance(100);
    await client.close();
    world.cloud.closeSockets();
    const again = await world.resume(storage);
    again.messages(peer);
    await world.clock.advance(5_000);
    expect(texts(again)).toEqual(['theirs', 'second', 'third']);
    const sent = world.cloud.heard.flatMap(({ meta }) => (meta ? [decodeMessageBody(meta.payload)] : []));
    const order = sent.map(({ content, operation }) => operation?.type ?? content);
    const read = order.filter((one) => one !== OperationType.DELIVER_ACK);
    expect(read).toEqual(['second', OperationType.APPEND, 'third', OperationType.RECALL]);
  });

  test('that nobody waits for after a reload and is refused is a problem, and is taken back', async () => {
    const { world, client, storage, mine } = await conversation();
    world.cloud.cutSockets();
    const outcome = outcomeOf(client.edit(peer, mine, 'edited'));
    await world.clock.advance(100);
    await client.close();
    expect(outcome.state()).toBe('cancelled');
    world.cloud.closeSockets();
    world.cloud.isReachable = false;
    const again = await world.resume(storage);
    const problems: string[] = [];
    again.on('problem', ({ error }) => problems.push(error.message));
    again.messages(peer);
    await world.clock.advance(100);
    expect(texts(again)).toEqual(['edited', 'theirs']);
    world.cloud.isRefusingOperations = true;
    world.cloud.isReachable = true;
    await world.clock.advance(60_000);
    expect(texts(again)).toEqual(['mine', 'theirs']);
    expect(problems).toContain('not now');
  });

  test('is not sent before it is stored', async () => {
    const memory: Storage = createMemoryStorage();
    let isFull = false;
    const failing: Storage = {
      ...memory,
      async write(changes) {
        if (isFull) throw new Error('quota');
        await memory.write(changes);
      },
    };
    const { world, client, mine } = await conversation(failing);
    isFull = true;
    const outcomes = [client.append(peer, mine, '1'), client.append(peer, mine, '2')].map(outcomeOf);
    await world.clock.advance(2_000);
    expect(operations(world)).toEqual([]);
    expect(texts(client)[0]).toBe('mine12');
    isFull = false;
    await world.clock.advance(60_000);
    expect(outcomes.map(({ state }) => state())).toEqual(['done', 'done']);
    expect(operations(world)).toEqual([{ type: OperationType.APPEND, content: '12' }]);
  });
});

describe('streaming', () => {
  test('gathers the pieces that wait, but adds nothing to a frame that may have been sent', async () => {
    const { world, client, mine } = await conversation();
    const first = outcomeOf(client.append(peer, mine, 'a'));
    await world.clock.advance(0);
    world.cloud.isAnswering = false;
    const rest = [...'bcdef'].map((piece) => outcomeOf(client.append(peer, mine, piece)));
    await world.clock.advance(10);
    const late = [...'gh'].map((piece) => outcomeOf(client.append(peer, mine, piece)));
    world.cloud.isAnswering = true;
    world.cloud.closeSockets();
    await world.clock.advance(60_000);
    for (const outcome of [first, ...rest, ...late]) expect(outcome.state()).toBe('done');
    expect(texts(client)[0]).toBe('mineabcdefgh');
    expect(operations(world).map(({ content }) => content)).toEqual(['a', 'bcdef', 'gh']);
  });

  test('of 20 pieces a second is kept up with, and asks once what came of it', async () => {
    const { world, client, mine } = await conversation();
    for (let at = 0; at < 100; at += 1) {
      client.append(peer, mine, `${at} `).catch(() => undefined);
      await world.clock.advance(50);
      expect(world.cloud.stream(peer).everySent().length).toBe(3 + at);
    }
    expect(world.cloud.heard.filter(({ isFullSync }) => isFullSync)).toEqual([]);
    await world.clock.advance(60_000);
    expect(world.cloud.heard.filter(({ isFullSync }) => isFullSync).length).toBe(1);
    expect(texts(client)[0]?.endsWith('98 99 ')).toBe(true);
  });

  test('finds out what another device of the user did in between', async () => {
    const { world, client, mine } = await conversation();
    const other = { ...operationBody(OperationType.REPLACE, mine, peer), content: 'other' };
    world.cloud.say(peer, world.cloud.me, other, 'nothing');
    client.append(peer, mine, '!').catch(() => undefined);
    await world.clock.advance(100);
    expect(texts(client)[0]).toBe('mine!');
    await world.clock.advance(10_000);
    expect(texts(client)[0]).toBe('other!');
  });
});

describe('unread', () => {
  test('again keeps its sender from being told later that it was read', async () => {
    const { world, client, theirs } = await conversation();
    world.cloud.cutSockets();
    await client.markRead(peer);
    client.markUnread(peer, theirs).catch(() => undefined);
    expect(client.totalUnread).toBe(1);
    world.cloud.closeSockets();
    await world.clock.advance(60_000);
    expect(operations(world).map(({ type }) => type)).toEqual([OperationType.READ_ALL, OperationType.READ_CANCEL]);
    expect(world.cloud.stream(peer).unreadIds).toEqual([theirs]);
    expect(client.totalUnread).toBe(1);
  });

  test('leaves the count with a message that is deleted, and comes back with it', async () => {
    const { world, client, theirs } = await conversation();
    world.cloud.isRefusingOperations = true;
    expect(client.totalUnread).toBe(1);
    const outcome = outcomeOf(client.deleteMessage(peer, theirs));
    expect(client.totalUnread).toBe(0);
    await world.clock.advance(100);
    expect(outcome.state()).toBe('failed');
    expect(client.totalUnread).toBe(1);
  });
});

describe('a conversation that is deleted here', () => {
  test('is not listed, also after a reload, until something new comes', async () => {
    const { world, client, storage } = await conversation();
    await client.deleteConversation(peer, 'here');
    expect(client.conversations()).toEqual([]);
    await client.close();
    const again = await world.resume(storage);
    await world.clock.advance(60_000);
    expect(again.conversations()).toEqual([]);
    world.cloud.say(peer, peer as UserId, textBody('new'));
    await world.clock.advance(100);
    expect(again.conversations()).toMatchObject([{ id: peer, unreadCount: 2 }]);
    again.messages(peer);
    await world.clock.advance(100);
    expect(texts(again)).toEqual(['mine', 'theirs', 'new']);
  });

  test('drops what failed in it', async () => {
    const { world, client } = await conversation();
    world.cloud.refuseSends = { code: 2, reason: 'no' };
    client.send(peer, { type: 'text', text: 'fails' });
    await world.clock.advance(100);
    expect(texts(client)).toEqual(['mine', 'theirs', 'fails']);
    await client.deleteConversation(peer, 'here');
    expect(client.conversations()).toEqual([]);
    expect(texts(client)).toEqual(['mine', 'theirs']);
  });
});

test('the list shows the message before one that is taken back, also when nobody looks at the conversation', async () => {
  const { world, client, storage, theirs } = await conversation();
  world.cloud.cutSockets();
  client.deleteMessage(peer, theirs).catch(() => undefined);
  expect(client.conversations()[0]?.lastMessage?.content).toEqual({ type: 'text', text: 'mine' });
  await client.close();
  world.cloud.isReachable = false;
  const again = await world.resume(storage);
  expect(again.conversations()[0]?.lastMessage?.content).toEqual({ type: 'text', text: 'mine' });
});
