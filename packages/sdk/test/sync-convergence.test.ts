import { type ConversationId, type MessageId, OperationType, type UserId } from '@warbler/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Client } from '../src/index.ts';
import type { Delivery } from './fake/fake-cloud.ts';
import { operationBody, textBody } from './fake/fake-cloud.ts';
import { createFakeWorld, type FakeWorld, lastingStorage } from './fake/fake-world.ts';

const peers = [1_002, 1_004] as const;

interface Run {
  readonly world: FakeWorld;
  readonly storage: ReturnType<typeof lastingStorage>;
  client: Client;
  /** What was sent through the client under test. */
  sentCount: number;
  /** What was added to messages through the client under test, and whether it was answered. */
  readonly appended: { readonly piece: string; isDone: boolean }[];
}

type Step = (run: Run) => Promise<void> | void;

const peer = fc.constantFrom(...peers);
const delivery = fc.constantFrom<Delivery>('push', 'push', 'notice', 'nothing', 'late', 'twice');
const index = fc.nat(30);

function step(name: string, run: Step): { name: string; run: Step; toString(): string } {
  return { name, run, toString: () => name };
}

const steps = fc.oneof(
  fc.tuple(peer, delivery).map(([id, how]) =>
    step(`${id} says (${how})`, ({ world }) => {
      world.cloud.say(id as ConversationId, id as UserId, textBody(`from ${id}`), how);
    }),
  ),
  fc.tuple(peer, delivery).map(([id, how]) =>
    step(`I say to ${id} on another device (${how})`, ({ world }) => {
      world.cloud.say(id as ConversationId, world.cloud.me, textBody('from another device'), how);
    }),
  ),
  peer.map((id) =>
    step(`I say to ${id}`, (run) => {
      run.sentCount += 1;
      run.client.send(id as ConversationId, { type: 'text', text: `mine ${run.sentCount}` });
    }),
  ),
  peer.map((id) => step(`I read ${id}`, ({ client }) => client.markRead(id as ConversationId))),
  fc.tuple(peer, index, delivery).map(([id, at, how]) =>
    step(`I read ${id} on another device (${how})`, ({ world }) => {
      const mid = pick(world, id, at);
      const body = operationBody(OperationType.READ_ALL, mid, id as ConversationId);
      if (mid > 0) world.cloud.say(id as ConversationId, world.cloud.me, body, how);
    }),
  ),
  fc.tuple(peer, index, delivery, fc.boolean()).map(([id, at, how, isCancel]) =>
    step(`I ${isCancel ? 'unread' : 'read'} one of ${id} on another device (${how})`, ({ world }) => {
      const mid = pick(world, id, at, id);
      const type = isCancel ? OperationType.READ_CANCEL : OperationType.READ_ACK;
      if (mid > 0)
        world.cloud.say(id as ConversationId, world.cloud.me, operationBody(type, mid, id as ConversationId), how);
    }),
  ),
  fc.tuple(peer, index, delivery).map(([id, at, how]) =>
    step(`${id} reads mine (${how})`, ({ world }) => {
      const mid = pick(world, id, at, world.cloud.me);
      if (mid > 0) world.cloud.say(id as ConversationId, id as UserId, operationBody(OperationType.READ_ACK, mid), how);
    }),
  ),
  fc.tuple(peer, index, delivery).map(([id, at, how]) =>
    step(`${id} recalls (${how})`, ({ world }) => {
      const mid = pick(world, id, at, id);
      if (mid > 0) world.cloud.say(id as ConversationId, id as UserId, operationBody(OperationType.RECALL, mid), how);
    }),
  ),
  fc.tuple(peer, index, fc.boolean()).map(([id, at, isOwn]) =>
    step(`I recall one of ${isOwn ? 'mine' : id}`, ({ client, world }) => {
      const mid = pick(world, id, at, isOwn ? world.cloud.me : id);
      if (mid > 0) client.recall(id as ConversationId, mid).catch(ignore);
    }),
  ),
  fc.tuple(peer, index).map(([id, at]) =>
    step(`I delete one of ${id}`, ({ client, world }) => {
      const mid = pick(world, id, at);
      if (mid > 0) client.deleteMessage(id as ConversationId, mid).catch(ignore);
    }),
  ),
  fc.tuple(peer, index).map(([id, at]) =>
    step(`I unread one of ${id}`, ({ client, world }) => {
      const mid = pick(world, id, at, id);
      if (mid > 0) client.markUnread(id as ConversationId, mid).catch(ignore);
    }),
  ),
  fc.tuple(peer, index).map(([id, at]) =>
    step(`I edit one of mine to ${id}`, ({ client, world, appended }) => {
      const mid = pick(world, id, at, world.cloud.me);
      if (mid > 0) client.edit(id as ConversationId, mid, `edited ${appended.length}`).catch(ignore);
    }),
  ),
  fc.tuple(peer, index, fc.integer({ min: 1, max: 4 })).map(([id, at, count]) =>
    step(`I append ${count} pieces to one of mine to ${id}`, ({ client, world, appended }) => {
      const mid = pick(world, id, at, world.cloud.me);
      for (let left = mid > 0 ? count : 0; left > 0; left -= 1) {
        const entry = { piece: `+${appended.length}.`, isDone: false };
        appended.push(entry);
        const done = () => {
          entry.isDone = true;
        };
        client.append(id as ConversationId, mid, entry.piece).then(done, ignore);
      }
    }),
  ),
  fc.tuple(peer, fc.constantFrom('here' as const, 'everywhere' as const)).map(([id, where]) =>
    step(`I delete ${id} ${where}`, ({ client }) => {
      client.deleteConversation(id as ConversationId, where).catch(ignore);
    }),
  ),
  fc.tuple(peer, index, delivery, fc.boolean()).map(([id, at, how, isAppended]) =>
    step(`I ${isAppended ? 'append' : 'edit'} to ${id} on another device (${how})`, ({ world }) => {
      const mid = pick(world, id, at, world.cloud.me);
      const type = isAppended ? OperationType.APPEND : OperationType.REPLACE;
      const body = { ...operationBody(type, mid, id as ConversationId), content: isAppended ? ' and more' : 'other' };
      if (mid > 0) world.cloud.say(id as ConversationId, world.cloud.me, body, how);
    }),
  ),
  fc.tuple(peer, index, delivery).map(([id, at, how]) =>
    step(`${id} edits (${how})`, ({ world }) => {
      const mid = pick(world, id, at, id);
      const body = { ...operationBody(OperationType.APPEND, mid), content: '!' };
      if (mid > 0) world.cloud.say(id as ConversationId, id as UserId, body, how);
    }),
  ),
  fc.tuple(peer, index, delivery).map(([id, at, how]) =>
    step(`I delete one of ${id} on another device (${how})`, ({ world }) => {
      const mid = pick(world, id, at);
      const body = operationBody(OperationType.DELETE, mid, id as ConversationId);
      if (mid > 0) world.cloud.say(id as ConversationId, world.cloud.me, body, how);
    }),
  ),
  fc.tuple(peer, delivery).map(([id, how]) =>
    step(`I delete ${id} on another device (${how})`, ({ world }) => {
      if (world.cloud.stream(id as ConversationId).lastMid > 0) world.cloud.clear(id as ConversationId, how);
    }),
  ),
  fc.constantFrom(0, 7).map((ms) =>
    step(`the cloud answers after ${ms} ms`, ({ world }) => {
      world.cloud.answerMs = ms;
    }),
  ),
  fc.boolean().map((isRefusing) =>
    step(`the cloud ${isRefusing ? 'refuses operations' : 'takes operations again'}`, ({ world }) => {
      world.cloud.isRefusingOperations = isRefusing;
    }),
  ),
  peer.map((id) => step(`the cloud repeats ${id}`, ({ world }) => world.cloud.repeat(id as ConversationId))),
  fc.constant(step('sockets close', ({ world }) => world.cloud.closeSockets())),
  fc.constant(step('sockets die silently', ({ world }) => world.cloud.cutSockets())),
  fc.constant(step('wake', ({ world }) => world.wake())),
  fc.nat(70_000).map((ms) => step(`${ms} ms pass`, ({ world }) => world.clock.advance(ms))),
  fc.constant(step('a moment passes', ({ world }) => world.clock.advance(5))),
  peer.map((id) =>
    step(`I look at the history of ${id}`, ({ client }) => {
      // Fails when it is cut off; the steps go on beside it.
      client.history(id as ConversationId, { limit: 2 }).catch(() => undefined);
    }),
  ),
  fc.constant(
    step('the page is reloaded', async (run) => {
      await run.client.close();
      run.client = await run.world.resume(run.storage);
    }),
  ),
);

