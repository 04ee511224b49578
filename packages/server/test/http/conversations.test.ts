import {
  type ClientMessageId,
  type ConversationId,
  type DeviceSn,
  encodeMessageBody,
  MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyOf, MetaKind } from '../../src/messages/index.ts';
import { createTestHttp, type Loose, PASSWORD, type TestHttp } from './test-http.ts';

const RECALL_WINDOW_MS = 60_000;

interface Person {
  readonly id: UserId;
  readonly token: string;
}

let server: TestHttp;
let count = 0;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  server = await createTestHttp(
    {},
    { pinnedConversations: 3, conversationPage: 5, recallWindowMs: RECALL_WINDOW_MS, frameBytes: 20_000 },
  );
});
afterAll(() => server.stop());
beforeEach(async () => {
  [alice, bob, carol] = [await newPerson(), await newPerson(), await newPerson()];
});

async function newPerson(): Promise<Person> {
  const username = `person_${count++}`;
  const { data } = await server.call('POST /user/register/v2', { body: { username, password: PASSWORD } });
  return { id: data.user_id, token: await server.tokenOf(username) };
}

async function newGroup(owner: Person, ...members: readonly Person[]): Promise<number> {
  const body = { name: 'g', user_list: members.map(({ id }) => id) };
  return (await server.call('POST /group/create', { token: owner.token, body })).data.group_id;
}

interface SayOptions {
  readonly kind?: MetaKind;
  readonly agoMs?: number;
}

async function say(
  from: Pick<Person, 'id'>,
  to: number,
  content: string,
  { kind = MetaKind.counted, agoMs = 0 }: SayOptions = {},
): Promise<number> {
  const { mid } = await server.log.append({
    pair: keyOf(server.app.appId, from.id, to as ConversationId),
    kind,
    from: from.id,
    fromSn: 1 as DeviceSn,
    to: to as UserId,
    audience: 'everyone',
    clientMid: (1_000_000 + count++) as ClientMessageId,
    namespace: MetaNamespace.MESSAGE,
    payload: encodeMessageBody({ content }),
    nowMs: Date.now() - agoMs,
  });
  return mid;
}

const list = async ({ token }: Person, query: Record<string, string | number> = {}) =>
  server.call('GET /message/conversation/list', { token, query });
const pin = ({ token }: Person, conversation_id: number) =>
  server.call('POST /user/conversation/pin', { token, body: { conversation_id } });
const pinned = async ({ token }: Person) =>
  (await server.call('GET /user/conversation/pin_list', { token })).data.conversation_ids;
const recall = ({ token }: Person, conversation_id: number, msg_id: number) =>
  server.call('POST /message/recall', { token, body: { conversation_id, msg_id } });
const acknowledge = ({ token }: Person, conversation_id: number, msg_id: number) =>
  server.call('GET /message/ack', { token, query: { conversation_id, msg_id } });
const deleteConversation = ({ token }: Person, conversation_id: number) =>
  server.call('DELETE /message/conversation', { token, query: { conversation_id } });
const actAs = ({ id }: Person) => ({
  token: server.accounts.issueAdminToken(server.app),
  headers: { user_id: String(id) },
});
const lastOf = async (person: Person, conversation: number) => {
  const { data } = await list(person);
  return data.find((row: Loose) => row.conversation_id === conversation)?.last_message?.content;
};
const unreadOf = async ({ token }: Person) => {
  const { data } = await server.call('GET /message/unread', { token });
  return data.map(({ conversation_id, num }: Loose) => [conversation_id.uid, num]);
};

