import type { ConversationId, MessageId } from '@warbler/protocol';
import { describe, expect, test, vi } from 'vitest';
import type { Client, Message } from '../../src/index.ts';
import { until, untilOnline } from '../until.ts';
import { lastingStorage } from './new-storage.ts';
import { newNetwork, withPeople } from './people.ts';

const people = withPeople();

const texts = (client: Client, id: ConversationId) =>
  client.messages(id).map(({ content }) => (content.type === 'text' ? content.text : '?'));
const shown = (client: Client, id: ConversationId) => client.conversations().find((one) => one.id === id);

async function say(client: Client, to: ConversationId, text: string): Promise<Message & { readonly id: MessageId }> {
  const message = await client.whenSettled(client.send(to, { type: 'text', text }).localId);
  if (message.id === undefined) throw new Error(message.failure?.message);
  return { ...message, id: message.id };
}

/** Two people who have looked at their conversation, and on demand a second device of the first. */
async function pair(one: string, other: string) {
  const [a, b] = [await people.signIn(one), await people.signIn(other)];
  const [aId, bId] = [a.me!.userId, b.me!.userId];
  await Promise.all([a.history(bId), b.history(aId)]);
  return { a, b, aId, bId };
}

describe('a message that is recalled', () => {
  test('is gone for both at once, with its part of the count and of the preview', async () => {
    const { a, b, aId, bId } = await pair('ann', 'ben');
    await say(a, bId, 'first');
    const second = await say(a, bId, 'second');
    await until(b, () => shown(b, aId)?.unreadCount === 2);
    const done = a.recall(bId, second.id);
    expect(texts(a, bId)).toEqual(['first']);
    expect(shown(a, bId)?.lastMessage?.content).toEqual({ type: 'text', text: 'first' });
    await done;
    // A device that was new when they came takes over the server's count a moment later.
    await until(b, () => texts(b, aId).length === 1 && shown(b, aId)?.unreadCount === 1);
    expect(shown(b, aId)).toMatchObject({ lastMessage: { content: { text: 'first' } } });
  });

  test('by somebody else is refused and comes back', async () => {
    const { a, b, aId, bId } = await pair('amy', 'bob_too');
    const message = await say(a, bId, 'stays');
    await until(b, () => texts(b, aId).includes('stays') && shown(b, aId)?.unreadCount === 1);
    const done = b.recall(aId, message.id);
    expect(texts(b, aId)).not.toContain('stays');
    await expect(done).rejects.toMatchObject({ code: 'noPermission' });
    expect(texts(b, aId)).toContain('stays');
    expect(shown(b, aId)?.unreadCount).toBe(1);
  });

  test('that does not exist is refused by name', async () => {
    const { a, bId } = await pair('ann', 'ben');
    await expect(a.recall(bId, 12_345 as MessageId)).rejects.toMatchObject({ code: 'messageNotFound' });
  });
});

describe('a message that is edited', () => {
  test('says the new text everywhere, at once here, also in the preview', async () => {
    const { a, b, aId, bId } = await pair('cleo', 'dan');
    const too = await people.signIn('cleo');
    await too.history(bId);
    const message = await say(a, bId, 'a mistkae');
    await until(b, () => texts(b, aId).length === 1);
    const done = a.edit(bId, message.id, 'a mistake');
    expect(texts(a, bId)).toEqual(['a mistake']);
    expect(a.messages(bId)[0]?.localId).toBe(message.localId);
    await done;
    await until(b, () => texts(b, aId)[0] === 'a mistake');
    await until(too, () => texts(too, bId)[0] === 'a mistake');
    expect(shown(a, bId)?.lastMessage?.content).toEqual({ type: 'text', text: 'a mistake' });
    const edited = a.messages(bId)[0]?.editedMs;
    expect(edited).toBeGreaterThan(0);
    expect(b.messages(aId)[0]?.editedMs).toBe(edited);
  });

  test('to nothing is refused at once, and of somebody else by the server', async () => {
    const { a, b, aId, bId } = await pair('cleo', 'dan');
    const message = await say(a, bId, 'mine');
    await expect(a.edit(bId, message.id, '')).rejects.toMatchObject({ code: 'invalidParameter' });
    await until(b, () => texts(b, aId).includes('mine'));
    const done = b.edit(aId, message.id, 'yours');
    expect(texts(b, aId)).toContain('yours');
    await expect(done).rejects.toMatchObject({ code: 'noPermission' });
    expect(texts(b, aId)).toContain('mine');
    expect(texts(b, aId)).not.toContain('yours');
  });

  test('offline is sent after the reconnect, also after a reload', async () => {
    const network = newNetwork();
    const storage = await lastingStorage();
    const a = await people.signIn('eve', { ...network.options, storage });
    const b = await people.signIn('finn');
    const [aId, bId] = [a.me!.userId, b.me!.userId];
    await Promise.all([a.history(bId), b.history(aId)]);
    const message = await say(a, bId, 'before');
    await until(b, () => texts(b, aId).length === 1);
    network.cut();
    await until(a, () => a.connection.state !== 'online');
    const lost = expect(a.edit(bId, message.id, 'after')).rejects.toMatchObject({ code: 'cancelled' });
    expect(texts(a, bId)).toEqual(['after']);
    await a.close();
    await lost;
    const again = people.newClient({ ...network.options, storage });
    await again.resume();
    await until(again, () => texts(again, bId)[0] === 'after');
    expect(texts(b, aId)).toEqual(['before']);
    network.restore();
    again.reconnectNow();
    await until(b, () => texts(b, aId)[0] === 'after');
    await untilOnline(again);
    expect(texts(again, bId)).toEqual(['after']);
  });

  test('on two devices at once ends the same everywhere', async () => {
    const { a, b, aId, bId } = await pair('gus', 'hal');
    const too = await people.signIn('gus');
    await too.history(bId);
    const message = await say(a, bId, '-');
    await until(too, () => texts(too, bId).length === 1);
    const calls: Promise<void>[] = [];
    for (let at = 0; at < 10; at += 1) {
      calls.push(a.append(bId, message.id, `a${at}`), too.append(bId, message.id, `b${at}`));
      await Promise.race(calls.slice(-2));
    }
    await Promise.all(calls);
    await until(b, () => texts(b, aId)[0]?.length === 41);
    const expected = texts(b, aId);
    await until(a, () => texts(a, bId)[0] === expected[0]);
    await until(too, () => texts(too, bId)[0] === expected[0]);
  });
});

