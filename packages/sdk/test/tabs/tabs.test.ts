import type { TestUser } from '@warbler/test-kit';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type FakeBrowser, fastClock } from './fake-browser.ts';
import { eventually, online, text, textsOf, withTabs } from './with-tabs.ts';

const { elsewhere, lockOf, open, openAs, openNext, world } = withTabs();
let alice: TestUser;
let bob: TestUser;
let browser: FakeBrowser;

beforeEach(() => {
  ({ alice, bob, browser } = world());
});

describe('two tabs of one account', () => {
  test('are one device, and show the same', async () => {
    const one = await openAs(alice);
    await online(one.client);
    const two = await openNext();
    expect(two.client.me?.userId).toBe(alice.userId);
    expect(two.client.connection).toEqual({ state: 'online' });
    expect(await two.client.devices.list()).toHaveLength(1);

    const his = await elsewhere(bob);
    his.send(alice.userId, text('hello'));
    await eventually(() => {
      expect(one.client.totalUnread).toBe(1);
      expect(two.client.totalUnread).toBe(1);
      expect(textsOf(two.client, bob)).toEqual(['hello']);
    });
    await two.client.markRead(bob.userId);
    await eventually(() => {
      expect(one.client.totalUnread).toBe(0);
      expect(two.client.totalUnread).toBe(0);
      expect(his.messages(alice.userId).at(-1)?.status).toBe('read');
    });
    expect(two.client.conversations()).toEqual(one.client.conversations());
    expect(two.client.messages(bob.userId)).toEqual(one.client.messages(bob.userId));
  });

  test('hear the same events, and snapshots stay the same while nothing changes', async () => {
    await openAs(alice);
    const { client } = await openNext();
    const his = await elsewhere(bob);
    his.send(alice.userId, text('first'));
    await eventually(() => expect(textsOf(client, bob)).toEqual(['first']));
    await eventually(() => expect(client.conversations()[0]?.unreadCount).toBe(1));
    const [first] = client.messages(bob.userId);
    const window = client.messages(bob.userId);
    expect(client.messages(bob.userId)).toBe(window);
    const heard = vi.fn();
    client.on('messages', heard);
    his.send(alice.userId, text('second'));
    await eventually(() => expect(textsOf(client, bob)).toEqual(['first', 'second']));
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ conversationId: bob.userId });
    expect(client.messages(bob.userId)[0]).toBe(first);
  });

  test('send from either, in the order of the calls', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const his = await elsewhere(bob);
    const message = two.client.send(bob.userId, text('from the second'));
    expect(message).toMatchObject({ status: 'sending', isOwn: true, from: alice.userId });
    expect(two.client.messages(bob.userId).at(-1)).toBe(message);
    const sent = await two.client.whenSettled(message.localId);
    expect(sent).toMatchObject({ localId: message.localId });
    expect(['sent', 'delivered']).toContain(sent.status);
    one.client.send(bob.userId, text('from the first'));
    const many = Array.from({ length: 20 }, (_, at) => `number ${at}`);
    for (const words of many) two.client.send(bob.userId, text(words));
    const all = ['from the second', 'from the first', ...many];
    await eventually(() => expect(textsOf(his, alice)).toEqual(all));
    await eventually(() => {
      expect(textsOf(two.client, bob)).toEqual(all);
      expect(textsOf(one.client, bob)).toEqual(all);
      expect(two.client.messages(bob.userId).every(({ status }) => status === 'delivered')).toBe(true);
    });
  });

  test('refuse at once what no client takes, and tell later what the server refuses', async () => {
    await openAs(alice);
    const { client } = await openNext();
    expect(() => client.send(bob.userId, text(''))).toThrow(expect.objectContaining({ code: 'invalidParameter' }));
    await expect(client.findUser('nobody of this name')).rejects.toMatchObject({ code: 'userNotFound' });
    await expect(client.groups.load(8 as never)).rejects.toMatchObject({ name: 'ImError' });
    await expect(client.updateProfile({ nickName: (() => '') as never })).rejects.toMatchObject({
      code: 'invalidParameter',
    });
  });

  test('do everything in either: groups, profiles, friends, edits', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    await two.client.updateProfile({ nickName: 'Alice the second' });
    await eventually(() => expect(one.client.me?.nickName).toBe('Alice the second'));
    expect(two.client.me?.nickName).toBe('Alice the second');
    const group = await two.client.groups.create({ name: 'Wrens' });
    await eventually(() => {
      expect(one.client.groups.list().map(({ name }) => name)).toEqual(['Wrens']);
      expect(two.client.groups.list()).toEqual(one.client.groups.list());
      expect(two.client.groups.get(group.id)).toEqual(one.client.groups.get(group.id));
      expect(two.client.groups.members(group.id)).toHaveLength(1);
    });
    const { localId } = two.client.send(group.id, text('to be edited'));
    const { id } = await two.client.whenSettled(localId);
    await two.client.edit(group.id, id ?? (0 as never), 'edited');
    await eventually(() => expect(one.client.messages(group.id).at(-1)?.content).toEqual(text('edited')));
    await two.client.recall(group.id, id ?? (0 as never));
    await eventually(() => expect(one.client.messages(group.id)).toEqual([]));
    expect(two.client.messages(group.id)).toEqual([]);
    expect(two.client.profile(bob.userId)).toBeUndefined();
    await eventually(() => expect(two.client.profile(bob.userId)?.username).toBe(bob.username));
  });

  test('log out together, and log in together again', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const reasons: string[] = [];
    for (const { client } of [one, two]) client.on('signedOut', ({ reason }) => reasons.push(reason));
    await two.client.logout();
    await eventually(() => expect(reasons).toEqual(['logout', 'logout']));
    for (const { client } of [one, two]) {
      expect(client.me).toBeUndefined();
      expect(client.conversations()).toEqual([]);
      expect(client.connection).toEqual({ state: 'signedOut', reason: 'logout' });
      expect(() => client.send(bob.userId, text('?'))).toThrow(expect.objectContaining({ code: 'notLoggedIn' }));
    }
    expect(await open().client.resume()).toBe(false);
    await one.client.login({ name: alice.username, password: alice.password });
    await two.client.login({ name: alice.username, password: alice.password });
    await online(two.client);
    expect(await one.client.devices.list()).toHaveLength(1);
  });

  test('are told together when the server ends the session', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    await online(two.client);
    const reasons: string[] = [];
    for (const { client } of [one, two]) client.on('signedOut', ({ reason }) => reasons.push(reason));
    const other = await elsewhere(alice);
    await other.devices.kickAllOthers();
    await eventually(() => expect(reasons).toHaveLength(2));
    expect(reasons[0]).toBe(reasons[1]);
    expect(reasons[0]).not.toBe('logout');
  });

  test('may be of two accounts, each with its own', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    await two.client.login({ name: bob.username, password: bob.password });
    await online(two.client);
    await online(one.client);
    expect([one.client.me?.userId, two.client.me?.userId]).toEqual([alice.userId, bob.userId]);
    one.client.send(bob.userId, text('to my other self'));
    await eventually(() => expect(textsOf(two.client, alice)).toEqual(['to my other self']));
    await two.client.logout();
    expect(one.client.me?.userId).toBe(alice.userId);
    await two.client.login({ name: alice.username, password: alice.password });
    await eventually(() => expect(textsOf(two.client, bob)).toEqual(['to my other self']));
  });

  test('go offline and come back together; what was sent meanwhile arrives', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const his = await elsewhere(bob);
    await online(two.client);
    one.tab.cut();
    await eventually(() => expect(two.client.connection.state).not.toBe('online'));
    const { localId } = two.client.send(bob.userId, text('sent offline'));
    expect(textsOf(two.client, bob)).toEqual(['sent offline']);
    one.tab.restore();
    two.client.reconnectNow();
    await two.client.whenSettled(localId);
    await eventually(() => expect(textsOf(his, alice)).toEqual(['sent offline']));
  });

  test('keep on the screen what one has sent while the other takes it over', async () => {
    // A leader that tells what changed much later than it has stored it.
    const one = await openAs(alice, { clock: fastClock(0.05) });
    const two = await openNext();
    await online(two.client);
    const { localId: first } = two.client.send(bob.userId, text('first'));
    await two.client.whenSettled(first);
    one.client.send(bob.userId, text('from the leader'));
    const { localId } = two.client.send(bob.userId, text('on its way'));
    let missing = 0;
    let timer: NodeJS.Immediate;
    const look = () => {
      if (!textsOf(two.client, bob).includes('on its way')) missing += 1;
      timer = setImmediate(look);
    };
    timer = setImmediate(look);
    await two.client.whenSettled(localId);
    clearImmediate(timer);
    expect(missing).toBe(0);
  });
});

