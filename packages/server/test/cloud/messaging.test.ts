import { BodyType, decodeMessageBody, MessageStatus, OperationType, StatusCode } from '@warbler/protocol';
import { type Cloud, type DeployedClient, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { People } from './people.ts';

describe.each(TRANSPORTS)('1:1 messaging over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  let count = 0;
  beforeAll(async () => {
    cloud = await startCloud({ limits: { sendBurst: 50, sendsPerSecond: 1 } });
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  const join = (name: string, isSyncing = true) => people.join(`${name}_${suffix}_${count++}`, { isSyncing });
  const idOf = (client: DeployedClient) => client.options.userId;
  const nextNews = (client: DeployedClient) => client.nextSync((sync) => sync.clientMid === 0 && sync.metas.length > 0);

  test('a message is answered when durable, and pushed eagerly to a device that has everything', async () => {
    const [alice, bob] = [await join('alice'), await join('bob', false)];
    const pushed = nextNews(bob);
    const answer = await alice.sendText(idOf(bob), 'hello, 世界 👋');
    expect(answer.status?.code).toBe(StatusCode.OK);
    expect(answer.serverMid).toBeGreaterThan(0);
    expect(answer.serverTime).toBeGreaterThan(1_700_000_000_000);
    expect(answer.xid?.uid).toBe(idOf(bob));
    const eager = await pushed;
    expect(eager.isEagerSync).toBe(true);
    expect(eager.xid?.uid).toBe(idOf(alice));
    expect(eager.nextKey).toBe(answer.serverMid);
    expect(eager.prevMid).toBe(0);
    const [meta] = eager.metas;
    expect(meta?.id).toBe(answer.serverMid);
    expect(meta?.from).toEqual({ uid: idOf(alice), deviceSN: 1 });
    expect(meta?.to?.uid).toBe(idOf(bob));
    expect(decodeMessageBody(meta?.payload ?? new Uint8Array()).content).toBe('hello, 世界 👋');
  });

  test('while a push is not acknowledged, the rest waits for the pull that acknowledges it', async () => {
    const [alice, bob] = [await join('alice'), await join('bob', false)];
    const pushed = nextNews(bob);
    const first = await alice.sendText(idOf(bob), 'one');
    await pushed;
    const second = await alice.sendText(idOf(bob), 'two');
    const page = await bob.pull(idOf(alice), first.serverMid);
    expect(page.metas.map(({ id }) => id)).toEqual([second.serverMid]);
    expect(page.nextKey).toBe(second.serverMid);
    const end = await bob.pull(idOf(alice), second.serverMid);
    expect([end.metas.length, end.nextKey]).toEqual([0, 0]);
    const third = nextNews(bob);
    await alice.sendText(idOf(bob), 'three');
    expect((await third).prevMid).toBe(second.serverMid);
  });

  test('a device that is behind gets a notice instead', async () => {
    const [alice, bob] = [await join('alice'), await join('bob', false)];
    await alice.sendText(idOf(bob), 'one');
    bob.disconnect();
    await bob.connect();
    await bob.provision();
    const notice = bob.next('notice');
    await alice.sendText(idOf(bob), 'two');
    expect((await notice).conversation).toBe(idOf(alice));
    expect((await bob.pull(idOf(alice))).metas).toHaveLength(2);
  });

  test('a device that does not come for its news is reminded', async () => {
    const [alice, bob] = [await join('alice'), await join('bob', false)];
    const pushed = nextNews(bob);
    await alice.sendText(idOf(bob), 'one');
    await pushed;
    const notice = bob.next('notice');
    await alice.sendText(idOf(bob), 'two');
    expect((await notice).conversation).toBe(idOf(alice));
  });

  test('a retry gets the first answer and is delivered once; other content is another message', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const first = await alice.sendText(idOf(bob), 'once', { clientMid: 1_700_000_000_001 });
    const retry = await alice.sendText(idOf(bob), 'once', { clientMid: 1_700_000_000_001 });
    const other = await alice.sendText(idOf(bob), 'twice', { clientMid: 1_700_000_000_001 });
    expect(retry.serverMid).toBe(first.serverMid);
    expect(retry.serverTime).toBe(first.serverTime);
    expect(other.serverMid).not.toBe(first.serverMid);
    await bob.pullAll(idOf(alice));
    expect(bob.messages(idOf(alice)).map(({ mid }) => mid)).toEqual([first.serverMid, other.serverMid]);
  });

  test('an offline device pulls what it missed; a page ends with its key, the last page is empty', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    bob.disconnect();
    const mids: number[] = [];
    for (let index = 0; index < 10; index += 1) mids.push((await alice.sendText(idOf(bob), `${index}`)).serverMid);
    await bob.connect();
    await bob.provision();
    expect((await bob.unread()).unread.get(idOf(alice))).toBe(10);
    await bob.pullAll(idOf(alice));
    expect(bob.messages(idOf(alice)).map(({ mid }) => mid)).toEqual(mids);
    expect(bob.repeatCount).toBe(0);
  });

  test("the sender's other devices get the message in the receiver's conversation; the sending one does not", async () => {
    const user = await cloud.register(`own_${suffix}`);
    const [phone, laptop, bob] = [
      await people.device(user, 'phone'),
      await people.device(user, 'laptop'),
      await join('bob'),
    ];
    const onLaptop = nextNews(laptop);
    await phone.sendText(idOf(bob), 'from the phone');
    expect((await onLaptop).xid?.uid).toBe(idOf(bob));
    await phone.pullAll(idOf(bob));
    expect(phone.received.get(idOf(bob))?.size ?? 0).toBe(0);
    expect((await laptop.unread()).unread.get(idOf(bob))).toBe(0);
  });

  test('a message to oneself reaches the other devices and is not unread', async () => {
    const user = await cloud.register(`self_${suffix}`);
    const [phone, laptop] = [await people.device(user, 'phone'), await people.device(user, 'laptop')];
    const onLaptop = nextNews(laptop);
    await phone.sendText(user.userId, 'note');
    expect((await onLaptop).xid?.uid).toBe(user.userId);
    expect((await laptop.unread()).unread.get(user.userId)).toBe(0);
  });

  test('typing reaches the devices online now, and nothing of it is kept', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const typing = nextNews(bob);
    const answer = await alice.sendTyping(idOf(bob));
    expect(answer.status?.code).toBe(StatusCode.OK);
    const { metas, nextKey, xid } = await typing;
    expect(decodeMessageBody(metas[0]?.payload ?? new Uint8Array()).ext).toBe('{"input_status":"typing"}');
    expect([nextKey, xid?.uid]).toEqual([0, idOf(alice)]);
    expect((await bob.unread()).unread.size).toBe(0);
    expect((await bob.history(idOf(alice))).metas).toHaveLength(0);
  });

  test('receipts reach the sender and the own devices, and history shows them', async () => {
    const user = await cloud.register(`reader_${suffix}`);
    const [alice, bob, tablet] = [
      await join('alice'),
      await people.device(user, 'phone'),
      await people.device(user, 'tablet'),
    ];
    const { serverMid } = await alice.sendText(user.userId, 'read me');
    const statusOf = async () =>
      decodeMessageBody((await alice.history(user.userId)).metas[0]?.payload ?? new Uint8Array()).status;
    expect(await statusOf()).toBe(MessageStatus.UNREAD);
    const delivered = nextNews(alice);
    await bob.sendReceipt(idOf(alice), OperationType.DELIVER_ACK, serverMid);
    const { operation } = decodeMessageBody((await delivered).metas[0]?.payload ?? new Uint8Array());
    expect([operation?.type, operation?.mid]).toEqual([OperationType.DELIVER_ACK, serverMid]);
    expect(await statusOf()).toBe(MessageStatus.DELIVERED);
    const onTablet = tablet.nextSync((sync) => sync.metas.some(({ from }) => from?.uid === user.userId));
    await bob.sendReceipt(idOf(alice), OperationType.READ_ACK, serverMid);
    await onTablet;
    expect(await statusOf()).toBe(MessageStatus.READ);
    expect((await bob.unread()).unread.get(idOf(alice))).toBe(0);
  });

  test('READ_ALL empties the count and tells the own other devices only', async () => {
    const user = await cloud.register(`all_${suffix}`);
    const [alice, phone, tablet] = [
      await join('alice'),
      await people.device(user, 'phone'),
      await people.device(user, 'tablet'),
    ];
    let last = 0;
    for (let index = 0; index < 3; index += 1) last = (await alice.sendText(user.userId, `${index}`)).serverMid;
    expect((await phone.unread()).unread.get(idOf(alice))).toBe(3);
    const onTablet = tablet.nextSync((sync) =>
      sync.metas.some(({ payload }) => decodeMessageBody(payload).operation?.type === OperationType.READ_ALL),
    );
    await phone.readAll(idOf(alice), last);
    expect((await onTablet).xid?.uid).toBe(idOf(alice));
    expect((await tablet.unread()).unread.get(idOf(alice))).toBe(0);
    await alice.pullAll(user.userId);
    expect(alice.received.get(user.userId)?.size ?? 0).toBe(0);
  });

  test('a device that comes back is told of receipts that it missed, once, beside the unread list', async () => {
    const [alice, bob] = [await join('alice', false), await join('bob')];
    const { serverMid } = await alice.sendText(idOf(bob), 'read me later');
    alice.disconnect();
    await bob.sendReceipt(idOf(alice), OperationType.READ_ACK, serverMid);
    await alice.connect();
    await alice.provision();
    const notice = alice.next('notice');
    expect((await alice.unread()).unread.get(idOf(bob))).toBe(0);
    expect((await notice).conversation).toBe(idOf(bob));
    expect((await alice.pull(idOf(bob))).metas).toHaveLength(1);
    const before = alice.frames.length;
    await alice.unread();
    expect(alice.frames.slice(before).map(({ kind }) => kind)).toEqual(['unread']);
  });

  test('history goes back from the newest to the first', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const mids: number[] = [];
    for (let index = 0; index < 7; index += 1) mids.unshift((await alice.sendText(idOf(bob), `${index}`)).serverMid);
    const first = await bob.history(idOf(alice), 0, 4);
    expect(first.metas.map(({ id }) => id)).toEqual(mids.slice(0, 4));
    expect(first.nextKey).toBe(mids[3]);
    const second = await bob.history(idOf(alice), first.nextKey, 4);
    expect(second.metas.map(({ id }) => id)).toEqual(mids.slice(4));
    expect(second.nextKey).toBe(0);
  });

  test('what only the server may say is taken out of a message', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const pushed = nextNews(bob);
    const forged = {
      from: { uid: 999_998, deviceSN: 0 },
      isSystem: true,
      status: MessageStatus.READ,
      editTimestamp: 5,
    };
    await alice.sendText(idOf(bob), 'hello', forged);
    const body = decodeMessageBody((await pushed).metas[0]?.payload ?? new Uint8Array());
    expect(body).toMatchObject({ content: 'hello', isSystem: false, status: 0, editTimestamp: 0 });
    expect(body.from).toBeUndefined();
  });

  test.each([
    ['an unknown user', (me: number) => ({ to: me + 1_000_000 }), StatusCode.FAIL],
    ['a group one is not in', () => ({ to: 2 ** 41 + 1 }), StatusCode.UNAUTHORIZED],
    ['the system', () => ({ to: 0 }), StatusCode.INVALID_PARAMETER],
    ['a text too long', (me: number) => ({ to: me, text: 'x'.repeat(65_537) }), StatusCode.INVALID_PARAMETER],
    ['an ext too long', (me: number) => ({ to: me, ext: 'x'.repeat(65_537) }), StatusCode.INVALID_PARAMETER],
  ])('a send is refused with its code: %s', async (_what, make, code) => {
    const alice = await join('alice');
    const { to, text = 'hello', ext = '' } = make(idOf(alice)) as { to: number; text?: string; ext?: string };
    const answer = await alice.sendText(to, text, { ext, clientMid: 77 });
    expect(answer.status?.code).toBe(code);
    expect(answer.status?.reason).not.toBe('');
    expect([answer.clientMid, answer.serverMid]).toEqual([77, 0]);
  });

  test.each([
    ['a receipt for nothing', { type: OperationType.READ_ACK, mid: 12_345 }, StatusCode.INVALID_PARAMETER],
    ['a receipt without a message', { type: OperationType.READ_ACK, mid: 0 }, StatusCode.INVALID_PARAMETER],
    ['an unknown operation', { type: 99, mid: 1 }, StatusCode.FAIL],
  ])('an operation is refused with its code: %s', async (_what, operation, code) => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const answer = await alice.sendBody(idOf(bob), alice.nextClientMid(), { type: BodyType.OPER, operation });
    expect(answer.status?.code).toBe(code);
    expect(answer.serverMid).toBe(0);
  });

  test('a device that sends too fast is told, also after a reconnect, and others are not affected', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => alice.sendText(idOf(bob), `${index}`)));
    const refused = answers.filter(({ status }) => status?.code === StatusCode.RATE_LIMIT_EXCEEDED);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(answers.filter(({ serverMid }) => serverMid > 0)).toHaveLength(60 - refused.length);
    alice.disconnect();
    await alice.connect();
    await alice.provision();
    const burst = await Promise.all(Array.from({ length: 20 }, () => alice.sendText(idOf(bob), 'again')));
    expect(burst.some(({ status }) => status?.code === StatusCode.RATE_LIMIT_EXCEEDED)).toBe(true);
    expect((await bob.sendText(idOf(alice), 'calm')).status?.code).toBe(StatusCode.OK);
  });

  test('sends of one device keep their order when they travel together', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => alice.sendText(idOf(bob), `${index}`)));
    const mids = answers.map(({ serverMid }) => serverMid);
    expect(mids).toEqual([...mids].sort((one, other) => one - other));
    await bob.pullAll(idOf(alice));
    expect(bob.messages(idOf(alice)).map(({ body }) => body.content)).toEqual(answers.map((_, index) => `${index}`));
  });

  test('nothing that was answered is lost over a restart', async () => {
    const [alice, bob] = [await join('alice'), await join('bob')];
    bob.disconnect();
    const { serverMid } = await alice.sendText(idOf(bob), 'before');
    const closed = alice.next('closed');
    await cloud.restart();
    await closed;
    for (const client of [alice, bob]) {
      await client.connect();
      await client.provision();
    }
    expect((await bob.unread()).unread.get(idOf(alice))).toBe(1);
    const after = await alice.sendText(idOf(bob), 'after');
    expect(after.serverMid).toBeGreaterThan(serverMid);
    await bob.pullAll(idOf(alice));
    expect(bob.messages(idOf(alice)).map(({ body }) => body.content)).toEqual(['before', 'after']);
  });
});
