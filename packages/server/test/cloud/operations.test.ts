import {
  ConversationOperationType,
  decodeMessageBody,
  encodeConversation,
  MetaNamespace,
  OperationType,
  StatusCode,
} from '@warbler/protocol';
import { type Cloud, type DeployedClient, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyOwn, operate } from './operate.ts';
import { People } from './people.ts';
import { shownBy, verifySync } from './verify-sync.ts';

describe.each(TRANSPORTS)('operations over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  let count = 0;
  let aliceUser: Awaited<ReturnType<Cloud['register']>>;
  let bobUser: typeof aliceUser;
  let alice: DeployedClient;
  let laptop: DeployedClient;
  let bob: DeployedClient;
  let tablet: DeployedClient;

  beforeAll(async () => {
    cloud = await startCloud({ limits: { recallWindowMs: 60_000 } });
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  /** Alice with two devices, bob with two devices, all online and syncing. */
  const meet = async () => {
    aliceUser = await cloud.register(`alice_${suffix}_${count++}`);
    bobUser = await cloud.register(`bob_${suffix}_${count++}`);
    const isSyncing = true;
    [alice, laptop] = [
      await people.device(aliceUser, 'a1', { isSyncing }),
      await people.device(aliceUser, 'a2', { isSyncing }),
    ];
    [bob, tablet] = [
      await people.device(bobUser, 'b1', { isSyncing }),
      await people.device(bobUser, 'b2', { isSyncing }),
    ];
  };
  const idOf = (client: DeployedClient) => client.options.userId;
  /** Every device against a fresh one of the same person. */
  const verifyAll = async () => {
    const [freshAlice, freshBob] = [await people.device(aliceUser, 'fresh'), await people.device(bobUser, 'fresh')];
    for (const device of [alice, laptop]) await verifySync(device, freshAlice, idOf(bob));
    for (const device of [bob, tablet]) await verifySync(device, freshBob, idOf(alice));
    freshAlice.disconnect();
    freshBob.disconnect();
  };
  const unreadAt = async (client: DeployedClient, conversation: number) =>
    (await client.unread()).unread.get(conversation) ?? 0;
  const say = async (from: DeployedClient, to: DeployedClient, ...texts: string[]) => {
    const mids: number[] = [];
    for (const text of texts) mids.push((await from.sendText(idOf(to), text)).serverMid);
    return mids as [number, ...number[]];
  };

  test('a recalled message is gone for everyone, counts for nobody, and leaves nothing in the log', async () => {
    await meet();
    const [one, two, three] = await say(alice, bob, 'one', 'two', 'three');
    expect(await unreadAt(bob, idOf(alice))).toBe(3);
    const answer = await operate(alice, idOf(bob), OperationType.RECALL, two as number, { xid: idOf(bob) });
    expect(answer.status?.code).toBe(StatusCode.OK);
    expect(await unreadAt(bob, idOf(alice))).toBe(2);
    await verifyAll();
    await vi.waitFor(() => expect(shownBy(tablet, idOf(alice)).map(({ mid }) => mid)).toEqual([one, three]));
    // Someone who comes later neither pulls nor sees it.
    const late = await people.device(bobUser, 'late');
    await late.pullAll(idOf(alice));
    expect([...(late.received.get(idOf(alice))?.keys() ?? [])]).not.toContain(two);
    // Reading on over the place where it was comes out even.
    await operate(bob, idOf(alice), OperationType.READ_ACK, three as number);
    expect(await unreadAt(bob, idOf(alice))).toBe(1);
    await operate(bob, idOf(alice), OperationType.READ_ACK, one);
    expect(await unreadAt(bob, idOf(alice))).toBe(0);
    await say(alice, bob, 'four');
    expect(await unreadAt(bob, idOf(alice))).toBe(1);
  });

  test('a repeated recall is answered and told once; what is gone cannot be edited', async () => {
    await meet();
    const [mid] = await say(alice, bob, 'oops');
    const first = await operate(alice, idOf(bob), OperationType.RECALL, mid, { clientMid: 77 });
    const again = await operate(alice, idOf(bob), OperationType.RECALL, mid, { clientMid: 77 });
    expect(again.serverMid).toBe(first.serverMid);
    const other = await operate(alice, idOf(bob), OperationType.RECALL, mid, { clientMid: 78 });
    expect(other.status?.code).toBe(StatusCode.OK);
    const edit = await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: '!' });
    expect(edit.status?.code).toBe(StatusCode.FAIL);
    expect(edit.serverMid).toBe(0);
    await verifyAll();
    const recalls = [...(tablet.received.get(idOf(alice))?.values() ?? [])].filter(
      (meta) => decodeMessageBody(meta.payload).operation?.type === OperationType.RECALL,
    );
    expect(recalls).toHaveLength(1);
  });

  test('appending and replacing change the message for everyone, with a growing edit time', async () => {
    await meet();
    const [mid] = await say(alice, bob, 'Hello');
    const appended = await operate(alice, idOf(bob), OperationType.APPEND, mid, {
      content: ', world',
      ext: '{"a":{"x":1}}',
    });
    expect(appended.editTimestamp).toBeGreaterThan(0);
    const more = await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: '!', ext: '{"a":{"y":2}}' });
    expect(more.editTimestamp).toBeGreaterThan(appended.editTimestamp);
    const [stored] = (await bob.history(idOf(alice))).metas;
    const body = decodeMessageBody(stored?.payload ?? new Uint8Array());
    expect(body.content).toBe('Hello, world!');
    expect(JSON.parse(body.ext)).toEqual({ a: { x: 1, y: 2 } });
    expect(body.editTimestamp).toBe(more.editTimestamp);
    const replaced = await operate(alice, idOf(bob), OperationType.REPLACE, mid, { content: 'Bye' });
    expect(replaced.editTimestamp).toBeGreaterThan(more.editTimestamp);
    await vi.waitFor(() => expect(shownBy(tablet, idOf(alice)).map(({ content }) => content)).toEqual(['Bye']));
    expect(await unreadAt(bob, idOf(alice))).toBe(1);
  });

  test('a retried append is applied once, also when others came between', async () => {
    await meet();
    const [mid] = await say(alice, bob, '1');
    const first = await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: '2', clientMid: 501 });
    await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: '3', clientMid: 502 });
    const again = await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: '2', clientMid: 501 });
    expect([again.serverMid, again.editTimestamp]).toEqual([first.serverMid, first.editTimestamp]);
    await verifyAll();
    expect(shownBy(tablet, idOf(alice)).map(({ content }) => content)).toEqual(['123']);
  });

  test('a streamed message reaches live devices piece by piece and late ones as one edit', async () => {
    await meet();
    const away = await people.device(bobUser, 'away', { isSyncing: true });
    const [mid] = await say(alice, bob, '');
    await vi.waitFor(() => expect(shownBy(away, idOf(alice))).toHaveLength(1));
    // Its acknowledgement is there before it goes.
    await away.pullAll(idOf(alice));
    away.disconnect();
    const words = Array.from({ length: 60 }, (_, index) => `word${index} `);
    for (const content of words) await operate(alice, idOf(bob), OperationType.APPEND, mid, { content });
    await verifyAll();
    await vi.waitFor(() => expect(shownBy(bob, idOf(alice)).at(0)?.content).toBe(words.join('')));
    const back = await people.device(bobUser, 'away');
    const page = await back.pull(idOf(alice));
    expect(page.metas).toHaveLength(1);
    const edit = decodeMessageBody(page.metas[0]?.payload ?? new Uint8Array());
    expect([edit.operation?.type, edit.content]).toEqual([OperationType.REPLACE, words.join('')]);
  });

  test('a device that missed an edit is not given only the next one', async () => {
    await meet();
    const away = await people.device(bobUser, 'away', { isSyncing: true });
    const [mid] = await say(alice, bob, 'a');
    await vi.waitFor(() => expect(shownBy(away, idOf(alice))).toHaveLength(1));
    away.disconnect();
    await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: 'b' });
    await away.connect();
    await away.provision();
    await operate(alice, idOf(bob), OperationType.APPEND, mid, { content: 'c' });
    await vi.waitFor(() => expect(shownBy(away, idOf(alice)).map(({ content }) => content)).toEqual(['abc']));
  });

  test('a message deleted by one person is gone on all their devices and stays for the other', async () => {
    await meet();
    const [one, two] = await say(alice, bob, 'one', 'two');
    const answer = await operate(bob, idOf(bob), OperationType.DELETE, one, { xid: idOf(alice) });
    expect(answer.status?.code).toBe(StatusCode.OK);
    expect(await unreadAt(bob, idOf(alice))).toBe(1);
    await verifyAll();
    expect(shownBy(tablet, idOf(alice)).map(({ mid }) => mid)).toEqual([two]);
    expect((await alice.history(idOf(bob))).metas).toHaveLength(2);
    await operate(bob, idOf(bob), OperationType.DELETE, two as number, { xid: idOf(alice) });
    expect(await unreadAt(bob, idOf(alice))).toBe(0);
  });

  test('a message that counts as unread again does so on all devices, until it is read', async () => {
    await meet();
    const mids = await say(alice, bob, 'one', 'two', 'three');
    await bob.readAll(idOf(alice), mids[2] as number);
    expect(await unreadAt(bob, idOf(alice))).toBe(0);
    for (const mid of [mids[0], mids[1], mids[0]]) {
      await operate(bob, idOf(bob), OperationType.READ_CANCEL, mid as number, { xid: idOf(alice) });
    }
    expect(await unreadAt(tablet, idOf(alice))).toBe(2);
    await operate(alice, idOf(bob), OperationType.RECALL, mids[1] as number);
    expect(await unreadAt(tablet, idOf(alice))).toBe(1);
    await operate(bob, idOf(alice), OperationType.READ_ACK, mids[0]);
    expect(await unreadAt(tablet, idOf(alice))).toBe(0);
    await operate(bob, idOf(bob), OperationType.READ_CANCEL, mids[2] as number, { xid: idOf(alice) });
    expect(await unreadAt(tablet, idOf(alice))).toBe(1);
    await bob.readAll(idOf(alice), mids[2] as number);
    expect(await unreadAt(tablet, idOf(alice))).toBe(0);
    await verifyAll();
  });

  test('a deleted conversation is gone for one person everywhere and comes back with the next message', async () => {
    await meet();
    await say(alice, bob, 'one', 'two');
    const payload = (type: ConversationOperationType) =>
      encodeConversation({ type: 1, operation: { type, xid: { uid: idOf(alice) } } });
    await bob.sendMeta(MetaNamespace.CONVERSATION, payload(ConversationOperationType.DELETE));
    expect((await bob.unread()).order).not.toContain(idOf(alice));
    expect((await tablet.unread()).order).toContain(idOf(alice));
    const everywhere = payload(ConversationOperationType.DELETE_EVERYWHERE);
    const { serverMid } = await bob.sendMeta(MetaNamespace.CONVERSATION, everywhere);
    applyOwn(bob, idOf(alice), { id: serverMid, ns: MetaNamespace.CONVERSATION, payload: everywhere });
    expect((await tablet.unread()).order).not.toContain(idOf(alice));
    expect((await tablet.history(idOf(alice))).metas).toHaveLength(0);
    expect((await alice.history(idOf(bob))).metas).toHaveLength(2);
    const [three] = await say(alice, bob, 'three');
    expect(await unreadAt(bob, idOf(alice))).toBe(1);
    expect((await tablet.history(idOf(alice))).metas.map(({ id }) => id)).toEqual([three]);
    await vi.waitFor(() => expect(shownBy(tablet, idOf(alice)).map(({ mid }) => mid)).toEqual([three]));
    await verifyAll();
  });

  describe('what is refused, and changes nothing', () => {
    const refusals: readonly [
      string,
      StatusCode,
      () => Promise<{ status?: { code: number } | undefined; serverMid: number }>,
    ][] = [
      [
        "recalling somebody else's",
        StatusCode.UNAUTHORIZED,
        async () => operate(bob, idOf(alice), OperationType.RECALL, (await say(alice, bob, 'x'))[0]),
      ],
      [
        "editing somebody else's",
        StatusCode.UNAUTHORIZED,
        async () => operate(bob, idOf(alice), OperationType.APPEND, (await say(alice, bob, 'x'))[0], { content: 'y' }),
      ],
      ['recalling what does not exist', StatusCode.FAIL, () => operate(alice, idOf(bob), OperationType.RECALL, 12_345)],
      [
        'editing what does not exist',
        StatusCode.FAIL,
        () => operate(alice, idOf(bob), OperationType.REPLACE, 12_345, { content: 'y' }),
      ],
      [
        'deleting what does not exist',
        StatusCode.FAIL,
        () => operate(alice, idOf(alice), OperationType.DELETE, 12_345, { xid: idOf(bob) }),
      ],
      [
        'marking unread what does not exist',
        StatusCode.FAIL,
        () => operate(alice, idOf(alice), OperationType.READ_CANCEL, 12_345, { xid: idOf(bob) }),
      ],
      [
        'marking own messages unread',
        StatusCode.INVALID_PARAMETER,
        async () =>
          operate(alice, idOf(alice), OperationType.READ_CANCEL, (await say(alice, bob, 'x'))[0], { xid: idOf(bob) }),
      ],
      [
        'appending past the bound',
        StatusCode.INVALID_PARAMETER,
        async () =>
          operate(alice, idOf(bob), OperationType.APPEND, (await say(alice, bob, 'x'.repeat(65_530)))[0], {
            content: 'y'.repeat(7),
          }),
      ],
      [
        'an operation nobody knows',
        StatusCode.FAIL,
        async () => operate(alice, idOf(bob), 99 as OperationType, (await say(alice, bob, 'x'))[0]),
      ],
      [
        'a conversation operation without a conversation',
        StatusCode.INVALID_PARAMETER,
        () =>
          bob.sendMeta(
            MetaNamespace.CONVERSATION,
            encodeConversation({ type: 1, operation: { type: ConversationOperationType.DELETE } }),
          ),
      ],
    ];
    test.each(refusals)('%s', async (_, code, act) => {
      await meet();
      await say(alice, bob, 'before');
      const answer = await act();
      expect([answer.status?.code, answer.serverMid]).toEqual([code, 0]);
      await verifyAll();
    });
  });
});