describe('a streamed message', () => {
  test('of 100 pieces, 20 a second, ends the same everywhere, for those who come later too', async () => {
    const { a, b, aId, bId } = await pair('ida', 'jon');
    const message = await say(a, bId, 'Answer:');
    await until(b, () => texts(b, aId).length === 1);
    const pieces = Array.from({ length: 100 }, (_, at) => ` word${at}`);
    const seen = new Set<string>();
    b.on('messages', () => seen.add(texts(b, aId)[0] ?? ''));
    let calls: Promise<void>[] = [];
    for (const piece of pieces) {
      calls.push(a.append(bId, message.id, piece));
      if (calls.length === 5) {
        await calls[0];
        calls = calls.slice(1);
      }
    }
    await Promise.all(calls);
    const whole = `Answer:${pieces.join('')}`;
    expect(texts(a, bId)).toEqual([whole]);
    await until(b, () => texts(b, aId)[0] === whole);
    for (const text of seen) expect(whole.startsWith(text)).toBe(true);
    const late = await people.signIn('jon');
    await late.history(aId);
    expect(texts(late, aId)).toEqual([whole]);
  });

  test('gathers what waits: few frames for many pieces', async () => {
    const { a, b, aId, bId } = await pair('kim', 'leo');
    const message = await say(a, bId, '-');
    await until(b, () => texts(b, aId).length === 1);
    let count = 0;
    b.on('messages', () => {
      count += 1;
    });
    await Promise.all(Array.from({ length: 200 }, () => a.append(bId, message.id, 'x')));
    await until(b, () => texts(b, aId)[0]?.length === 201);
    expect(count).toBeLessThan(20);
  });
});

describe('a message that is deleted', () => {
  test('is gone for this user on all devices, unread or not, and for nobody else', async () => {
    const { a, b, aId, bId } = await pair('mia', 'ned');
    const too = await people.signIn('ned');
    await too.history(aId);
    const message = await say(a, bId, 'forget me');
    await say(a, bId, 'keep me');
    await until(b, () => shown(b, aId)?.unreadCount === 2);
    await until(too, () => shown(too, aId)?.unreadCount === 2);
    const done = b.deleteMessage(aId, message.id);
    expect(texts(b, aId)).toEqual(['keep me']);
    expect(shown(b, aId)?.unreadCount).toBe(1);
    await done;
    await until(too, () => texts(too, aId).length === 1 && shown(too, aId)?.unreadCount === 1);
    expect(texts(a, bId)).toEqual(['forget me', 'keep me']);
  });
});

describe('a message that is marked as unread', () => {
  test('counts again on all devices until it is read again', async () => {
    const { a, b, aId, bId } = await pair('ola', 'pat');
    const too = await people.signIn('pat');
    await too.history(aId);
    const message = await say(a, bId, 'read me later');
    await until(b, () => shown(b, aId)?.unreadCount === 1);
    await b.markRead(aId);
    await until(too, () => texts(too, aId).length === 1 && shown(too, aId)?.unreadCount === 0);
    const done = b.markUnread(aId, message.id);
    expect(shown(b, aId)?.unreadCount).toBe(1);
    await done;
    await until(too, () => shown(too, aId)?.unreadCount === 1);
    await too.markRead(aId);
    await until(b, () => shown(b, aId)?.unreadCount === 0);
  });

  test('at once after it was read stays unread, also at the server', async () => {
    const { a, b, aId, bId } = await pair('ola', 'pat');
    const message = await say(a, bId, 'not now');
    await until(b, () => (shown(b, aId)?.unreadCount ?? 0) > 0);
    const read = b.markRead(aId);
    const unread = b.markUnread(aId, message.id);
    await Promise.all([read, unread]);
    const fresh = await people.signIn('pat');
    await until(fresh, () => shown(fresh, aId)?.unreadCount === 1);
    expect(shown(b, aId)?.unreadCount).toBe(1);
  });

  test('of one self is refused and taken back', async () => {
    const { a, bId } = await pair('ola', 'pat');
    const message = await say(a, bId, 'mine');
    await expect(a.markUnread(bId, message.id)).rejects.toMatchObject({ code: 'invalidParameter' });
    expect(shown(a, bId)?.unreadCount).toBe(0);
  });
});

