import { describe, expect, test } from 'vitest';
import type { Client } from '../../src/index.ts';
import { displayName } from '../../src/index.ts';
import { until } from '../until.ts';
import { withPeople } from './people.ts';

const people = withPeople();

const idOf = (client: Client) => client.me!.userId;
const isFriend = (client: Client, other: Client) => client.friends().some(({ userId }) => userId === idOf(other));

async function setAuthMode(name: string, settings: object): Promise<void> {
  const token = await people.cloud.rest.logIn({ username: name, password: 'correct horse' });
  await people.cloud.rest.post('/user/settings', settings, token);
}

describe('friends', () => {
  test('are made by applying and accepting; both sides and all devices hear of it', async () => {
    const [ann, ben, benToo] = [
      await people.signIn('r_ann'),
      await people.signIn('r_ben'),
      await people.signIn('r_ben'),
    ];
    await setAuthMode('r_ben', { auth_mode: 1 });
    const told = new Promise((resolve) => ben.on('requests', () => resolve(true)));
    expect(await ann.roster.apply(idOf(ben), { reason: 'hello' })).toBe('waiting');
    await told;
    expect(await ben.roster.applications()).toMatchObject([
      { userId: idOf(ann), reason: 'hello', status: 'waiting', expiresAtMs: expect.any(Number) },
    ]);
    await ben.roster.accept(idOf(ann));
    await until(ben, () => isFriend(ben, ann));
    await until(ann, () => isFriend(ann, ben));
    await until(benToo, () => isFriend(benToo, ann));
    await expect(ann.roster.apply(idOf(ben))).rejects.toMatchObject({ code: 'alreadyFriend' });
    await ann.roster.remove(idOf(ben));
    expect(isFriend(ann, ben)).toBe(false);
    await until(ben, () => !isFriend(ben, ann));
  });

  test('are made at once where anyone may, and never where nobody may', async () => {
    const [cleo, dan, eve] = [
      await people.signIn('r_cleo'),
      await people.signIn('r_dan'),
      await people.signIn('r_eve'),
    ];
    await setAuthMode('r_dan', { auth_mode: 0 });
    await setAuthMode('r_eve', { auth_mode: 3 });
    expect(await cleo.roster.apply(idOf(dan), { alias: 'Danny' })).toBe('added');
    await until(cleo, () => cleo.profile(idOf(dan))?.alias === 'Danny');
    await expect(cleo.roster.apply(idOf(eve))).rejects.toMatchObject({ code: 'friendApplicationRefused' });
  });

  test('whose application is declined are none, and are told', async () => {
    const [finn, gus] = [await people.signIn('r_finn'), await people.signIn('r_gus')];
    await setAuthMode('r_gus', { auth_mode: 1 });
    await finn.roster.apply(idOf(gus));
    const told = new Promise((resolve) => finn.on('requests', () => resolve(true)));
    await gus.roster.decline(idOf(finn), 'no');
    await told;
    expect(isFriend(finn, gus)).toBe(false);
    await expect(gus.roster.accept(idOf(finn))).rejects.toMatchObject({ code: 'friendApplicationExpired' });
  });

  test('have names and silence of the user’s own, on all devices', async () => {
    const [hal, ida] = [await people.signIn('r_hal'), await people.signIn('r_ida')];
    const too = await people.signIn('r_hal');
    await setAuthMode('r_ida', { auth_mode: 0 });
    await hal.roster.apply(idOf(ida));
    for (const client of [hal, too]) client.openConversation(idOf(ida));
    const conversation = (client: Client) => client.conversations().find(({ id }) => id === idOf(ida));
    await until(too, () => conversation(too)?.title === 'r_ida');
    await hal.roster.setAlias(idOf(ida), 'Sister');
    expect(conversation(hal)?.title).toBe('Sister');
    await until(too, () => conversation(too)?.title === 'Sister');
    expect(displayName(too.profile(idOf(ida))!)).toBe('Sister');
    await hal.roster.setMuted(idOf(ida), true);
    expect(conversation(hal)?.isMuted).toBe(true);
    await until(too, () => conversation(too)?.isMuted);
    await hal.roster.setAlias(idOf(ida), '');
    await until(too, () => conversation(too)?.title === 'r_ida');
  });

  test('who are blocked cannot write, until they are unblocked', async () => {
    const [jon, kim] = [await people.signIn('r_jon'), await people.signIn('r_kim')];
    await jon.roster.block(idOf(kim));
    expect(await jon.roster.blocked()).toEqual([idOf(kim)]);
    const failureOf = async () => {
      const { localId } = kim.send(idOf(jon), { type: 'text', text: 'hi' });
      return (await kim.whenSettled(localId)).failure?.code;
    };
    expect(await failureOf()).toBe('blockedByPeer');
    await jon.roster.unblock(idOf(kim));
    expect(await jon.roster.blocked()).toEqual([]);
    expect(await failureOf()).toBeUndefined();
  });
});

describe('devices', () => {
  test('are listed, this one marked, and signed out one by one or all others', async () => {
    const [one, two, three] = [
      await people.signIn('d_leo'),
      await people.signIn('d_leo'),
      await people.signIn('d_leo'),
    ];
    const devices = await one.devices.list();
    expect(devices.length).toBe(3);
    expect(devices.filter(({ isThis }) => isThis)).toMatchObject([
      {
        deviceSn: expect.any(Number),
        platform: expect.stringMatching(/linux|mac|windows|web/),
        description: expect.stringMatching(/Node|Web/),
      },
    ]);
    const second = (await two.devices.list()).find(({ isThis }) => isThis)!;
    const kicked = new Promise((resolve) => two.on('signedOut', resolve));
    await one.devices.kick(second.deviceSn);
    expect(await kicked).toEqual({ reason: 'kicked' });
    const alsoKicked = new Promise((resolve) => three.on('signedOut', resolve));
    await one.devices.kickAllOthers();
    expect(await alsoKicked).toEqual({ reason: 'kicked' });
    expect(one.connection.state).toBe('online');
  });
});

test('nobody is signed in: lists are empty, calls are refused', async () => {
  const client = people.newClient();
  expect(client.groups.list()).toEqual([]);
  const group = 2_199_023_255_553 as never;
  expect(client.groups.members(group)).toEqual([]);
  expect(client.groups.get(group)).toBeUndefined();
  for (const call of [
    client.groups.load(group),
    client.groups.create({ name: 'x' }),
    client.roster.blocked(),
    client.devices.list(),
    client.recall(group, 1 as never),
    client.receipts(group, 1 as never, { which: 'read' }),
  ]) {
    await expect(call).rejects.toMatchObject({ code: 'notLoggedIn' });
  }
});
