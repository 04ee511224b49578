import { BodyType, decodeMessageBody, MetaNamespace, parseAppId, StatusCode } from '@warbler/protocol';
import {
  type Cloud,
  DeployedClient,
  movableClock,
  RestClient,
  startCloud,
  type TestUser,
  TRANSPORTS,
  type Transport,
} from '@warbler/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Opens the console of a cloud. */
async function openConsole(cloud: Cloud, password: string) {
  const rest = new RestClient(cloud.url, cloud.appId);
  const { token } = await rest.post<{ token: string }>('/admin/login', { username: 'admin', password });
  return {
    make: (app_id: string) => rest.post<{ admin_token: string }>('/admin/apps', { app_id, name: app_id }, token),
    set: (app_id: string, settings: object) => rest.post(`/admin/apps/${app_id}`, { settings }, token),
    setStatus: (app_id: string, status: string) => rest.post(`/admin/apps/${app_id}/status`, { status }, token),
    revoke: (app_id: string, id: string) => rest.call('DELETE', `/admin/apps/${app_id}/tokens/${id}`, undefined, token),
  };
}

describe.each(TRANSPORTS)('apps over %s', (transport) => {
  let cloud: Cloud;
  let console: Awaited<ReturnType<typeof openConsole>>;
  const online: DeployedClient[] = [];
  beforeAll(async () => {
    cloud = await startCloud();
    console = await openConsole(cloud, cloud.consolePassword);
  });
  afterAll(async () => {
    for (const client of online) client.disconnect();
    await cloud.stop();
  });

  const register = async (appId: string, username: string) => {
    const rest = new RestClient(cloud.url, parseAppId(appId));
    const password = `password of ${username}`;
    const { user_id: userId } = await rest.post<{ user_id: TestUser['userId'] }>('/user/register/v2', {
      username,
      password,
    });
    return { username, password, userId, token: await rest.logIn({ username, password }) };
  };
  const connect = (user: { userId: number; token: string }, deviceGuid = 'phone') =>
    login(cloud, transport, user, deviceGuid);
  const logIn = async (user: { userId: number; token: string }, deviceGuid = 'phone') => {
    const client = await DeployedClient.logIn(connect(user, deviceGuid));
    online.push(client);
    return client;
  };

  test('freezing an app tells its sockets APP_FROZEN and closes them; other apps go on; normal again, all is there', async () => {
    await console.make('frosty');
    await console.make('sunny');
    const [ann, ben] = [await register('frosty', 'ann'), await register('frosty', 'ben')];
    const sun = await logIn(await register('sunny', 'sun'));
    const [one, two] = [await logIn(ann), await logIn(ben)];
    await one.sendText(ben.userId, 'before the frost');

    const told = [one, two].map((client) => client.nextSync((sync) => sync.status?.code === StatusCode.APP_FROZEN));
    const closed = [one, two].map((client) => client.nextFrame((frame) => frame.kind === 'closed'));
    await console.setStatus('frosty', 'frozen');
    await Promise.all([...told, ...closed]);
    expect(sun.isConnected).toBe(true);
    expect((await sun.unread()).kind).toBe('unread');

    const refused = new DeployedClient(connect(ann));
    online.push(refused);
    await refused.connect();
    expect((await refused.provision()).code).toBe(StatusCode.APP_FROZEN);

    await console.setStatus('frosty', 'normal');
    const back = await logIn(ben);
    expect((await back.history(ann.userId)).metas.map(({ payload }) => decodeMessageBody(payload).content)).toEqual([
      'before the frost',
    ]);
  });

  test('nobody and nothing of another app is reached over a socket', async () => {
    await console.make('inside');
    await console.make('outside');
    const [ann, ben] = [await register('inside', 'ann'), await register('inside', 'ben')];
    const inside = await logIn(ann);
    await inside.sendText(ben.userId, 'between us');
    const rest = new RestClient(cloud.url, parseAppId('inside'));
    const { group_id } = await rest.post<{ group_id: number }>('/group/create', { name: 'us' }, ann.token);
    await inside.sendText(group_id, 'among us', { type: BodyType.GROUPCHAT });

    const stranger = await logIn(await register('outside', 'ann'));
    for (const to of [ann.userId, ben.userId, group_id]) {
      const type = to === group_id ? BodyType.GROUPCHAT : BodyType.CHAT;
      const sent = await stranger.sendText(to, 'let me in', { type });
      expect(sent.serverMid).toBe(0);
      expect(sent.status?.code).not.toBe(StatusCode.OK);
      expect((await stranger.pull(to)).metas).toEqual([]);
      expect((await stranger.history(to)).metas).toEqual([]);
    }
    const claimed = new DeployedClient(login(cloud, transport, { ...ann, token: stranger.options.token }, 'x'));
    online.push(claimed);
    await claimed.connect();
    expect((await claimed.provision()).code).toBe(StatusCode.INVALID_TOKEN);
    expect((await inside.history(ann.userId)).metas).toEqual([]);
    expect((await stranger.unread()).unread.size).toBe(0);
    expect([...(await inside.unread()).unread.keys()].sort()).toEqual([ben.userId, group_id].sort());
  });

  test('the device limit and the rate of sends of an app hold for it alone', async () => {
    await console.make('small');
    await console.set('small', { device_limit: 1, sends_per_second: 1 });
    const user = await register('small', 'uma');
    const client = await logIn(user);
    const second = new DeployedClient(connect(user, 'tablet'));
    online.push(second);
    await second.connect();
    expect((await second.provision()).code).toBe(StatusCode.TOO_MANY_DEVICES);

    const peer = await register('small', 'pia');
    const codes = [];
    for (let count = 0; count < 6; count += 1) {
      codes.push((await client.sendText(peer.userId, `text ${count}`)).status?.code);
    }
    expect(codes.slice(0, 3)).toEqual([StatusCode.OK, StatusCode.OK, StatusCode.OK]);
    expect(codes).toContain(StatusCode.RATE_LIMIT_EXCEEDED);

    await console.set('small', { device_limit: null, sends_per_second: null });
    expect((await second.provision()).code).toBe(StatusCode.OK);
    expect((await client.sendText(peer.userId, 'free again')).status?.code).toBe(StatusCode.OK);
  });
});

