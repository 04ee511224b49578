import {
  BodyType,
  Command,
  decodeConversation,
  decodeMessageBody,
  decodeProvision,
  decodeSyncDL,
  MessageStatus,
  type Meta,
  MetaNamespace,
  OperationType,
  readFrame,
  StatusCode,
  type SyncDL,
} from '@warbler/protocol';
import {
  type Cloud,
  connectFrameSocket,
  createContractFrames,
  DeployedClient,
  type FrameSocket,
  type Replacements,
  startCloud,
  type TestUser,
} from '@warbler/test-kit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

/** The ids in the recorded frames. */
const RECORDED = {
  alice: 6_597_331_920_896,
  bob: 6_597_331_920_897,
  group: 6_597_331_930_001,
  mid: 459_126_284_599_297,
};

/**
 * Alice's device sends what a deployed client recorded, over Socket.IO 2.x, with this cloud's ids in it; bob's devices
 * and her laptop look at what comes of it.
 */
describe('every recorded frame of a deployed client does what it says', () => {
  const frames = createContractFrames();
  let cloud: Cloud;
  let alice: TestUser;
  let bob: TestUser;
  let socket: FrameSocket;
  let laptop: DeployedClient;
  let peer: DeployedClient;
  let group: number;
  const received: SyncDL[] = [];
  let provisioned: number | undefined;

  beforeAll(async () => {
    cloud = await startCloud();
    [alice, bob] = cloud.users as [TestUser, TestUser];
    const token = await cloud.rest.logIn(alice);
    const base = { url: cloud.url, transport: 'socket.io', isSyncing: true } as const;
    laptop = await DeployedClient.logIn({ ...base, userId: alice.userId, token, deviceGuid: 'laptop' });
    peer = await DeployedClient.logIn({
      ...base,
      userId: bob.userId,
      token: await cloud.rest.logIn(bob),
      deviceGuid: 'phone',
    });
    const body = { name: 'birds', user_list: [bob.userId] };
    group = (await cloud.rest.post<{ group_id: number }>('/group/create', body, token)).group_id;
    socket = await connectFrameSocket(cloud.url, 'socket.io', {
      onFrame(bytes) {
        const { command, payload } = readFrame(bytes);
        if (command === Command.SYNC) received.push(decodeSyncDL(payload));
        else if (command === Command.PROVISION) provisioned = decodeProvision(payload).status?.code;
      },
      onClose: () => undefined,
    });
    send('provision', new Map([['YWMt-token-sample', token]]));
    await vi.waitFor(() => expect(provisioned).toBe(StatusCode.OK));
  });
  afterAll(async () => {
    socket.destroy();
    for (const client of [laptop, peer]) client.disconnect();
    await cloud.stop();
  });

  const send = (name: string, more: Replacements = new Map()) => {
    const ids: [number, number][] = [
      [RECORDED.alice, alice.userId],
      [RECORDED.bob, bob.userId],
      [RECORDED.group, group],
    ];
    socket.send(frames(name, new Map<number | string, number | string>([...ids, ...more])));
  };
  /** Sends and waits for the answer of a send. */
  const ask = async (name: string, mid = 0) => {
    const before = received.length;
    send(name, new Map([[RECORDED.mid, mid]]));
    return vi.waitFor(() => {
      const answer = received.slice(before).find(({ clientMid, serverMid }) => clientMid > 0 && serverMid > 0);
      expect(answer?.status).toEqual({ code: StatusCode.OK, reason: '' });
      return answer as SyncDL;
    });
  };
  const metasAt = (client: DeployedClient, conversation: number) => [
    ...(client.received.get(conversation)?.values() ?? []),
  ];
  const operationsAt = (client: DeployedClient, conversation: number, about: number) =>
    metasAt(client, conversation)
      .filter(({ ns }) => ns === MetaNamespace.MESSAGE)
      .map(({ payload }) => decodeMessageBody(payload))
      .filter(({ type, operation }) => type === BodyType.OPER && operation?.mid === about);
  const arrives = (client: DeployedClient, conversation: number, mid: number) =>
    vi.waitFor(() => {
      const meta = metasAt(client, conversation).find(({ id }) => id === mid);
      expect(meta).toBeDefined();
      return decodeMessageBody((meta as Meta).payload);
    });
  const operationArrives = (client: DeployedClient, conversation: number, about: number, type: OperationType) =>
    vi.waitFor(() => {
      const found = operationsAt(client, conversation, about).find(({ operation }) => operation?.type === type);
      expect(found).toBeDefined();
      return found;
    });
  /** A text that bob says, for alice to do something about. */
  const bobSays = async (text: string) => (await peer.sendText(alice.userId, text)).serverMid;
  const unreadOfAlice = async () => (await laptop.unread()).unread.get(bob.userId);

  test.each([
    'chat-text',
    'chat-text-ext-config',
    'chat-image',
    'chat-location',
    'rtc-call',
  ])('%s reaches the other side as it was written', async (name) => {
    const { serverMid } = await ask(name);
    const body = await arrives(peer, alice.userId, serverMid);
    expect(body.type).toBe(BodyType.CHAT);
    if (name === 'chat-text') expect(body.content).toBe('hello, 世界 👋');
    if (name === 'chat-text-ext-config') expect(body.ext).toBe('{"a":1}');
    if (name === 'chat-image') expect(JSON.parse(body.attachment)).toMatchObject({ dName: 'a.png' });
  });

  test('chat-typing reaches devices that are online and is not stored', async () => {
    const typing = peer.nextSync(({ metas }) => metas.some(({ payload }) => decodeMessageBody(payload).qos === 1));
    send('chat-typing');
    expect(decodeMessageBody((await typing).metas[0]?.payload ?? new Uint8Array()).ext).toContain('typing');
  });

  test.each(['group-text', 'group-priority', 'group-mention'])('%s reaches the members', async (name) => {
    const { serverMid } = await ask(name);
    const body = await arrives(peer, group, serverMid);
    expect(body.type).toBe(BodyType.GROUPCHAT);
    if (name === 'group-mention') expect(JSON.parse(body.config).mentionedMessage).toBe('you were mentioned');
  });

  test.each([
    ['deliver-ack', OperationType.DELIVER_ACK, MessageStatus.DELIVERED],
    ['read-ack', OperationType.READ_ACK, MessageStatus.READ],
    ['play-ack', OperationType.PLAY_ACK, MessageStatus.UNREAD],
  ] as const)('%s tells the sender', async (name, type, status) => {
    const mid = await bobSays(name);
    await ask(name, mid);
    await operationArrives(peer, alice.userId, mid, type);
    const { metas } = await peer.history(alice.userId, 0, 1);
    expect(decodeMessageBody(metas[0]?.payload ?? new Uint8Array()).status).toBe(status);
  });

  test('read-all and read-cancel change the count on all devices, which hear of it', async () => {
    await bobSays('one');
    const mid = await bobSays('two');
    expect(await unreadOfAlice()).toBeGreaterThanOrEqual(2);
    await ask('read-all', mid);
    expect(await unreadOfAlice()).toBe(0);
    await operationArrives(laptop, bob.userId, mid, OperationType.READ_ALL);
    await ask('read-cancel', mid);
    expect(await unreadOfAlice()).toBe(1);
    await operationArrives(laptop, bob.userId, mid, OperationType.READ_CANCEL);
    await ask('read-ack', mid);
  });

  test('a frame that is sent again gets its first answer, and is there once', async () => {
    const [first, again] = [await ask('chat-text'), await ask('chat-text')];
    expect(again.serverMid).toBe(first.serverMid);
    expect((await peer.history(alice.userId, 0, 200)).metas.filter(({ id }) => id === first.serverMid)).toHaveLength(1);
  });

  test('append and replace change the message for everyone and say when', async () => {
    const { serverMid } = await ask('chat-text');
    await arrives(peer, alice.userId, serverMid);
    const appended = await ask('append', serverMid);
    expect(appended.editTimestamp).toBeGreaterThan(0);
    expect((await operationArrives(peer, alice.userId, serverMid, OperationType.APPEND))?.content).toBe(' more');
    const replaced = await ask('replace', serverMid);
    expect(replaced.editTimestamp).toBeGreaterThan(appended.editTimestamp);
    await operationArrives(peer, alice.userId, serverMid, OperationType.REPLACE);
    const { metas } = await laptop.history(bob.userId, 0, 50);
    const stands = metas.find(({ id }) => id === serverMid);
    expect(decodeMessageBody(stands?.payload ?? new Uint8Array())).toMatchObject({
      content: 'new text',
      config: '{"a":1}',
      ext: '{"b":2}',
      editTimestamp: replaced.editTimestamp,
    });
  });

  test('recall takes the message from everyone', async () => {
    const { serverMid } = await ask('chat-text-ext-config');
    await arrives(peer, alice.userId, serverMid);
    await ask('recall', serverMid);
    await operationArrives(peer, alice.userId, serverMid, OperationType.RECALL);
    await operationArrives(laptop, bob.userId, serverMid, OperationType.RECALL);
    expect((await peer.history(alice.userId, 0, 50)).metas.map(({ id }) => id)).not.toContain(serverMid);
  });

  test('delete takes it from one user', async () => {
    const mid = await bobSays('for nobody');
    await ask('delete', mid);
    await operationArrives(laptop, bob.userId, mid, OperationType.DELETE);
    expect((await laptop.history(bob.userId, 0, 50)).metas.map(({ id }) => id)).not.toContain(mid);
    expect((await peer.history(alice.userId, 0, 50)).metas.map(({ id }) => id)).toContain(mid);
  });

  test('pulls and history are answered for the conversation that was asked for', async () => {
    const answerOf = async (name: string, mid: number, test: (sync: SyncDL) => boolean) => {
      const before = received.length;
      send(name, new Map([[RECORDED.mid, mid]]));
      return vi.waitFor(() => {
        const answer = received.slice(before).find((sync) => sync.status?.code === StatusCode.OK && test(sync));
        expect(answer).toBeDefined();
        return answer as SyncDL;
      });
    };
    const mid = await bobSays('newest');
    const latest = await answerOf('history-latest', 0, (sync) => sync.isFullSync && sync.xid?.uid === bob.userId);
    expect(latest.metas[0]?.id).toBe(mid);
    const older = await answerOf('history-before', mid, (sync) => sync.isFullSync && sync.xid?.uid === group);
    expect(older.metas.length).toBeGreaterThanOrEqual(3);
    await answerOf('sync-conversation', 0, (sync) => !sync.isFullSync && sync.xid?.uid === bob.userId);
    await answerOf('sync-key', mid, (sync) => sync.xid?.uid === bob.userId && sync.nextKey === 0);
    await answerOf('sync-system', 0, (sync) => sync.xid?.uid === 0);
  });

  test('conversations are deleted here, or everywhere', async () => {
    await bobSays('before');
    await ask('conversation-delete-local');
    expect((await laptop.unread()).unread.has(bob.userId)).toBe(true);
    await ask('conversation-delete-everywhere');
    await vi.waitFor(() => {
      const cleared = metasAt(laptop, bob.userId).filter(({ ns }) => ns === MetaNamespace.CONVERSATION);
      expect(cleared.map(({ payload }) => decodeConversation(payload).operation?.xid?.uid)).toEqual([bob.userId]);
    });
    expect((await laptop.unread()).unread.has(bob.userId)).toBe(false);
    await bobSays('after');
    expect(await unreadOfAlice()).toBe(1);
  });

  test('signalling of calls is refused in words as long as there is no media server', async () => {
    send('rtc-signal');
    await vi.waitFor(() => {
      const refused = received.at(-1);
      expect(refused?.status?.code).toBe(StatusCode.FAIL);
      expect(refused?.status?.reason).toContain('not supported');
    });
  });
});
