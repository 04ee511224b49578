import { parseConversationId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../src/index.ts';
import { until, untilOnline } from '../until.ts';
import { lastingStorage } from './new-storage.ts';
import { withPeople } from './people.ts';

const people = withPeople();
const { newClient, signIn } = people;

const texts = (client: Client, id: Parameters<Client['messages']>[0]) =>
  client.messages(id).map(({ content }) => (content.type === 'text' ? content.text : '?'));

describe('a group', () => {
  test('is shown by its name, counts what others say, and takes messages', async () => {
    const [ann, ben] = [await signIn('group_ann'), await signIn('group_ben')];
    const token = await people.cloud.rest.logIn({ username: 'group_ann', password: 'correct horse' });
    const { group_id } = await people.cloud.rest.post<{ group_id: number }>(
      '/group/create',
      { name: 'Bird watchers', user_list: [ben.me?.userId] },
      token,
    );
    const group = parseConversationId(group_id);
    ann.send(group, { type: 'text', text: 'a wren!' });
    const shown = () => ben.conversations().find(({ id }) => id === group);
    await until(ben, () => texts(ben, group).includes('a wren!') && shown()?.title === 'Bird watchers');
    expect(shown()).toMatchObject({ kind: 'group', unreadCount: 1 });
    await ben.markRead(group);
    ben.send(group, { type: 'text', text: 'where?' });
    await until(ann, () => texts(ann, group).includes('where?'));
    expect(shown()?.unreadCount).toBe(0);
  });
});

describe('two people', () => {
  test('chat: sent, delivered, read, unread, typing', async () => {
    const alice = await signIn('alice');
    const bob = await signIn('bob');
    const aliceId = alice.me!.userId;
    const bobId = bob.me!.userId;

    const message = alice.send(bobId, { type: 'text', text: 'hello 你好 👋' });
    expect(message.status).toBe('sending');
    expect(alice.messages(bobId).at(-1)).toBe(message);
    const sent = await alice.whenSettled(message.localId);
    expect(sent.status === 'sent' || sent.status === 'delivered').toBe(true);

    await until(bob, () => texts(bob, aliceId).includes('hello 你好 👋'));
    expect(bob.totalUnread).toBe(1);
    expect(bob.conversations()[0]).toMatchObject({ id: aliceId, kind: 'user', unreadCount: 1 });
    await until(alice, () => alice.messages(bobId).at(-1)?.status === 'delivered');

    await bob.markRead(aliceId);
    expect(bob.totalUnread).toBe(0);
    await until(alice, () => alice.messages(bobId).at(-1)?.status === 'read');

    const typing = new Promise((resolve) => alice.on('typing', resolve));
    bob.sendTyping(aliceId);
    expect(await typing).toMatchObject({ conversationId: bobId, userId: bobId });
  });

  test('know each other: me, friends, titles, find by name', async () => {
    const alice = await signIn('alice');
    await until(alice, () => alice.friends().length === 2 && alice.me?.username === 'alice');
    const bob = await alice.findUser('bob');
    expect(bob.username).toBe('bob');
    await expect(alice.findUser('nobody')).rejects.toMatchObject({ code: 'userNotFound' });
    alice.openConversation(bob.userId);
    await until(alice, () => alice.conversations().find(({ id }) => id === bob.userId)?.title === 'Bob');
  });
});

describe('signing in', () => {
  test('tells a wrong password and an unknown user', async () => {
    const client = newClient();
    await expect(client.login({ name: 'alice', password: 'no' })).rejects.toMatchObject({ code: 'wrongPassword' });
    await expect(client.login({ name: 'who', password: 'no' })).rejects.toMatchObject({ code: 'userNotFound' });
    expect(client.connection).toEqual({ state: 'signedOut' });
  });

  test('tells an unknown app and a server that is not there', async () => {
    const stranger = newClient({ appId: 'nowhere' });
    await expect(stranger.login({ name: 'alice', password: 'no' })).rejects.toMatchObject({ code: 'dnsAppInvalid' });
    const lost = newClient({ dns: 'http://127.0.0.1:9/v2/app_dns' });
    await expect(lost.login({ name: 'alice', password: 'no' })).rejects.toMatchObject({ code: 'serverUnreachable' });
  });

  test('registers with a nick name', async () => {
    const dora = newClient();
    await dora.register({ name: 'dora', password: 'correct horse', nickName: 'Dora D.' });
    await until(dora, () => dora.me?.nickName === 'Dora D.');
    expect(dora.me?.username).toBe('dora');
    await expect(newClient().register({ name: 'dora', password: 'correct horse' })).rejects.toMatchObject({
      code: expect.stringMatching(/userExists|userNameTaken/),
    });
  });

  test('is taken up again by resume, with everything that was there', async () => {
    const kept = await lastingStorage();
    const eve = await signIn('eve', { storage: kept });
    const fred = await signIn('fred');
    const fredId = fred.me!.userId;
    const { localId } = eve.send(fredId, { type: 'text', text: 'kept' });
    await eve.whenSettled(localId);
    await eve.close();

    const again = newClient({ storage: kept });
    expect(await again.resume()).toBe(true);
    expect(again.me?.username).toBe('eve');
    await until(again, () => texts(again, fredId).includes('kept'));
    expect(again.messages(fredId).at(-1)?.localId).toBe(localId);
    expect(again.conversations()[0]?.lastMessage?.content).toEqual({ type: 'text', text: 'kept' });
    await untilOnline(again);

    await again.logout();
    expect(again.me).toBeUndefined();
    expect(await newClient({ storage: kept }).resume()).toBe(false);
  });

  test('of the same device elsewhere ends this session', async () => {
    const kept = await lastingStorage();
    const first = await signIn('gina', { storage: kept });
    const signedOut = new Promise((resolve) => first.on('signedOut', resolve));
    const second = newClient({ storage: kept });
    expect(await second.resume()).toBe(true);
    expect(await signedOut).toEqual({ reason: 'sameDevice' });
    expect(first.connection).toEqual({ state: 'signedOut', reason: 'sameDevice' });
    await untilOnline(second);
  });
});

describe('one user on two devices', () => {
  test('sees the same conversation, reads once', async () => {
    const [hugo, hugoToo, ida] = [await signIn('hugo'), newClient(), await signIn('ida')];
    await hugoToo.login({ name: 'hugo', password: 'correct horse' });
    await untilOnline(hugoToo);
    const [hugoId, idaId] = [hugo.me!.userId, ida.me!.userId];

    hugo.send(idaId, { type: 'text', text: 'from one device' });
    await until(hugoToo, () => texts(hugoToo, idaId).includes('from one device'));
    expect(hugoToo.messages(idaId)[0]?.isOwn).toBe(true);
    expect(hugoToo.totalUnread).toBe(0);

    ida.send(hugoId, { type: 'text', text: 'to both' });
    await until(hugo, () => hugo.totalUnread === 1);
    await until(hugoToo, () => hugoToo.totalUnread === 1);
    await hugoToo.markRead(idaId);
    await until(hugo, () => hugo.totalUnread === 0);
    await until(hugoToo, () => hugoToo.messages(idaId).length === 2);
    await until(hugo, () => hugo.messages(idaId).length === 2);
    expect(texts(hugo, idaId)).toEqual(['from one device', 'to both']);
  });
});

describe('a device that was away', () => {
  test('gets what it missed, in order, and counts it', async () => {
    const kept = await lastingStorage();
    const jack = await signIn('jack', { storage: kept });
    const kim = await signIn('kim');
    const [jackId, kimId] = [jack.me!.userId, kim.me!.userId];
    await jack.close();
    const all = Array.from({ length: 250 }, (_, at) => `message ${at}`);
    const sent = all.map((text) => kim.send(jackId, { type: 'text', text }));
    await Promise.all(sent.map(({ localId }) => kim.whenSettled(localId)));

    const back = newClient({ storage: kept });
    await back.resume();
    await until(back, () => back.totalUnread === 250 && back.conversations()[0]?.lastMessage?.content);
    await back.history(kimId, { limit: 300 });
    await until(back, () => texts(back, kimId).length === 250);
    expect(texts(back, kimId)).toEqual(all);
  });

  test('that is new has the newest, and the rest as history', async () => {
    const [lea, max] = [await signIn('lea'), await signIn('max')];
    const [leaId, maxId] = [lea.me!.userId, max.me!.userId];
    const all = Array.from({ length: 150 }, (_, at) => `message ${at}`);
    const sent = all.map((text) => max.send(leaId, { type: 'text', text }));
    await Promise.all(sent.map(({ localId }) => max.whenSettled(localId)));
    await until(lea, () => lea.totalUnread === 150);
    await lea.markRead(maxId);

    const fresh = newClient();
    await fresh.login({ name: 'lea', password: 'correct horse' });
    await until(fresh, () => fresh.conversations()[0]?.lastMessage?.content);
    expect(fresh.conversations()[0]?.lastMessage?.content).toEqual({ type: 'text', text: 'message 149' });
    expect(fresh.totalUnread).toBe(0);
    let hasMore = true;
    while (hasMore) ({ hasMore } = await fresh.history(maxId, { limit: 40 }));
    expect(texts(fresh, maxId)).toEqual(all);
  });
});

describe('a server that restarts', () => {
  test('loses nothing, doubles nothing, keeps the order', async () => {
    const [nora, otto] = [await signIn('nora'), await signIn('otto')];
    const [noraId, ottoId] = [nora.me!.userId, otto.me!.userId];
    const all = Array.from({ length: 60 }, (_, at) => `message ${at}`);
    await Promise.all([nora.history(ottoId), otto.history(noraId)]);
    const sent = all.map((text) => nora.send(ottoId, { type: 'text', text }));
    await nora.whenSettled(sent[9]!.localId);
    await people.cloud.restart();
    const settled = await Promise.all(sent.map(({ localId }) => nora.whenSettled(localId)));
    expect(settled.every(({ status }) => status !== 'failed')).toBe(true);
    await until(otto, () => texts(otto, noraId).length === 60);
    expect(texts(otto, noraId)).toEqual(all);
    await until(nora, () => nora.messages(ottoId).length === 60);
    expect(texts(nora, ottoId)).toEqual(all);
    await until(otto, () => otto.totalUnread === 60);
  });
});