describe('the list of conversations', () => {
  test('shows each with its last message, the most recently active first', async () => {
    const group = await newGroup(bob, alice);
    await say(bob, alice.id, 'one');
    await say(alice, bob.id, 'two');
    const hello = await say(bob, group, 'hello all');
    await pin(alice, group);
    const { data, cursor } = await list(alice);
    expect(cursor).toBeUndefined();
    expect(data).toEqual([
      {
        conversation_id: group,
        type: 2,
        unread: 1,
        last_message: {
          msg_id: hello,
          from_xid: { uid: bob.id, device_sn: 1 },
          to_xid: { uid: group },
          timestamp: expect.any(Number),
          ctype: 'TEXT',
          content: 'hello all',
          ext: '',
          config: '',
          attachment: '',
          status: 'UNREAD',
        },
        last_time: expect.any(Number),
        pinned: true,
        muted: false,
      },
      expect.objectContaining({ conversation_id: bob.id, type: 1, unread: 1, pinned: false, muted: false }),
    ]);
    expect(data[1].last_message.content).toBe('two');
    expect(data[0].last_time - data[0].last_message.timestamp).toBeLessThan(1000);
    expect((await list(carol)).data).toEqual([]);
  });

  test('comes in pages that meet without a gap, also when a conversation moves meanwhile', async () => {
    const people = Array.from({ length: 12 }, (_, index) => ({ id: (100_000 + 2 * index) as UserId }));
    for (const person of people) await say(person, alice.id, 'hello');
    const seen: number[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(alice, { cursor, limit: 5 });
      expect(page.data.length).toBeLessThanOrEqual(5);
      seen.push(...page.data.map((row: Loose) => row.conversation_id));
      if (page.cursor === undefined) break;
      ({ cursor } = page);
      if (seen.length === 5) await say(people[11] ?? bob, alice.id, 'again');
    }
    expect(seen).toEqual(people.map(({ id }) => id).reverse());
  });

  test('ends a page before its messages fill it, but has one conversation at least', async () => {
    for (const person of [bob, carol, { id: 100_000 as UserId }]) {
      await say(person, alice.id, 'x'.repeat(9000));
    }
    const first = await list(alice);
    expect(first.data).toHaveLength(2);
    expect((await list(alice, { cursor: first.cursor as string })).data).toHaveLength(1);
    await say(bob, alice.id, 'x'.repeat(30_000));
    expect((await list(alice)).data).toHaveLength(1);
  });

  test('shows the last message that is the user to see: not recalled, deleted or cleared', async () => {
    await say(bob, alice.id, 'one');
    const two = await say(bob, alice.id, 'two');
    const three = await say(bob, alice.id, 'three');
    await say(bob, alice.id, 'a receipt', { kind: MetaKind.operation });
    expect(await lastOf(alice, bob.id)).toBe('three');
    await recall(bob, alice.id, three);
    expect([await lastOf(alice, bob.id), await lastOf(bob, alice.id)]).toEqual(['two', 'two']);
    await acknowledge(alice, bob.id, two);
    expect((await list(alice)).data[0]).toMatchObject({ unread: 1, last_message: { status: 'READ' } });
    await deleteConversation(alice, bob.id);
    expect((await list(alice)).data).toEqual([]);
    expect(await lastOf(bob, alice.id)).toBe('two');
    await say(bob, alice.id, 'four');
    expect((await list(alice)).data).toMatchObject([{ unread: 1, last_message: { content: 'four' } }]);
    const five = await say(bob, alice.id, 'five');
    await recall(bob, alice.id, five);
    expect(await lastOf(alice, bob.id)).toBe('four');
  });

  test('does not search far for the last message', async () => {
    await say(bob, alice.id, 'first');
    for (let index = 0; index < 200; index += 1) await say(bob, alice.id, 'a receipt', { kind: MetaKind.operation });
    const last = await say(bob, alice.id, 'last');
    await recall(bob, alice.id, last);
    const { data } = await list(alice);
    expect(data).toMatchObject([{ conversation_id: bob.id, unread: 1 }]);
    expect(data[0]).not.toHaveProperty('last_message');
  });

  test('shows a new member nothing from before, unless the group lets them see it', async () => {
    const group = await newGroup(bob, carol);
    await say(bob, group, 'before');
    const token = bob.token;
    await server.call('POST /group/invite', { token, body: { group_id: group, user_list: [alice.id] } });
    expect((await list(alice)).data).toEqual([expect.not.objectContaining({ last_message: expect.anything() })]);
    await server.call('POST /group/settings/history_visible', { token, body: { group_id: group, value: true } });
    expect(await lastOf(alice, group)).toBe('before');
  });

  test('tells what is muted', async () => {
    const group = await newGroup(bob, alice);
    await say(bob, group, 'x');
    await say(bob, alice.id, 'x');
    const body = { group_id: group, msg_mute_mode: 1 };
    await server.call('POST /group/msg/mute_mode', { token: alice.token, body });
    const muted = async () =>
      Object.fromEntries((await list(alice)).data.map((row: Loose) => [row.conversation_id, row.muted]));
    expect(await muted()).toEqual({ [group]: true, [bob.id]: false });
    await server.roster.introduce(server.app.appId, alice.id, bob.id);
    await server.database.query
      .updateTable('roster')
      .set({ mute_notification: 1 })
      .where('user_id', '=', alice.id)
      .execute();
    expect(await muted()).toEqual({ [group]: true, [bob.id]: true });
    expect((await list(bob)).data).toMatchObject([{ muted: false }, { muted: false }]);
  });

  test('refuses a page that nobody can ask for', async () => {
    for (const query of [
      { limit: 0 },
      { limit: 6 },
      { limit: 'x' },
      { cursor: 'x' },
      { device_sn: 'x' },
      { device_sn: 2 ** 32 },
    ]) {
      expect((await list(alice, query as Record<string, string>)).code).toBe(10002);
    }
  });
});