describe('when the leader goes', () => {
  test('the next tab carries on with what was on the screen', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    const his = await elsewhere(bob);
    for (let at = 0; at < 80; at += 1) his.send(alice.userId, text(`number ${at}`));
    await eventually(() => expect(two.client.totalUnread).toBe(80));
    await eventually(() => expect(textsOf(two.client, bob).length).toBeGreaterThanOrEqual(50));
    while (textsOf(two.client, bob).length < 80) await two.client.history(bob.userId, { limit: 20 });
    const lengths: number[] = [];
    two.client.on('messages', () => lengths.push(two.client.messages(bob.userId).length));
    one.tab.kill();
    await eventually(() => expect(lockOf(alice)).toBe('tab2'));
    await online(two.client);
    his.send(alice.userId, text('after'));
    await eventually(() => expect(textsOf(two.client, bob)).toHaveLength(81));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(80);
    expect(await two.client.devices.list()).toHaveLength(2 - 1);
  });

  test('calls that may be made twice are made again, others are refused so that they may be', async () => {
    const one = await openAs(alice);
    const two = await openNext();
    await online(two.client);
    one.tab.freeze();
    const found = two.client.findUser(bob.username);
    const created = two.client.groups.create({ name: 'Perhaps' });
    created.catch(() => undefined);
    one.tab.kill();
    expect(await found).toMatchObject({ userId: bob.userId });
    await expect(created).rejects.toMatchObject({ code: 'connectionClosed' });
  });

  test('frozen, it is replaced; when it thaws it follows, and sends nothing twice', async () => {
    const clock = fastClock(20);
    const one = await openAs(alice, { clock });
    const two = await openNext({ clock });
    const his = await elsewhere(bob);
    await online(two.client);
    two.client.send(bob.userId, text('before'));
    await eventually(() => expect(textsOf(his, alice)).toEqual(['before']));
    one.tab.freeze();
    const { localId } = two.client.send(bob.userId, text('to a frozen one'));
    await two.client.whenSettled(localId);
    expect(lockOf(alice)).toBe('tab2');
    one.client.send(bob.userId, text('from the frozen one'));
    one.tab.thaw();
    one.client.send(bob.userId, text('just thawed'));
    const all = ['before', 'to a frozen one', 'from the frozen one', 'just thawed'];
    await eventually(() => {
      expect([...textsOf(his, alice)].sort()).toEqual([...all].sort());
      expect(textsOf(one.client, bob)).toEqual(textsOf(his, alice));
      expect(textsOf(two.client, bob)).toEqual(textsOf(his, alice));
    });
    expect(one.client.me?.userId).toBe(alice.userId);
    expect(await one.client.devices.list()).toHaveLength(2 - 1);
  });

  test('and learns of it from the server first, it shows and sends all the same', async () => {
    const clock = fastClock(20);
    const one = await openAs(alice, { clock });
    const two = await openNext({ clock });
    const his = await elsewhere(bob);
    await online(two.client);
    one.client.send(bob.userId, text('before'));
    await eventually(() => expect(textsOf(his, alice)).toEqual(['before']));
    const shown = one.client.conversations().map(({ id, lastMessage }) => [id, lastMessage?.localId]);
    one.tab.freeze();
    const { localId } = two.client.send(bob.userId, text('to a frozen one'));
    await two.client.whenSettled(localId);
    one.tab.thawSockets();
    for (let turn = 0; turn < 50; turn += 1) {
      expect(one.client.me?.userId).toBe(alice.userId);
      expect(one.client.conversations().map(({ id, lastMessage }) => [id, lastMessage?.localId])).toEqual(shown);
      await new Promise(setImmediate);
    }
    one.client.send(bob.userId, text('while it thaws'));
    one.tab.thaw();
    await eventually(() => {
      expect(textsOf(his, alice)).toEqual(['before', 'to a frozen one', 'while it thaws']);
      expect(textsOf(one.client, bob)).toEqual(textsOf(his, alice));
    });
  });

  test('politely, and with six tabs, one takes its place', async () => {
    const opened = [await openAs(alice)];
    for (let at = 0; at < 5; at += 1) opened.push(await openNext());
    const his = await elsewhere(bob);
    const sent: string[] = [];
    while (opened.length > 1) {
      for (const [at, { client }] of opened.entries()) {
        const words = `${opened.length} tabs, number ${at}`;
        sent.push(words);
        client.send(bob.userId, text(words));
      }
      const leader = opened.shift();
      if (opened.length % 2) await leader?.client.close();
      else leader?.tab.kill();
    }
    const last = opened[0];
    if (!last) throw new Error('nobody is left');
    await online(last.client);
    // What a killed tab had not stored yet was not promised to anybody.
    await eventually(() => {
      const arrived = textsOf(his, alice);
      expect(new Set(arrived).size).toBe(arrived.length);
      expect(arrived).toEqual(expect.arrayContaining(sent.filter((words) => !words.endsWith('number 0'))));
      expect(textsOf(last.client, bob)).toEqual(arrived);
    });
    expect(await last.client.devices.list()).toHaveLength(1);
  });

  test('by a reload, it comes back as a follower', async () => {
    const items = new Map<string, string>();
    const one = await openAs(alice, { items });
    const two = await openNext();
    const { localId } = two.client.send(bob.userId, text('during a reload'));
    one.tab.kill();
    const again = await openNext({ items });
    await two.client.whenSettled(localId);
    expect(again.client.me?.userId).toBe(alice.userId);
    await eventually(() => expect(textsOf(again.client, bob)).toEqual(['during a reload']));
    expect(lockOf(alice)).toBe('tab2');
  });
});