test('messages older than the app keeps them go by themselves, in groups too, and nobody is left with a count', async () => {
  const clock = movableClock();
  const cloud = await startCloud({ limits: { retentionSweepMs: 100, retentionStepRows: 2 }, ports: { clock } });
  const online: DeployedClient[] = [];
  try {
    const console = await openConsole(cloud, cloud.consolePassword);
    await console.set('demo', { message_retention_days: 7 });
    const clients = [];
    for (const user of cloud.users) {
      const client = await DeployedClient.logIn({
        ...login(cloud, 'websocket', { ...user, token: await cloud.rest.logIn(user) }, 'phone'),
        isSyncing: false,
      });
      online.push(client);
      clients.push(client);
    }
    const [alice, bob, carol] = clients as [DeployedClient, DeployedClient, DeployedClient];
    const user_list = [bob.options.userId, carol.options.userId];
    const group = { name: 'birds', user_list };
    const { group_id } = await cloud.rest.post<{ group_id: number }>('/group/create', group, alice.options.token);
    const say = async (text: string) => {
      await alice.sendText(group_id, text, { type: BodyType.GROUPCHAT });
      await alice.sendText(bob.options.userId, text);
    };
    for (const text of ['one', 'two', 'three', 'four', 'five']) await say(text);
    await bob.sendText(group_id, 'own', { type: BodyType.GROUPCHAT });
    clock.step(8 * 86_400_000);
    await say('young');

    const shown = async (client: DeployedClient, conversation: number) =>
      (await client.history(conversation, 0, 100)).metas
        .filter(({ ns }) => ns === MetaNamespace.MESSAGE)
        .map(({ payload }) => decodeMessageBody(payload).content);
    for (const [client, conversation, peer] of [
      [alice, group_id, undefined],
      [bob, group_id, alice],
      [carol, group_id, undefined],
      [bob, alice.options.userId, undefined],
      [alice, bob.options.userId, undefined],
    ] as const) {
      await expect.poll(() => shown(client, conversation), { timeout: 10_000 }).toEqual(['young']);
      if (peer !== undefined)
        expect((await client.pull(conversation)).metas.map(({ ns }) => ns)).toEqual([MetaNamespace.MESSAGE]);
    }
    expect((await bob.unread()).unread).toEqual(
      new Map([
        [group_id, 1],
        [alice.options.userId, 1],
      ]),
    );
    expect((await carol.unread()).unread.get(group_id)).toBe(1);
    expect((await alice.unread()).unread.get(group_id)).toBe(0);
  } finally {
    for (const client of online) client.disconnect();
    await cloud.stop();
  }
});

test('a start shows the first admin token until it is revoked', async () => {
  const cloud = await startCloud();
  try {
    const console = await openConsole(cloud, cloud.consolePassword);
    const first = cloud.adminToken;
    await cloud.restart();
    expect(cloud.adminToken).toBe(first);
    await console.revoke('demo', 'first');
    await cloud.restart();
    expect(cloud.adminToken).toBe('');
    expect((await cloud.rest.call('GET', '/admin/app/tokens', undefined, first)).code).toBe(402);
  } finally {
    await cloud.stop();
  }
});

function login(cloud: Cloud, transport: Transport, user: { userId: number; token: string }, deviceGuid: string) {
  return { url: cloud.url, transport, userId: user.userId, token: user.token, deviceGuid };
}