describe('pins', () => {
  test('are listed newest first, keep their place when pinned again, and go', async () => {
    const group = await newGroup(bob, alice);
    expect(await pinned(alice)).toEqual([]);
    for (const id of [bob.id, group, 0, bob.id]) expect(await pin(alice, id)).toMatchObject({ code: 200, data: true });
    expect(await pinned(alice)).toEqual([0, group, bob.id]);
    expect(await pinned(bob)).toEqual([]);
    for (const [line, id] of [
      ['POST', group],
      ['PUT', group],
      ['PUT', carol.id],
      ['POST', 12_346],
    ] as const) {
      const answer = await server.call(`${line} /user/conversation/unpin`, {
        token: alice.token,
        body: { conversation_id: String(id) },
      });
      expect(answer).toMatchObject({ code: 200, data: true });
    }
    expect(await pinned(alice)).toEqual([0, bob.id]);
  });

  test('past the bound are refused, until one goes', async () => {
    const others = [bob, carol, await newPerson(), await newPerson()].map(({ id }) => id);
    for (const id of others.slice(0, 3)) await pin(alice, id);
    expect(await pin(alice, others[3] as number)).toMatchObject({
      code: 10002,
      message: 'at most 3 conversations may be pinned',
    });
    expect((await pin(alice, others[0] as number)).code).toBe(200);
    await server.call('POST /user/conversation/unpin', { token: alice.token, body: { conversation_id: others[1] } });
    expect((await pin(alice, others[3] as number)).code).toBe(200);
    expect(await pinned(alice)).toEqual([others[3], others[2], others[0]]);
  });

  test('are of users and groups that are there, and start no conversation that would be listed', async () => {
    const group = await newGroup(bob, carol);
    expect((await pin(alice, 123_456)).code).toBe(10000);
    expect((await pin(alice, group)).code).toBe(20002);
    expect((await pin(alice, 123_457)).code).toBe(20002);
    await pin(alice, bob.id);
    expect([(await list(alice)).data, await unreadOf(alice), await unreadOf(bob)]).toEqual([[], [], []]);
    expect(await pinned(alice)).toEqual([bob.id]);
  });

  test('of a group go with the membership and do not come back', async () => {
    const group = await newGroup(bob, alice);
    await pin(alice, group);
    await server.call('POST /group/leave', { token: alice.token, query: { group_id: group } });
    expect(await pinned(alice)).toEqual([]);
    const body = { group_id: group, user_list: [alice.id] };
    await server.call('POST /group/invite', { token: bob.token, body });
    expect(await pinned(alice)).toEqual([]);
  });
});

