import { decodeUserNotice, MetaNamespace, StatusCode, UserNoticeType } from '@warbler/protocol';
import { type Cloud, DeployedClient, movableClock, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { People } from './people.ts';

const { DEVICE_ADDED, DEVICE_LOGIN, DEVICE_LOGOUT, DEVICE_REMOVED, KICKED_BY_OTHER_DEVICE, PASSWORD_CHANGED } =
  UserNoticeType;

interface TakenNotice {
  readonly type: number;
  readonly from: number | undefined;
  readonly content: Record<string, unknown>;
}

/** Every notice about the user that a device got. */
function noticesAt(client: DeployedClient): readonly TakenNotice[] {
  return client.frames.flatMap((frame) => {
    if (frame.kind !== 'sync') return [];
    const notices = frame.sync.metas.filter(({ ns }) => ns === MetaNamespace.USER_NOTICE);
    return notices.map((meta) => {
      expect([frame.sync.xid?.uid ?? 0, frame.sync.nextKey]).toEqual([0, 0]);
      expect(meta.to?.uid).toBe(client.options.userId);
      const { type, content } = decodeUserNotice(meta.payload);
      return { type, from: meta.from?.deviceSN, content: content === '' ? {} : JSON.parse(content) };
    });
  });
}

const typesAt = (client: DeployedClient) => noticesAt(client).map(({ type }) => type);

/** What is told of other devices comes before the answer to whatever is asked next. */
async function settledTypesAt(client: DeployedClient): Promise<readonly number[]> {
  await client.unread();
  return typesAt(client);
}

describe.each(TRANSPORTS)('devices over %s', (transport) => {
  const suffix = transport.replace('.', '_');
  let cloud: Cloud;
  let people: People;
  let user: TestUser;
  const clock = movableClock();
  let count = 0;

  beforeAll(async () => {
    cloud = await startCloud({
      limits: { devicesPerUser: 4 },
      ports: { clock },
    });
    people = new People(cloud, transport);
  });
  afterEach(() => people.leave());
  afterAll(() => cloud.stop());

  /** A new user, online on so many devices, in the order of their serial numbers. */
  const online = async (...guids: readonly string[]): Promise<readonly DeployedClient[]> => {
    user = await cloud.register(`devices_${suffix}_${count++}`);
    const devices = [];
    for (const guid of guids) devices.push(await people.device(user, guid));
    return devices;
  };
  const kick = (by: DeployedClient, query: string, body?: unknown) =>
    cloud.rest.call('POST', `/user/kick${query}`, body, by.options.token);
  const list = (by: DeployedClient) =>
    cloud.rest.get<{ device_sn: number; online: boolean; last_seen: number }[]>('/user/device/list', by.options.token);
  const isTokenDead = async ({ options }: DeployedClient) => {
    const { code } = await cloud.rest.call('GET', '/user/profile', undefined, options.token);
    if (code === 200) return false;
    expect(code).toBe(402);
    await expect(DeployedClient.logIn(options)).rejects.toThrow(`${StatusCode.INVALID_TOKEN}`);
    return true;
  };
  const ended = (device: DeployedClient, type: number) =>
    vi.waitFor(() => {
      expect(device.isConnected).toBe(false);
      expect(typesAt(device).at(-1)).toBe(type);
    });

  test.each([
    ['in the query', '?device_sn=2', undefined],
    ['in the query before the body', '?device_sn=2', { device_sn: 1 }],
    ['in the body, as deployed web clients name it', '', { device_sn: 2 }],
    ['in the body as text', '', { device_sn: '2' }],
  ])('a device named %s is kicked: told, closed, its token ended; the others go on', async (_, query, body) => {
    const [phone, laptop, tablet] = (await online('phone', 'laptop', 'tablet')) as [
      DeployedClient,
      DeployedClient,
      DeployedClient,
    ];
    expect(await kick(phone, query, body)).toMatchObject({ code: 200, data: true });
    await ended(laptop, KICKED_BY_OTHER_DEVICE);
    expect(await isTokenDead(laptop)).toBe(true);
    for (const other of [phone, tablet]) {
      await vi.waitFor(() => expect(typesAt(other).at(-1)).toBe(DEVICE_LOGOUT));
      expect(noticesAt(other).at(-1)).toEqual({
        type: DEVICE_LOGOUT,
        from: 2,
        content: { device_sn: 2, platform: 6, user_agent: 'Web', reason: 'kicked' },
      });
      expect(await isTokenDead(other)).toBe(false);
    }
    expect((await list(phone)).map(({ device_sn, online: isOnline }) => [device_sn, isOnline])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
    const again = await people.device(user, 'laptop');
    expect(again.deviceSn).toBe(2);
    await vi.waitFor(() => expect(typesAt(phone).at(-1)).toBe(DEVICE_LOGIN));
  });

  test.each([
    ['nothing', undefined],
    ['an empty body', {}],
  ])('a kick that names %s ends every device and every token, the own ones too', async (_, body) => {
    const devices = await online('phone', 'laptop');
    const spare = await cloud.rest.logIn(user);
    expect((await kick(devices[0] as DeployedClient, '', body)).code).toBe(200);
    for (const device of devices) {
      await ended(device, KICKED_BY_OTHER_DEVICE);
      expect(await isTokenDead(device)).toBe(true);
    }
    expect((await cloud.rest.call('GET', '/user/profile', undefined, spare)).code).toBe(402);
    expect((await people.device(user, 'phone')).deviceSn).toBe(1);
  });

  test('all other web pages are logged out in one call, a page that is closed included', async () => {
    const [own, other, closed] = (await online('own', 'other', 'closed')) as [
      DeployedClient,
      DeployedClient,
      DeployedClient,
    ];
    closed.disconnect();
    expect((await kick(own, '?platform=6')).code).toBe(200);
    await ended(other, KICKED_BY_OTHER_DEVICE);
    expect([await isTokenDead(other), await isTokenDead(closed), await isTokenDead(own)]).toEqual([true, true, false]);
    expect((await kick(own, '', { platform: 1 })).code).toBe(200);
    expect(await settledTypesAt(own)).not.toContain(KICKED_BY_OTHER_DEVICE);
  });

  test('a stolen token is out with the device that it was stolen from, wherever it is in use', async () => {
    const [own, bot] = (await online('own', 'bot')) as [DeployedClient, DeployedClient];
    const thief = await DeployedClient.logIn({ ...bot.options, deviceGuid: 'thief' });
    await kick(own, `?device_sn=${bot.deviceSn}`);
    await ended(bot, KICKED_BY_OTHER_DEVICE);
    await ended(thief, KICKED_BY_OTHER_DEVICE);
    expect(await isTokenDead(thief)).toBe(true);
    const logouts = noticesAt(own).filter(({ type }) => type === DEVICE_LOGOUT);
    expect(logouts.map(({ content }) => content.device_sn)).toEqual([bot.deviceSn, thief.deviceSn]);
  });

  test('a device that is not there is not kicked, and neither is anybody else', async () => {
    const [phone] = (await online('phone')) as [DeployedClient];
    for (const query of ['?device_sn=7', '?device_sn=0', '?device_sn=x', '?platform=0', '?device_sn=1&platform=6']) {
      expect((await kick(phone, query)).code).toBe(10002);
    }
    for (const body of [{ device_sn: null }, { device_sn: 1, platform: 6 }, [], 'x']) {
      expect((await kick(phone, '', body)).code).toBe(10002);
    }
    expect(await settledTypesAt(phone)).toEqual([]);
    expect(await isTokenDead(phone)).toBe(false);
  });

  test('as soon as one is kicked another may log in, and not before', async () => {
    const devices = await online('one', 'two', 'three', 'four');
    const fifth = await people.stranger(await people.login(user, 'five'));
    expect((await fifth.provision()).code).toBe(StatusCode.TOO_MANY_DEVICES);
    expect((await kick(devices[0] as DeployedClient, '?device_sn=3')).code).toBe(200);
    expect((await fifth.provision()).code).toBe(StatusCode.OK);
    const sixth = await people.stranger(await people.login(user, 'six'));
    expect((await sixth.provision()).code).toBe(StatusCode.TOO_MANY_DEVICES);
  });

  test('a removed device is told so and forgotten; the others only hear that it logged out', async () => {
    const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
    const { token } = phone.options;
    const remove = (method: string) => cloud.rest.call(method, '/user/device/remove?device_sn=2', undefined, token);
    expect(await remove('DELETE')).toMatchObject({ code: 200, data: true });
    await ended(laptop, DEVICE_REMOVED);
    expect(await isTokenDead(laptop)).toBe(true);
    expect((await list(phone)).map(({ device_sn }) => device_sn)).toEqual([1]);
    // A deployed web client that hears DEVICE_REMOVED takes it for its own.
    expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGOUT]);
    expect(noticesAt(phone).at(-1)?.content).toMatchObject({ device_sn: 2, reason: 'removed' });
    expect((await remove('POST')).code).toBe(10002);
    const again = await people.device(user, 'laptop');
    expect(again.deviceSn).toBe(3);
    await vi.waitFor(() => expect(typesAt(phone).at(-1)).toBe(DEVICE_ADDED));
  });

  test('a removed device that is offline is gone too, and the others hear of it', async () => {
    const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
    laptop.disconnect();
    await cloud.rest.post('/user/device/remove?device_sn=2', {}, phone.options.token);
    expect(await isTokenDead(laptop)).toBe(true);
    expect(noticesAt(phone).at(-1)?.content).toMatchObject({ device_sn: 2, reason: 'removed' });
  });

  test('the other devices hear of a new device and of a login, but not of a reconnect', async () => {
    const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
    await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED]));
    const [added] = noticesAt(phone);
    expect(added).toMatchObject({ from: 2, content: { device_sn: 2, platform: 6, user_agent: 'Web' } });
    expect(added?.content.login_time).toBeGreaterThan(Date.now() - 60_000);
    expect(await settledTypesAt(laptop)).toEqual([]);

    laptop.disconnect();
    await laptop.connect();
    await laptop.provision();
    expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED]);

    // With a new token it logged in again, however soon.
    laptop.disconnect();
    const laptopAgain = await people.device(user, 'laptop');
    await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGIN]));

    laptopAgain.disconnect();
    await vi.waitFor(async () => {
      const [, away] = await list(phone);
      expect(away?.online).toBe(false);
    });
    clock.step(600_000);
    await laptopAgain.connect();
    await laptopAgain.provision();
    await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGIN, DEVICE_LOGIN]));
  });

  test('nothing of it is stored: a device that was not there hears nothing', async () => {
    const [phone] = (await online('phone')) as [DeployedClient];
    phone.disconnect();
    const laptop = await people.device(user, 'laptop');
    await phone.connect();
    await phone.provision();
    expect((await phone.pull(0)).metas).toEqual([]);
    expect(await settledTypesAt(phone)).toEqual([]);
    expect(await settledTypesAt(laptop)).toEqual([]);
  });

  test('a restart of the server is no login of anybody', async () => {
    const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
    await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED]));
    await cloud.restart();
    for (const device of [phone, laptop]) {
      await device.connect();
      expect((await device.provision()).code).toBe(StatusCode.OK);
    }
    expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED]);
    expect(await settledTypesAt(laptop)).toEqual([]);
  });

  test('a device that closes while it logs in was heard of all the same', async () => {
    const [phone] = (await online('phone')) as [DeployedClient];
    const hasty = await people.stranger(await people.login(user, 'hasty'));
    void hasty.provision().catch(() => undefined);
    hasty.disconnect();
    const late = await people.device(user, 'late');
    await vi.waitFor(() => expect(typesAt(phone).length).toBeGreaterThan(0));
    // Whether its frame arrived before the end decides what the server knows of it; it is never known in silence.
    await settledTypesAt(late);
    const known = (await list(phone)).map(({ device_sn }) => device_sn).filter((deviceSn) => deviceSn !== 1);
    expect(noticesAt(phone).map(({ content }) => content.device_sn)).toEqual(known);
  });

  test('a change of the password is a logout of the others', async () => {
    const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
    const change = { old_password: user.password, new_password: 'another password' };
    await cloud.rest.post('/user/change_password', change, phone.options.token);
    await ended(laptop, PASSWORD_CHANGED);
    expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGOUT]);
    expect(noticesAt(phone).at(-1)?.content).toMatchObject({ device_sn: 2, reason: 'password_changed' });
  });

  describe('a device that unbinds its pushes', () => {
    const unbind = (deviceSn: number, by: DeployedClient) =>
      cloud.rest.call('DELETE', `/user/token/unbind?deviceSn=${deviceSn}`, undefined, by.options.token);
    const bind = (deviceSn: number, by: DeployedClient) =>
      cloud.rest.post(
        '/user/token/bind',
        { device_sn: deviceSn, device_token: 'place', notifier_name: 'n' },
        by.options.token,
      );
    /** The second device is gone, and everything that it was the reason for was sent. */
    const gone = (phone: DeployedClient) => vi.waitFor(async () => expect((await list(phone))[1]?.online).toBe(false));

    test('and closes has logged out, in either order', async () => {
      const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
      await bind(2, laptop);
      expect(await unbind(2, laptop)).toMatchObject({ code: 200, data: {} });
      expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED]);
      laptop.disconnect();
      await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGOUT]));
      expect(noticesAt(phone).at(-1)?.content).toMatchObject({ device_sn: 2, reason: 'signed_out' });

      await laptop.connect();
      await laptop.provision();
      laptop.disconnect();
      await gone(phone);
      expect(await settledTypesAt(phone)).toHaveLength(2);
      await unbind(2, laptop);
      expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGOUT, DEVICE_LOGOUT]);
    });

    test('and stays, or binds again, has not; nor has one that only closes', async () => {
      const [phone, laptop] = (await online('phone', 'laptop')) as [DeployedClient, DeployedClient];
      await unbind(2, laptop);
      await bind(2, laptop);
      laptop.disconnect();
      await gone(phone);
      await laptop.connect();
      await laptop.provision();
      await unbind(2, laptop);
      clock.step(61_000);
      laptop.disconnect();
      await gone(phone);
      clock.step(61_000);
      await unbind(2, laptop);
      await unbind(99, laptop);
      expect(await settledTypesAt(phone)).toEqual([DEVICE_ADDED]);
    });
  });
});

test('connections that end while the server stops are no logins when it is back, days later they are', async () => {
  const clock = movableClock();
  const cloud = await startCloud({ ports: { clock } });
  const people = new People(cloud, 'websocket');
  const user = await cloud.register('sleeper');
  const [phone, laptop] = [await people.device(user, 'phone'), await people.device(user, 'laptop')];
  await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED]));
  await cloud.restart();
  clock.step(86_400_000);
  const backAtMs = clock.now();
  for (const device of [phone, laptop]) {
    await device.connect();
    await device.provision();
  }
  await vi.waitFor(() => expect(typesAt(phone)).toEqual([DEVICE_ADDED, DEVICE_LOGIN]));
  const { token } = phone.options;
  const [, away] = await cloud.rest.get<{ online: boolean; last_seen: number }[]>('/user/device/list', token);
  expect(away?.online).toBe(true);
  expect(away?.last_seen).toBeGreaterThanOrEqual(backAtMs);
  people.leave();
  await cloud.stop();
});
