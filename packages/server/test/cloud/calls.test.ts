import {
  BodyType,
  ConversationOperationType,
  decodeConversation,
  decodeMessageBody,
  decodeUserNotice,
  encodeConversation,
  MessageStatus,
  type Meta,
  MetaNamespace,
  OperationType,
  UserNoticeType,
} from '@warbler/protocol';
import { type Cloud, type DeployedClient, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { People } from './people.ts';

describe.each(TRANSPORTS)('what REST calls tell over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  let count = 0;
  let alice: TestUser;
  let phone: DeployedClient;
  let laptop: DeployedClient;
  let bob: DeployedClient;

  beforeAll(async () => {
    cloud = await startCloud();
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  /** Alice on two devices and bob on one, all online and syncing. */
  const meet = async () => {
    alice = await cloud.register(`alice_${suffix}_${count++}`);
    phone = await people.device(alice, 'phone');
    laptop = await people.device(alice, 'laptop');
    bob = await people.join(`bob_${suffix}_${count++}`);
  };
  const idOf = ({ options }: DeployedClient) => options.userId;
  const call = (method: string, path: string, by: DeployedClient, body?: unknown) =>
    cloud.rest.call(method, path, body, by.options.token);
  /** The operations of a conversation that a device got. */
  const operationsAt = (client: DeployedClient, conversation: number) =>
    [...(client.received.get(conversation)?.values() ?? [])].flatMap((meta: Meta) => {
      if (meta.ns !== MetaNamespace.MESSAGE) return [];
      const { operation } = decodeMessageBody(meta.payload);
      return operation === undefined ? [] : [[operation.type, operation.mid]];
    });

  test('a recall reaches every device of both, the own ones too', async () => {
    await meet();
    const { serverMid } = await phone.sendText(idOf(bob), 'oops');
    const body = { conversation_id: idOf(bob), msg_id: serverMid };
    expect((await call('POST', '/message/recall', phone, body)).code).toBe(200);
    const recalled = [[OperationType.RECALL, serverMid]];
    await vi.waitFor(() => {
      expect(operationsAt(phone, idOf(bob))).toEqual(recalled);
      expect(operationsAt(laptop, idOf(bob))).toEqual(recalled);
      expect(operationsAt(bob, alice.userId)).toEqual(recalled);
    });
    expect((await bob.unread()).unread.get(alice.userId)).toBe(0);
  });

  test('an ack reaches the author and the other devices, but not the one that is said to have read', async () => {
    await meet();
    const { serverMid } = await bob.sendText(alice.userId, 'read me');
    const path = `/message/ack?conversation_id=${idOf(bob)}&msg_id=${serverMid}&device_sn=${phone.deviceSn}`;
    expect((await call('GET', path, phone)).code).toBe(200);
    const read = [[OperationType.READ_ACK, serverMid]];
    await vi.waitFor(() => {
      expect(operationsAt(bob, alice.userId)).toEqual(read);
      expect(operationsAt(laptop, idOf(bob))).toEqual(read);
    });
    expect((await laptop.unread()).unread.get(idOf(bob))).toBe(0);
    expect((await bob.history(alice.userId)).metas[0]).toSatisfy(
      (meta: Meta) => decodeMessageBody(meta.payload).status === MessageStatus.READ,
    );
    await phone.pullAll(idOf(bob));
    expect(operationsAt(phone, idOf(bob))).toEqual([]);
  });

  test('an ack in a group reaches the author', async () => {
    await meet();
    const { group_id: group } = await cloud.rest.post<{ group_id: number }>(
      '/group/create',
      { name: 'g', user_list: [alice.userId] },
      bob.options.token,
    );
    await call('POST', '/group/settings/enable_read_ack', bob, { group_id: group, value: true });
    const { serverMid } = await bob.sendText(group, 'read me, all');
    expect((await phone.unread()).unread.get(group)).toBe(1);
    expect((await call('GET', `/message/ack?conversation_id=${group}&msg_id=${serverMid}`, phone)).code).toBe(200);
    await vi.waitFor(() => expect(operationsAt(bob, group)).toEqual([[OperationType.READ_ACK, serverMid]]));
    expect((await laptop.unread()).unread.get(group)).toBe(0);
  });

  test('a deleted conversation is gone on every device, which are told as if another had done it', async () => {
    await meet();
    await bob.sendText(alice.userId, 'one');
    expect((await call('DELETE', `/message/conversation?conversation_id=${idOf(bob)}`, phone)).code).toBe(200);
    for (const device of [phone, laptop]) {
      await vi.waitFor(() => {
        const metas = [...(device.received.get(idOf(bob))?.values() ?? [])];
        const told = metas.filter(({ ns }) => ns === MetaNamespace.CONVERSATION);
        expect(told.map((meta) => decodeConversation(meta.payload).operation)).toMatchObject([
          { type: ConversationOperationType.DELETE_EVERYWHERE, xid: { uid: idOf(bob) } },
        ]);
      });
      expect((await device.unread()).order).not.toContain(idOf(bob));
    }
    expect((await bob.unread()).order).toContain(alice.userId);
  });

  test('the list leaves out what a device hides, for that device only; deleted messages are passed over', async () => {
    await meet();
    await bob.sendText(alice.userId, 'one');
    const { serverMid } = await bob.sendText(alice.userId, 'two');
    const operation = { type: OperationType.DELETE, mid: serverMid, xid: { uid: idOf(bob) } };
    await phone.sendBody(alice.userId, phone.nextClientMid(), { type: BodyType.OPER, operation });
    const list = async (query: string) => {
      const path = `/message/conversation/list${query}`;
      const rows = await cloud.rest.get<{ conversation_id: number; last_message: { content: string } }[]>(
        path,
        phone.options.token,
      );
      return rows.map((row) => [row.conversation_id, row.last_message.content]);
    };
    expect(await list('')).toEqual([[idOf(bob), 'one']]);
    const hide = { type: ConversationOperationType.DELETE, xid: { uid: idOf(bob) } };
    await phone.sendMeta(MetaNamespace.CONVERSATION, encodeConversation({ type: 1, operation: hide }));
    expect(await list(`?device_sn=${phone.deviceSn}`)).toEqual([]);
    expect(await list(`?device_sn=${laptop.deviceSn}`)).toEqual([[idOf(bob), 'one']]);
    expect(await list('')).toEqual([[idOf(bob), 'one']]);
    await bob.sendText(alice.userId, 'three');
    expect(await list(`?device_sn=${phone.deviceSn}`)).toEqual([[idOf(bob), 'three']]);
  });

  test('pins are told to every device of the user, once for every change', async () => {
    await meet();
    const body = { conversation_id: idOf(bob) };
    const change = async (what: string) =>
      expect((await call('POST', `/user/conversation/${what}`, phone, body)).code).toBe(200);
    for (const what of ['pin', 'pin', 'unpin', 'unpin', 'pin']) await change(what);
    for (const device of [phone, laptop]) {
      await device.unread();
      const notices = [...(device.received.get(0)?.values() ?? [])].map((meta) => decodeUserNotice(meta.payload));
      expect(notices.filter(({ type }) => type === UserNoticeType.INFO_UPDATED)).toEqual(
        Array.from({ length: 3 }, () => ({
          type: UserNoticeType.INFO_UPDATED,
          content: '{"property":"pinned_conversations"}',
        })),
      );
    }
    await bob.unread();
    expect([...(bob.received.get(0)?.values() ?? [])]).toEqual([]);
  });
});
