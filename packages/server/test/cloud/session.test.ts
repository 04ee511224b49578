import {
  Command,
  decodeUserNotice,
  EncryptMethod,
  encodeFrame,
  encodeFrameOf,
  StatusCode,
  UserNoticeType,
} from '@warbler/protocol';
import { type Cloud, DeployedClient, movableClock, startCloud, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { People } from './people.ts';

describe.each(TRANSPORTS)('session over %s', (transport) => {
  let cloud: Cloud;
  let people: People;
  beforeAll(async () => {
    cloud = await startCloud({ limits: { devicesPerUser: 3, badFrames: 5 } });
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  test('before the login every frame is refused with the reason that clients match', async () => {
    const stranger = await people.stranger();
    const answer = stranger.next('sync');
    stranger.sendFrame(Command.UNREAD, new Uint8Array());
    const { sync } = await answer;
    expect(sync.status).toEqual({ code: StatusCode.UNAUTHORIZED, reason: 'you must login first' });
  });

  test('a device keeps its serial number over reconnects, counted from 1 per user', async () => {
    const user = await cloud.register(`serial_${transport.replace('.', '_')}`);
    const phone = await people.device(user, 'phone');
    const laptop = await people.device(user, 'laptop');
    phone.disconnect();
    const again = await people.device(user, 'phone');
    expect([phone.deviceSn, laptop.deviceSn, again.deviceSn]).toEqual([1, 2, 1]);
  });

  test('a bad token, an expired one and one of another user are INVALID_TOKEN, and the socket stays open', async () => {
    const [alice, bob] = cloud.users;
    if (alice === undefined || bob === undefined) throw new Error('no demo users');
    const token = await cloud.rest.logIn(alice);
    for (const login of [
      { userId: alice.userId, token: 'nonsense' },
      { userId: alice.userId, token: `${token.slice(0, -4)}AAAA` },
      { userId: bob.userId, token },
      { userId: alice.userId, token: cloud.adminToken },
    ]) {
      const client = await people.stranger(login);
      expect((await client.provision()).code).toBe(StatusCode.INVALID_TOKEN);
      expect(client.isConnected).toBe(true);
    }
  });

  test('the same device twice: the older connection is told and closed', async () => {
    const user = await cloud.register(`twice_${transport.replace('.', '_')}`);
    const older = await people.device(user, 'phone', { isSyncing: false });
    const kicked = older.nextSync((sync) => sync.metas.length > 0);
    const closed = older.next('closed');
    const newer = await people.device(user, 'phone');
    const notice = decodeUserNotice((await kicked).metas[0]?.payload ?? new Uint8Array());
    expect(notice.type).toBe(UserNoticeType.KICK_BY_SAME_DEVICE);
    expect((await kicked).xid?.uid ?? 0).toBe(0);
    await closed;
    expect((await newer.unread()).unread.size).toBe(0);
  });

  test('more devices online than the bound: TOO_MANY_DEVICES, until one goes', async () => {
    const user = await cloud.register(`many_${transport.replace('.', '_')}`);
    const devices = [];
    for (const guid of ['one', 'two', 'three']) devices.push(await people.device(user, guid));
    const fourth = await people.stranger(await people.login(user, 'four'));
    expect((await fourth.provision()).code).toBe(StatusCode.TOO_MANY_DEVICES);
    await expect(people.device(user, 'three')).resolves.toBeInstanceOf(DeployedClient);
  });

  test('a changed password ends the other devices, whose tokens stop working', async () => {
    const user = await cloud.register(`password_${transport.replace('.', '_')}`);
    const kept = await people.login(user, 'kept', { isSyncing: false });
    const other = await people.device(user, 'other', { isSyncing: false });
    const keeper = await DeployedClient.logIn(kept);
    const notice = other.nextSync((sync) => sync.metas.length > 0);
    const closed = other.next('closed');
    const change = { old_password: user.password, new_password: 'another password' };
    await cloud.rest.post('/user/change_password', change, kept.token);
    expect(decodeUserNotice((await notice).metas[0]?.payload ?? new Uint8Array()).type).toBe(
      UserNoticeType.PASSWORD_CHANGED,
    );
    await closed;
    await expect(DeployedClient.logIn(other.options)).rejects.toThrow(`${StatusCode.INVALID_TOKEN}`);
    expect((await keeper.unread()).kind).toBe('unread');
    keeper.disconnect();
  });

  test('the heartbeat is answered with the conversations, empty ones included', async () => {
    const one = await people.join(`beat_${transport.replace('.', '_')}`);
    expect((await one.unread()).unread.size).toBe(0);
    await one.sendText(one.options.userId, 'a note to myself');
    expect([...(await one.unread()).unread]).toEqual([[one.options.userId, 0]]);
  });

  test('an unknown command and an encrypted frame are refused by name', async () => {
    const one = await people.join(`odd_${transport.replace('.', '_')}`);
    const unknown = one.next('sync');
    one.sendFrame(9, new Uint8Array());
    expect((await unknown).sync.status?.code).toBe(StatusCode.UNKNOWN_COMMAND);
    const encrypted = one.next('sync');
    one.sendBytes(encodeFrame({ command: Command.UNREAD, encryptMethod: EncryptMethod.AES_CBC_256 }));
    expect((await encrypted).sync.status?.code).toBe(StatusCode.ENCRYPT_METHOD_UNSUPPORTED);
  });

  test('a frame that does not parse is PB_PARSER_ERROR; the connection is closed when it keeps happening', async () => {
    const one = await people.join(`broken_${transport.replace('.', '_')}`);
    const garbage = new Uint8Array([0x22, 0xff, 0xff, 0xff]);
    const first = one.next('sync');
    one.sendBytes(garbage);
    expect((await first).sync.status?.code).toBe(StatusCode.PB_PARSER_ERROR);
    expect((await one.unread()).kind).toBe('unread');
    const closed = one.next('closed');
    for (let count = 0; count < 5; count += 1) one.sendBytes(garbage);
    await closed;
  });

  test('a frame over the limit is refused, and the next one is served', async () => {
    const one = await people.join(`large_${transport.replace('.', '_')}`);
    const answer = one.next('sync');
    one.sendBytes(encodeFrameOf(Command.SYNC, new Uint8Array(1_048_576)));
    expect((await answer).sync.status?.code).toBe(StatusCode.INVALID_PARAMETER);
    expect((await one.unread()).kind).toBe('unread');
  });

  test('others go on while one sends garbage', async () => {
    const name = transport.replace('.', '_');
    const [one, two, bad] = [await people.join(`a_${name}`), await people.join(`b_${name}`), await people.stranger()];
    const closed = bad.next('closed');
    for (let count = 0; count < 10; count += 1) bad.sendBytes(new Uint8Array([0xff]));
    const got = two.nextSync((sync) => sync.metas.length > 0);
    await one.sendText(two.options.userId, 'still here');
    expect((await got).metas).toHaveLength(1);
    await closed;
  });
});

describe('connections', () => {
  test('one that does not log in, and one that falls silent, are closed', async () => {
    const clock = movableClock();
    const cloud = await startCloud({ ports: { clock } });
    const people = new People(cloud, 'websocket');
    const stranger = await people.stranger();
    const silent = await people.join('silent');
    const closed = [stranger.next('closed'), silent.next('closed')];
    clock.pass(151_000);
    await Promise.all(closed);
    await cloud.stop();
  });

  test('one more than the bound is refused', async () => {
    const cloud = await startCloud({ limits: { maxConnections: 1 } });
    const people = new People(cloud, 'websocket');
    await people.stranger();
    const second = await people.stranger();
    if (second.isConnected) await second.next('closed');
    expect(second.isConnected).toBe(false);
    people.leave();
    await cloud.stop();
  });
});
