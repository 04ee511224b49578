import { ImError } from '@warbler/protocol';
import { expect, test } from 'vitest';
import type { Client, SignedOutReason } from '../../src/index.ts';
import { until, untilOnline } from '../until.ts';
import { lastingStorage, newNetwork, withPeople } from './people.ts';

const people = withPeople();
const password = 'correct horse';

async function registered(name: string): Promise<Client> {
  const client = people.newClient();
  await client.register({ name, password });
  return client;
}

function reasonsOf(client: Client): SignedOutReason[] {
  const reasons: SignedOutReason[] = [];
  client.on('signedOut', ({ reason }) => reasons.push(reason));
  return reasons;
}

test('a user signs in by id, and knows his name at once', async () => {
  const { me } = await registered('s_id');
  const userId = me!.userId;
  const client = people.newClient();
  await client.login({ userId, password });
  expect(client.me).toMatchObject({ userId, username: 's_id' });
  await untilOnline(client);
  await expect(people.newClient().login({ userId, password: 'wrong' })).rejects.toMatchObject({
    code: 'wrongPassword',
  });
});

test('a user signs in with a token that the app has', async () => {
  const { me } = await registered('s_token');
  const token = await people.cloud.rest.logIn({ username: 's_token', password });
  const client = people.newClient();
  await client.loginWithToken(token);
  expect(client.me).toMatchObject({ userId: me!.userId, username: 's_token' });
  await untilOnline(client);
  const other = people.newClient();
  await expect(other.loginWithToken('nonsense')).rejects.toBeInstanceOf(ImError);
  expect(other.me).toBeUndefined();
});

test('who signed in before opens local data without the network, by name and by id, and is online when it is back', async () => {
  const friend = await people.signIn('s_friend');
  const storage = lastingStorage();
  const first = await people.signIn('s_fast', { storage });
  const { localId } = first.send(friend.me!.userId, { type: 'text', text: 'kept' });
  await first.whenSettled(localId);
  const { userId } = first.me!;
  await first.logout();
  await first.close();

  for (const who of [{ name: 's_fast' }, { userId }]) {
    const network = newNetwork();
    network.cut();
    const client = people.newClient({ storage, ...network.options });
    await client.fastLogin({ ...who, password });
    expect(client.me?.userId).toBe(userId);
    expect(client.conversations().map(({ lastMessage }) => lastMessage?.content)).toEqual([
      { type: 'text', text: 'kept' },
    ]);
    expect(client.connection.state).not.toBe('online');
    const offline = client.send(friend.me!.userId, { type: 'text', text: 'said offline' });
    network.restore();
    client.reconnectNow();
    await untilOnline(client);
    expect((await client.whenSettled(offline.localId)).id).toBeDefined();
    await client.deleteConversation(friend.me!.userId, 'everywhere');
    await people.signIn('s_fast', { storage: lastingStorage() }).then((one) => one.close());
    client.send(friend.me!.userId, { type: 'text', text: 'kept' });
    await until(client, () => client.conversations()[0]?.lastMessage?.status !== 'sending');
    await client.close();
  }
});

test('another password than the last one asks the server before anything is shown', async () => {
  const storage = lastingStorage();
  const first = await people.signIn('s_wrong', { storage });
  await first.logout();
  await first.close();
  const client = people.newClient({ storage });
  await expect(client.fastLogin({ name: 's_wrong', password: 'guess' })).rejects.toMatchObject({
    code: 'wrongPassword',
  });
  expect(client.me).toBeUndefined();
  const network = newNetwork();
  network.cut();
  const offline = people.newClient({ storage, ...network.options });
  await expect(offline.fastLogin({ name: 's_wrong', password: 'guess' })).rejects.toMatchObject({
    code: 'serverUnreachable',
  });
  expect(offline.conversations()).toEqual([]);
});

test('a password that was changed meanwhile is told after the local data was opened', async () => {
  const storage = lastingStorage();
  const first = await people.signIn('s_changed', { storage });
  await first.logout();
  await first.close();
  const token = await people.cloud.rest.logIn({ username: 's_changed', password });
  const change = { old_password: password, new_password: 'another horse' };
  await people.cloud.rest.post('/user/change_password', change, token);
  const client = people.newClient({ storage });
  const reasons = reasonsOf(client);
  await client.fastLogin({ name: 's_changed', password });
  await until(client, () => reasons.length > 0 && client.connection.state === 'signedOut');
  expect(reasons).toEqual(['passwordChanged']);
  expect(client.me).toBeUndefined();
  await client.fastLogin({ name: 's_changed', password: 'another horse' });
  await untilOnline(client);
});

test('a stored session is taken up by a fast sign-in of the same user', async () => {
  const storage = lastingStorage();
  await people.signIn('s_again', { storage }).then((one) => one.close());
  const client = people.newClient({ storage });
  await client.fastLogin({ name: 's_again', password });
  await untilOnline(client);
});

test('a log-out everywhere ends the other web devices, and leaves others alone', async () => {
  const web = { platform: { osType: 6, deviceInfo: 'Web' } } as const;
  const here = await people.signIn('s_out', web);
  const tab = await people.signIn('s_out', web);
  const phone = await people.signIn('s_out', { platform: { osType: 2, deviceInfo: 'Phone' } });
  const reasons = reasonsOf(tab);
  await here.logout({ everywhere: true });
  expect(here.connection).toEqual({ state: 'signedOut', reason: 'logout' });
  await until(tab, () => reasons.length > 0 && tab.connection.state === 'signedOut');
  expect(phone.connection.state).toBe('online');
});

test('a log-out takes the push binding of the device off, unless it is to stay', async () => {
  for (const keepPush of [true, false]) {
    const called: string[] = [];
    const { platform } = newNetwork().options;
    const fetch = (url: string, init: RequestInit) => {
      called.push(new URL(url).pathname);
      return platform!.fetch!(url, init);
    };
    const problems: ImError[] = [];
    const client = await people.signIn('s_push', { platform: { fetch } });
    client.on('problem', ({ error }) => problems.push(error));
    await client.logout({ keepPush });
    expect(called.includes('/user/token/unbind')).toBe(!keepPush);
    expect(problems).toEqual([]);
  }
});
