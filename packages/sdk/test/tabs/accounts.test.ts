import { beforeEach, describe, expect, test } from 'vitest';
import { encryptStorage } from '../../src/storage/encrypt-storage.ts';
import { fastClock } from './fake-browser.ts';
import { eventually, online, type TabOptions, type TabsWorld, text, textsOf, withTabs } from './with-tabs.ts';

const { elsewhere, lockOf, open, openAs, openNext, world } = withTabs();
let alice: TabsWorld['alice'];
let bob: TabsWorld['bob'];

beforeEach(() => {
  ({ alice, bob } = world());
});

const credentials = ({ username: name, password }: TabsWorld['alice']) => ({ name, password });

describe('a fast login', () => {
  test('joins the tab that leads, and asks the server nothing', async () => {
    const one = await openAs(alice);
    await online(one.client);
    const two = open();
    two.tab.cut();
    await two.client.fastLogin(credentials(alice));
    expect(two.client.me?.userId).toBe(alice.userId);
    expect(two.client.connection).toEqual({ state: 'online' });
    expect(await two.client.devices.list()).toHaveLength(1);
    expect(lockOf(alice)).toBe('tab1');
  });

  test('without a network leads with what is stored, and all its tabs come online together', async () => {
    const one = await openAs(alice);
    const { localId } = one.client.send(bob.userId, text('before'));
    await one.client.whenSettled(localId);
    await one.client.logout();
    one.tab.kill();
    const two = open();
    two.tab.cut();
    await two.client.fastLogin(credentials(alice));
    const three = open();
    three.tab.cut();
    await three.client.fastLogin(credentials(alice));
    for (const { client } of [two, three]) {
      expect(client.me?.userId).toBe(alice.userId);
      await eventually(() => expect(textsOf(client, bob)).toEqual(['before']));
    }
    three.client.send(bob.userId, text('without a network'));
    expect(lockOf(alice)).toBe('tab2');
    two.tab.restore();
    three.client.reconnectNow();
    for (const { client } of [two, three]) await online(client);
    const his = await elsewhere(bob);
    await eventually(() => expect(his.conversations()[0]?.lastMessage?.content).toEqual(text('without a network')));
    expect(await three.client.devices.list()).toHaveLength(1);
  });

  test('with a password that is wrong now ends in all tabs', async () => {
    const one = await openAs(alice);
    await one.client.logout();
    const { cloud } = world();
    one.tab.cut();
    await one.client.fastLogin(credentials(alice));
    const two = await openNext();
    const reasons: string[] = [];
    for (const { client } of [one, two]) client.on('signedOut', ({ reason }) => reasons.push(reason));
    const token = await cloud.rest.logIn({ username: alice.username, password: alice.password });
    const change = { old_password: alice.password, new_password: 'another horse' };
    await cloud.rest.post('/user/change_password', change, token);
    one.tab.restore();
    one.client.reconnectNow();
    await eventually(() => expect(reasons).toEqual(['passwordChanged', 'passwordChanged']));
    for (const { client } of [one, two]) {
      expect(client.me).toBeUndefined();
      await client.fastLogin({ name: alice.username, password: 'another horse' });
      await online(client);
    }
    expect(await two.client.devices.list()).toHaveLength(1);
  });
});

describe('an encrypted store', () => {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const encrypted: TabOptions = {
    openStorage:
      ({ openStorage }) =>
      (guard) =>
        encryptStorage(openStorage(guard), key, { guard }),
  };

  test('is shared by tabs, which lead one after the other and find what was stored', async () => {
    const one = await openAs(alice, encrypted);
    const two = await openNext(encrypted);
    const his = await elsewhere(bob);
    await online(two.client);
    two.client.send(bob.userId, text('from a follower'));
    one.client.send(bob.userId, text('from the leader'));
    await eventually(() => expect([...textsOf(his, alice)].sort()).toEqual(['from a follower', 'from the leader']));
    one.tab.kill();
    await online(two.client);
    two.client.send(bob.userId, text('from the next leader'));
    await eventually(() => expect(textsOf(his, alice)).toHaveLength(3));
    two.tab.kill();
    const three = await openNext(encrypted);
    await eventually(() => expect(textsOf(three.client, bob)).toEqual(textsOf(his, alice)));
    expect(await three.client.devices.list()).toHaveLength(1);
  });

  test('keeps a leader from writing that another has replaced', async () => {
    const clock = fastClock(20);
    const one = await openAs(alice, { ...encrypted, clock });
    const two = await openNext({ ...encrypted, clock });
    const his = await elsewhere(bob);
    await online(two.client);
    one.tab.freeze();
    const { localId } = two.client.send(bob.userId, text('to a frozen one'));
    await two.client.whenSettled(localId);
    one.client.send(bob.userId, text('from the frozen one'));
    one.tab.thaw();
    await eventually(() => {
      expect(textsOf(his, alice)).toEqual(['to a frozen one', 'from the frozen one']);
      expect(textsOf(one.client, bob)).toEqual(textsOf(his, alice));
    });
    expect(lockOf(alice)).toBe('tab2');
  });
});