describe.each(['leader', 'follower'] as const)('a %s that is killed at any step while its follower sends', (who) => {
  test('loses nothing and doubles nothing', async () => {
    const his = await elsewhere(bob);
    const expected: string[] = [];
    for (let step = 0; step < 24; step += 1) {
      const one = step === 0 ? await openAs(alice) : await openNext();
      await eventually(() => expect(one.client.connection.state).toBe('online'));
      const two = await openNext();
      // Read, so that there is something to post.
      two.client.messages(bob.userId);
      const killed = who === 'leader' ? one : two;
      killed.tab.killAfter(step);
      const words = `step ${step}`;
      const { localId } = two.client.send(bob.userId, text(words));
      const settled = vi.fn();
      two.client.whenSettled(localId).then(settled, () => undefined);
      await eventually(() => expect(settled.mock.calls.length > 0 || two.tab.isDead).toBe(true));
      // Until it is stored there is nothing but the screen.
      if (who === 'leader') expect(settled).toHaveBeenCalled();
      if (browser.hasStored(`/${localId}`)) expected.push(words);
      await eventually(() => expect(textsOf(his, alice)).toEqual(expected));
      const survivor = who === 'leader' ? two : one;
      await eventually(() => expect(textsOf(survivor.client, bob)).toEqual(expected));
      one.tab.kill();
      two.tab.kill();
    }
    expect(textsOf(his, alice)).toEqual(expected);
  });
});