describe('a conversation that is deleted', () => {
  test('everywhere is gone on all devices and comes back empty with the next message', async () => {
    const { a, b, aId, bId } = await pair('quin', 'ray');
    const too = await people.signIn('ray');
    await too.history(aId);
    await say(a, bId, 'old');
    await say(a, bId, 'older');
    await until(b, () => shown(b, aId)?.unreadCount === 2);
    await until(too, () => texts(too, aId).length === 2);
    const done = b.deleteConversation(aId, 'everywhere');
    expect(shown(b, aId)).toBeUndefined();
    expect(b.totalUnread).toBe(0);
    expect(texts(b, aId)).toEqual([]);
    await done;
    expect(shown(b, aId)).toBeUndefined();
    await until(too, () => shown(too, aId) === undefined && texts(too, aId).length === 0);
    expect(texts(a, bId)).toEqual(['old', 'older']);
    await say(a, bId, 'new');
    await until(b, () => shown(b, aId)?.unreadCount === 1);
    await until(too, () => shown(too, aId)?.unreadCount === 1);
    expect(texts(b, aId)).toEqual(['new']);
    expect(texts(too, aId)).toEqual(['new']);
    expect(await b.history(aId)).toEqual({ messages: [], hasMore: false });
  });

  test('on both devices at once, and offline on one, ends the same', async () => {
    const network = newNetwork();
    const { a, aId, bId, b } = await pair('sol', 'tia');
    const too = await people.signIn('tia', network.options);
    await too.history(aId);
    await say(a, bId, 'one');
    await until(too, () => texts(too, aId).length === 1);
    await until(b, () => texts(b, aId).length === 1);
    network.cut();
    await until(too, () => too.connection.state !== 'online');
    const offline = too.deleteConversation(aId, 'everywhere');
    expect(shown(too, aId)).toBeUndefined();
    await b.deleteConversation(aId, 'everywhere');
    network.restore();
    too.reconnectNow();
    await offline;
    await say(a, bId, 'two');
    await until(b, () => texts(b, aId).join() === 'two' && shown(b, aId)?.unreadCount === 1);
    await until(too, () => texts(too, aId).join() === 'two' && shown(too, aId)?.unreadCount === 1);
  });

  test('here is not listed on this device until something new comes, and stays on the others', async () => {
    const storage = await lastingStorage();
    const a = await people.signIn('uma');
    const b = await people.signIn('vic', { storage });
    const too = await people.signIn('vic');
    const [aId, bId] = [a.me!.userId, b.me!.userId];
    await Promise.all([b.history(aId), too.history(aId)]);
    await say(a, bId, 'hello');
    await until(b, () => shown(b, aId)?.unreadCount === 1);
    await until(too, () => shown(too, aId)?.unreadCount === 1);
    const done = b.deleteConversation(aId, 'here');
    expect(shown(b, aId)).toBeUndefined();
    await done;
    await b.close();
    const again = await people.resume({ storage });
    await until(again, () => again.isSynced);
    expect(shown(again, aId)).toBeUndefined();
    expect(shown(too, aId)?.unreadCount).toBe(1);
    await say(a, bId, 'again');
    await until(again, () => shown(again, aId)?.unreadCount === 2);
  });
});

test('what the server counts and what two devices count is the same after a storm of operations', async () => {
  const { a, b, aId, bId } = await pair('wes', 'xia');
  const too = await people.signIn('xia');
  await too.history(aId);
  const messages = await Promise.all(Array.from({ length: 20 }, (_, at) => say(a, bId, `m${at}`)));
  await until(b, () => texts(b, aId).length === 20);
  await until(too, () => texts(too, aId).length === 20);
  const id = (at: number) => messages[at]?.id ?? (0 as MessageId);
  await Promise.all(
    [
      b.markRead(aId),
      b.markUnread(aId, id(3)),
      b.markUnread(aId, id(7)),
      too.deleteMessage(aId, id(3)),
      too.markRead(aId),
      a.recall(bId, id(7)),
      too.markUnread(aId, id(9)),
      b.deleteMessage(aId, id(10)),
      a.edit(bId, id(11), 'changed'),
    ].map((call) => call.catch(() => undefined)),
  );
  const fresh = await people.signIn('xia');
  await fresh.history(aId);
  const counts = () => [b, too, fresh].map((client) => shown(client, aId)?.unreadCount);
  await vi.waitFor(() => expect(new Set(counts()).size).toBe(1), { timeout: 10_000 });
  expect(texts(b, aId)).toEqual(texts(fresh, aId));
  expect(texts(too, aId)).toEqual(texts(fresh, aId));
});