const ignore = () => undefined;

test('any interleaving of what is said and done, pushed, pulled, repeated, lost and reloaded ends as a fresh client begins', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 60, size: 'max' }), async (todo) => {
      const world = createFakeWorld();
      const storage = lastingStorage();
      const run: Run = { world, storage, client: await world.signIn(storage), sentCount: 0, appended: [] };
      for (const { run: act } of todo) await act(run);
      // A notice that was lost on a living socket is made up for by the next connection at the latest.
      world.cloud.closeSockets();
      await world.clock.advance(5 * 60_000);

      const fresh = await world.signIn();
      await world.clock.advance(60_000);
      for (const id of peers) {
        const seen = await everything(world, run.client, id as ConversationId);
        const expected = await everything(world, fresh, id as ConversationId);
        expect(seen).toEqual(expected);
        const unreadCount = world.cloud.stream(id as ConversationId).unreadIds.length;
        expect(unreadOf(fresh, id)).toBe(unreadCount);
        expect(run.client.messages(id as ConversationId).every(({ status }) => status !== 'sending')).toBe(true);
        // A conversation that was deleted here only is still listed elsewhere.
        if (!lastOf(run.client, id)) continue;
        expect(lastOf(run.client, id)).toEqual(lastOf(fresh, id));
        expect(unreadOf(run.client, id)).toBe(unreadCount);
      }
      const stored = peers.map((id) => world.cloud.stream(id as ConversationId).sentBy(1));
      expect(stored.reduce((sum, count) => sum + count)).toBe(run.sentCount);
      const all = peers.flatMap((id) => world.cloud.stream(id as ConversationId).everySent()).join();
      for (const { piece, isDone } of run.appended) {
        const times = all.split(piece).length - 1;
        expect(times, piece).toBeLessThanOrEqual(1);
        if (isDone) expect(times, piece).toBe(1);
      }
      await run.client.close();
      await fresh.close();
    }),
    { numRuns: Number(process.env.WARBLER_FUZZ_RUNS ?? 60), timeout: 5_000 },
  );
});

/** The whole conversation as the app sees it, in its order. */
async function everything(world: FakeWorld, client: Client, id: ConversationId): Promise<unknown> {
  let hasMore = true;
  while (hasMore) {
    const page = client.history(id, { limit: 50 });
    await world.clock.advance(100);
    ({ hasMore } = await page);
  }
  return client
    .messages(id)
    .map(({ id: mid, content, from, status, editedMs }) => ({ mid, content, from, status, editedMs }));
}

/** What the list shows of the conversation's last message; undefined when the conversation is not listed. */
function lastOf(client: Client, id: number): unknown {
  const conversation = client.conversations().find((one) => one.id === id);
  return conversation && { mid: conversation.lastMessage?.id, content: conversation.lastMessage?.content };
}

function unreadOf(client: Client, id: number): number {
  return client.conversations().find((one) => one.id === id)?.unreadCount ?? 0;
}

/** One of the conversation's messages, perhaps only of one user; 0 when there is none. */
function pick(world: FakeWorld, id: number, at: number, from?: number): MessageId {
  const messages = world.cloud
    .stream(id as ConversationId)
    .history(0)
    .filter((one) => from === undefined || one.from === from);
  return messages[at % Math.max(1, messages.length)]?.mid ?? (0 as MessageId);
}