describe('recall', () => {
  test.each(['POST', 'PUT'])('by %s takes back an own message, once or again', async (method) => {
    const mid = await say(alice, bob.id, 'oops');
    for (const msg_id of [mid, String(mid)]) {
      const body = { conversation_id: bob.id, msg_id };
      expect(await server.call(`${method} /message/recall`, { token: alice.token, body })).toMatchObject({
        code: 200,
        data: true,
      });
    }
    expect(await unreadOf(bob)).toEqual([[alice.id, 0]]);
    expect(await lastOf(bob, alice.id)).toBeUndefined();
  });

  test("is refused for somebody else's, for none, and when it is too late; the message stays", async () => {
    const mid = await say(alice, bob.id, 'stays', { agoMs: RECALL_WINDOW_MS - 30_000 });
    const late = await say(alice, bob.id, 'late', { agoMs: RECALL_WINDOW_MS + 1000 });
    expect((await recall(bob, alice.id, mid)).code).toBe(10010);
    expect((await recall(carol, alice.id, mid)).code).toBe(10002);
    expect((await recall(alice, bob.id, late + 1)).code).toBe(10002);
    expect((await recall(alice, bob.id, 0)).code).toBe(10002);
    expect(await recall(alice, bob.id, late)).toMatchObject({
      code: 10010,
      message: expect.stringContaining('too old'),
    });
    expect(await lastOf(bob, alice.id)).toBe('late');
    // By the app's own server it is not too late, nor is it somebody else's.
    expect(
      (await server.call('POST /message/recall', { ...actAs(bob), body: { conversation_id: alice.id, msg_id: late } }))
        .code,
    ).toBe(200);
    expect(await lastOf(bob, alice.id)).toBe('stays');
    expect((await recall(alice, bob.id, mid)).code).toBe(200);
  });

  test('in a group is for the author and for owner and admins', async () => {
    const group = await newGroup(alice, bob, carol);
    const [one, two] = [await say(bob, group, 'one'), await say(carol, group, 'two')];
    expect((await recall(bob, group, two)).code).toBe(10010);
    expect((await recall(bob, group, one)).code).toBe(200);
    expect((await recall(alice, group, two)).code).toBe(200);
    expect(await unreadOf(alice)).toEqual([[group, 0]]);
  });
});

describe('ack', () => {
  test('reads a message of a user and one of a group, exactly that one, and shows at its author', async () => {
    const group = await newGroup(bob, alice);
    const one = await say(bob, alice.id, 'one');
    await say(bob, alice.id, 'two');
    const three = await say(bob, group, 'three');
    expect(await unreadOf(alice)).toEqual([
      [bob.id, 2],
      [group, 1],
    ]);
    for (const _ of [1, 2]) {
      expect(await acknowledge(alice, bob.id, one)).toMatchObject({ code: 200, data: true });
      expect(await acknowledge(alice, group, three)).toMatchObject({ code: 200, data: true });
    }
    expect(await unreadOf(alice)).toEqual([
      [bob.id, 1],
      [group, 0],
    ]);
    const { data } = await server.call('GET /message/conversation', {
      token: bob.token,
      query: { opposite_id: alice.id, msg_id_start: 0, limit: 5 },
    });
    expect(data.messages.map(({ status }: Loose) => status)).toEqual(['UNREAD', 'READ']);
  });

  test('is refused for a message that is not there, not theirs, or their own', async () => {
    const group = await newGroup(bob, carol);
    const [toAlice, toGroup, own] = [
      await say(bob, alice.id, 'one'),
      await say(bob, group, 'two'),
      await say(alice, bob.id, 'own'),
    ];
    expect((await acknowledge(alice, bob.id, toAlice + 1)).code).toBe(10002);
    expect((await acknowledge(carol, bob.id, toAlice)).code).toBe(10002);
    expect((await acknowledge(alice, group, toGroup)).code).toBe(20002);
    expect((await acknowledge(alice, bob.id, own)).code).toBe(10002);
    expect(await unreadOf(alice)).toEqual([[bob.id, 1]]);
  });
});

test('unread lists users and groups with their exact counts, the least recently active first', async () => {
  const [group, quiet] = [await newGroup(bob, alice), await newGroup(bob, alice)];
  for (const text of ['1', '2', '3']) await say(bob, group, text);
  await say(alice, group, 'own');
  await say(carol, alice.id, '1');
  await say(bob, alice.id, 'a call', { kind: MetaKind.uncounted });
  expect(await unreadOf(alice)).toEqual([
    [group, 3],
    [carol.id, 1],
    [bob.id, 0],
  ]);
  expect(quiet).toBeGreaterThan(0);
});

test('a conversation that is deleted is so for one, again or where there is none', async () => {
  await say(bob, alice.id, 'one');
  for (const id of [bob.id, bob.id, carol.id, 0, 123_457]) {
    expect(await deleteConversation(alice, id)).toMatchObject({ code: 200, data: true });
  }
  expect([await unreadOf(alice), await unreadOf(bob)]).toEqual([[], [[alice.id, 0]]]);
});
