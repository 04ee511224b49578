import type { ConversationId, MessageId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { Client, Group, Message } from '../../src/index.ts';
import { until } from '../until.ts';
import { lastingStorage } from './new-storage.ts';
import { newNetwork, withPeople } from './people.ts';

const people = withPeople();

const texts = (client: Client, id: ConversationId) =>
  client.messages(id).map(({ content }) => (content.type === 'text' ? content.text : '?'));
const shown = (client: Client, id: ConversationId) => client.conversations().find((one) => one.id === id);
const idOf = (client: Client) => client.me!.userId;

async function say(
  client: Client,
  to: ConversationId,
  text: string,
  also: { mentions?: readonly ReturnType<typeof idOf>[]; mentionsAll?: boolean } = {},
): Promise<Message & { readonly id: MessageId }> {
  const message = await client.whenSettled(client.send(to, { type: 'text', text, ...also }).localId);
  if (message.id === undefined) throw new Error(message.failure?.message);
  return { ...message, id: message.id };
}

/** A group of new people, the first its owner, who all have it and look at it. */
async function group(name: string, ...names: string[]): Promise<{ group: Group; clients: Client[] }> {
  const clients: Client[] = [];
  for (const person of names) clients.push(await people.signIn(person));
  const [owner, ...others] = clients;
  const made = await owner!.groups.create({ name, members: others.map(idOf) });
  for (const client of clients) {
    await until(client, () => client.groups.list().some(({ id }) => id === made.id));
    client.messages(made.id);
    client.openConversation(made.id);
  }
  return { group: made, clients };
}

describe('a group that is made', () => {
  test('is there for all its members, with roles, titles and members by name', async () => {
    const { group: made, clients } = await group('Bird watchers', 'g_ann', 'g_ben', 'g_cleo');
    const [ann, ben] = clients as [Client, Client, Client];
    expect(made).toMatchObject({ name: 'Bird watchers', type: 'private', myRole: 'owner', memberCount: 3 });
    await until(ben, () => ben.groups.get(made.id)?.myRole === 'member' && shown(ben, made.id)?.title === made.name);
    await until(ben, () => ben.groups.members(made.id).length === 3);
    expect(ben.groups.members(made.id)[0]).toMatchObject({ userId: idOf(ann), role: 'owner' });
    await until(ben, () => ben.profile(idOf(ann))?.username === 'g_ann');
    const before = ben.groups.members(made.id);
    await ben.groups.load(made.id);
    expect(ben.groups.members(made.id)).toBe(before);
    expect(ben.groups.list()).toBe(ben.groups.list());
  });

  test('takes people in by invitation, and all hear of it', async () => {
    const { group: made, clients } = await group('Readers', 'g_dan', 'g_eve');
    const [dan, eve] = clients as [Client, Client];
    const finn = await people.signIn('g_finn');
    await until(eve, () => eve.groups.members(made.id).length === 2);
    const results = await dan.groups.invite(made.id, [idOf(finn), idOf(eve)]);
    expect(results).toEqual([{ userId: idOf(finn) }, { userId: idOf(eve), failure: expect.any(String) }]);
    await until(finn, () => finn.groups.get(made.id)?.myRole === 'member');
    await until(eve, () => eve.groups.members(made.id).length === 3 && eve.groups.get(made.id)?.memberCount === 3);
    await say(dan, made.id, 'welcome');
    await until(finn, () => texts(finn, made.id).join() === 'welcome');
  });

  test('is unknown to nobody: a stranger loads it, and is told when there is none', async () => {
    const { group: made } = await group('Open', 'g_gus');
    const stranger = await people.signIn('g_hal');
    expect(await stranger.groups.load(made.id)).toMatchObject({ name: 'Open', myRole: 'none' });
    expect(stranger.groups.list()).toEqual([]);
    const nothing = (made.id + 1000) as typeof made.id;
    await expect(stranger.groups.load(nothing)).rejects.toMatchObject({ code: 'groupNotFound' });
  });
});

describe('talk in a group', () => {
  test('mentions: one, all, and how long it is shown', async () => {
    const { group: made, clients } = await group('Mentions', 'g_ida', 'g_jon', 'g_kim');
    const [ida, jon, kim] = clients as [Client, Client, Client];
    const message = await say(ida, made.id, '@jon look', { mentions: [idOf(jon)] });
    expect(message).toMatchObject({ mentions: [idOf(jon)], isMentioningMe: false });
    await until(jon, () => shown(jon, made.id)?.isMentioned);
    await until(kim, () => texts(kim, made.id).length === 1);
    expect(shown(kim, made.id)?.isMentioned).toBe(false);
    expect(jon.messages(made.id)[0]).toMatchObject({ isMentioningMe: true, mentions: [idOf(jon)] });
    await jon.markRead(made.id);
    expect(shown(jon, made.id)?.isMentioned).toBe(false);
    await jon.markUnread(made.id, message.id);
    expect(shown(jon, made.id)?.isMentioned).toBe(true);
    await ida.recall(made.id, message.id);
    await until(jon, () => texts(jon, made.id).length === 0);
    expect(shown(jon, made.id)?.isMentioned).toBe(false);
    await say(ida, made.id, 'everyone!', { mentionsAll: true });
    await until(jon, () => shown(jon, made.id)?.isMentioned);
    await until(kim, () => shown(kim, made.id)?.isMentioned);
    const fresh = await people.signIn('g_kim');
    await until(fresh, () => shown(fresh, made.id)?.isMentioned);
  });

  test('an admin recalls what somebody else said; a plain member may not', async () => {
    const { group: made, clients } = await group('Order', 'g_leo', 'g_mia', 'g_ned');
    const [leo, mia, ned] = clients as [Client, Client, Client];
    const message = await say(ned, made.id, 'a bad word');
    await until(mia, () => texts(mia, made.id).length === 1);
    await expect(mia.recall(made.id, message.id)).rejects.toMatchObject({ code: 'noPermission' });
    expect(texts(mia, made.id)).toEqual(['a bad word']);
    expect(shown(mia, made.id)?.unreadCount).toBe(1);
    await leo.groups.setAdmins(made.id, [idOf(mia)], true);
    await until(mia, () => mia.groups.get(made.id)?.myRole === 'admin');
    await mia.recall(made.id, message.id);
    for (const client of [leo, ned]) await until(client, () => texts(client, made.id).length === 0);
    expect(shown(mia, made.id)?.unreadCount).toBe(0);
  });

  test('read receipts: how many have read, who, and who has not', async () => {
    const { group: made, clients } = await group('Receipts', 'g_ola', 'g_pat', 'g_quin');
    const [ola, pat, quin] = clients as [Client, Client, Client];
    await ola.groups.update(made.id, { hasReadReceipts: true });
    expect(ola.groups.get(made.id)?.hasReadReceipts).toBe(true);
    const { id } = await say(ola, made.id, 'who reads this?');
    const own = () => ola.messages(made.id).at(-1);
    await until(pat, () => texts(pat, made.id).length === 1);
    await until(quin, () => texts(quin, made.id).length === 1);
    await pat.markRead(made.id);
    await until(ola, () => own()?.status === 'read' && own()?.readCount === 1);
    expect(own()?.readers).toEqual([idOf(pat)]);
    expect(await ola.receipts(made.id, id, { which: 'read' })).toEqual({ userIds: [idOf(pat)], count: 1 });
    expect(await ola.receipts(made.id, id, { which: 'unread' })).toEqual({ userIds: [idOf(quin)], count: 1 });
    await quin.markRead(made.id);
    await until(ola, () => own()?.readCount === 2);
    expect((await ola.receipts(made.id, id, { which: 'unread' })).userIds).toEqual([]);
    await expect(pat.receipts(made.id, id, { which: 'read' })).rejects.toMatchObject({ code: 'noPermission' });
  });

  test('a streamed message ends the same for all members', async () => {
    const { group: made, clients } = await group('Stream', 'g_ray', 'g_sol', 'g_tia');
    const [ray] = clients as [Client];
    const message = await say(ray, made.id, '>');
    await Promise.all(Array.from({ length: 100 }, (_, at) => ray.append(made.id, message.id, ` ${at}`)));
    const whole = texts(ray, made.id)[0];
    expect(whole?.endsWith(' 99')).toBe(true);
    for (const client of clients) await until(client, () => texts(client, made.id)[0] === whole);
  });
});

describe('leaving', () => {
  test('of oneself: the conversation stays readable, the group is not listed, sending fails by name', async () => {
    const { group: made, clients } = await group('Farewell', 'g_uma', 'g_vic');
    const [uma, vic] = clients as [Client, Client];
    await say(uma, made.id, 'hello');
    await until(vic, () => texts(vic, made.id).length === 1);
    await until(uma, () => uma.groups.members(made.id).length === 2);
    await vic.groups.leave(made.id);
    expect(vic.groups.list()).toEqual([]);
    expect(vic.groups.get(made.id)?.myRole).toBe('none');
    expect(texts(vic, made.id)).toEqual(['hello']);
    const { localId } = vic.send(made.id, { type: 'text', text: 'wait' });
    expect((await vic.whenSettled(localId)).failure?.code).toBe('notGroupMember');
    await until(uma, () => uma.groups.members(made.id).length === 1 && uma.groups.get(made.id)?.memberCount === 1);
    await expect(uma.groups.leave(made.id)).rejects.toMatchObject({ code: 'ownerCannotLeave' });
  });

  test('by being kicked, seen on both devices; and by being blocked', async () => {
    const { group: made, clients } = await group('Door', 'g_wes', 'g_xia');
    const [wes, xia] = clients as [Client, Client];
    const too = await people.signIn('g_xia');
    await until(too, () => too.groups.list().length === 1);
    await wes.groups.kick(made.id, [idOf(xia)]);
    for (const client of [xia, too]) {
      await until(client, () => client.groups.list().length === 0 && client.groups.get(made.id)?.myRole === 'none');
    }
    await expect(wes.groups.kick(made.id, [idOf(xia)])).rejects.toMatchObject({ code: 'notGroupMember' });
    await wes.groups.invite(made.id, [idOf(xia)]);
    for (const client of [xia, too]) await until(client, () => client.groups.get(made.id)?.myRole === 'member');
    await say(wes, made.id, 'back again');
    await until(too, () => shown(too, made.id)?.unreadCount === 1);
    await wes.groups.block(made.id, [idOf(xia)]);
    await until(xia, () => xia.groups.list().length === 0);
    expect(await wes.groups.blocked(made.id)).toEqual([idOf(xia)]);
    await expect(xia.groups.apply(made.id)).rejects.toMatchObject({ code: 'inGroupBlocklist' });
    await wes.groups.unblock(made.id, [idOf(xia)]);
    expect(await wes.groups.blocked(made.id)).toEqual([]);
  });

  test('what was said can be deleted by somebody who is out, and stays away', async () => {
    const { group: made, clients } = await group('Past', 'g_yan', 'g_zoe');
    const [yan, zoe] = clients as [Client, Client];
    await say(yan, made.id, 'so long');
    await until(zoe, () => texts(zoe, made.id).length === 1);
    await yan.groups.kick(made.id, [idOf(zoe)]);
    await until(zoe, () => zoe.groups.get(made.id)?.myRole === 'none');
    await zoe.deleteConversation(made.id, 'everywhere');
    expect(shown(zoe, made.id)).toBeUndefined();
    expect(texts(zoe, made.id)).toEqual([]);
  });

  test('of everyone: a dissolved group', async () => {
    const { group: made, clients } = await group('Short', 'g_yan', 'g_zoe');
    const [yan, zoe] = clients as [Client, Client];
    await say(yan, made.id, 'the end');
    await until(zoe, () => texts(zoe, made.id).length === 1);
    await yan.groups.destroy(made.id);
    await until(zoe, () => zoe.groups.list().length === 0 && zoe.groups.get(made.id)?.isDestroyed);
    expect(texts(zoe, made.id)).toEqual(['the end']);
    const { localId } = zoe.send(made.id, { type: 'text', text: '?' });
    expect((await zoe.whenSettled(localId)).failure?.code).toBe('notGroupMember');
  });
});

describe('running a group', () => {
  test('settings, names and roles reach everyone', async () => {
    const { group: made, clients } = await group('Old name', 'h_ann', 'h_ben', 'h_cleo');
    const [ann, ben, cleo] = clients as [Client, Client, Client];
    for (const client of clients) await until(client, () => client.groups.members(made.id).length === 3);
    await ann.groups.update(made.id, { name: 'New name', description: 'about', allowsMemberInvite: false });
    await until(ben, () => shown(ben, made.id)?.title === 'New name');
    await until(ben, () => ben.groups.get(made.id)?.allowsMemberInvite === false);
    expect(ben.groups.get(made.id)).toMatchObject({ description: 'about', allowsMemberInvite: false });
    await expect(ben.groups.invite(made.id, [])).rejects.toMatchObject({ code: 'adminRightNeeded' });
    await expect(ben.groups.update(made.id, { name: 'Mine' })).rejects.toMatchObject({ code: 'adminRightNeeded' });
    await ann.groups.update(made.id, { applyApproval: 'rejectAll', allowsMemberEdit: true, hidesMembers: true });
    await until(ben, () => ben.groups.get(made.id)?.applyApproval === 'rejectAll');
    await ben.groups.update(made.id, { name: 'Ours' });
    await until(ann, () => ann.groups.get(made.id)?.name === 'Ours');

    await ben.groups.setDisplayName(made.id, 'Captain');
    const nameOfBen = (client: Client) =>
      client.groups.members(made.id).find(({ userId }) => userId === idOf(ben))?.displayName;
    expect(nameOfBen(ben)).toBe('Captain');
    await until(cleo, () => nameOfBen(cleo) === 'Captain');

    await ann.groups.setAdmins(made.id, [idOf(ben)], true);
    const roleOfBen = (client: Client) =>
      client.groups.members(made.id).find(({ userId }) => userId === idOf(ben))?.role;
    await until(cleo, () => roleOfBen(cleo) === 'admin');
    expect(cleo.groups.members(made.id).map(({ role }) => role)).toEqual(['owner', 'admin', 'member']);
    await ann.groups.transfer(made.id, idOf(cleo));
    await until(cleo, () => cleo.groups.get(made.id)?.myRole === 'owner');
    await until(ann, () => ann.groups.get(made.id)?.myRole === 'member');
    await until(ben, () => ben.groups.members(made.id)[0]?.userId === idOf(cleo));
  });

  test('bans: one member, everyone, and again not', async () => {
    const { group: made, clients } = await group('Silence', 'h_dan', 'h_eve');
    const [dan, eve] = clients as [Client, Client];
    const failureOf = async () => {
      const { localId } = eve.send(made.id, { type: 'text', text: 'may I?' });
      return (await eve.whenSettled(localId)).failure?.code;
    };
    const banOfEve = (client: Client) =>
      client.groups.members(made.id).find(({ userId }) => userId === idOf(eve))?.bannedUntilMs;
    for (const client of clients) await until(client, () => client.groups.members(made.id).length === 2);
    await dan.groups.ban(made.id, [idOf(eve)], 'forEver');
    await until(eve, () => banOfEve(eve) === -1);
    expect(await failureOf()).toBe('groupMemberBanned');
    await dan.groups.unban(made.id, [idOf(eve)]);
    await until(eve, () => banOfEve(eve) === 0);
    expect(await failureOf()).toBeUndefined();
    await dan.groups.banAll(made.id, 5);
    await until(eve, () => (eve.groups.get(made.id)?.bannedUntilMs ?? 0) > Date.now());
    expect(await failureOf()).toBe('groupMemberBanned');
    await dan.groups.banAll(made.id, 0);
    await until(eve, () => eve.groups.get(made.id)?.bannedUntilMs === 0);
    expect(await failureOf()).toBeUndefined();
  });

  test('muting it for oneself is known on all devices', async () => {
    const { group: made, clients } = await group('Noise', 'h_finn', 'h_gus');
    const [, gus] = clients as [Client, Client];
    const too = await people.signIn('h_gus');
    too.openConversation(made.id);
    await until(too, () => shown(too, made.id)?.isMuted === false);
    await gus.groups.setMuteMode(made.id, 'silent');
    expect(shown(gus, made.id)?.isMuted).toBe(true);
    await until(too, () => shown(too, made.id)?.isMuted === true);
  });

  test('announcements: made, told, listed the newest first, taken back', async () => {
    const { group: made, clients } = await group('News', 'h_nia', 'h_oli');
    const [nia, oli] = clients as [Client, Client];
    const told = new Promise((resolve) => oli.on('groups', resolve));
    await nia.groups.announce(made.id, { title: 'First', content: 'one' });
    expect(await told).toEqual({ groupIds: [made.id] });
    await nia.groups.announce(made.id, { title: 'Second', content: 'two' });
    const list = await oli.groups.announcements(made.id);
    expect(list).toMatchObject([
      { title: 'Second', content: 'two', authorId: idOf(nia) },
      { title: 'First', content: 'one' },
    ]);
    await nia.groups.deleteAnnouncement(made.id, list[0]!.id);
    expect((await oli.groups.announcements(made.id)).map(({ title }) => title)).toEqual(['First']);
    await expect(oli.groups.announce(made.id, { title: 'No', content: '' })).rejects.toMatchObject({
      code: 'announcementsDisabled',
    });
  });

  test('invitations of those who want to be asked: told, listed, answered', async () => {
    const { group: made, clients } = await group('Invited', 'h_pia');
    const [pia] = clients as [Client];
    const quo = await people.signIn('h_quo');
    const token = await people.cloud.rest.logIn({ username: 'h_quo', password: 'correct horse' });
    await people.cloud.rest.post('/user/settings', { group_confirm: true }, token);
    const told = new Promise((resolve) => quo.on('requests', () => resolve(true)));
    await pia.groups.invite(made.id, [idOf(quo)], 'join us');
    await told;
    expect(quo.groups.list()).toEqual([]);
    expect(await quo.groups.invitations()).toMatchObject([
      { groupId: made.id, inviterId: idOf(pia), reason: 'join us', status: 'waiting' },
    ]);
    await quo.groups.answerInvitation(made.id, idOf(pia), true);
    expect(quo.groups.list()).toMatchObject([{ id: made.id, myRole: 'member' }]);
  });

  test('pins are known on all devices', async () => {
    const { group: made, clients } = await group('Pinned', 'h_rae');
    const [rae] = clients as [Client];
    const too = await people.signIn('h_rae');
    too.openConversation(made.id);
    await rae.setPinned(made.id, true);
    expect(shown(rae, made.id)?.isPinned).toBe(true);
    await until(too, () => shown(too, made.id)?.isPinned);
    await too.setPinned(made.id, false);
    await until(rae, () => shown(rae, made.id)?.isPinned === false);
  });

  test('applications: made, told, listed, answered', async () => {
    const { group: made, clients } = await group('Club', 'h_hal');
    const [hal] = clients as [Client];
    const ida = await people.signIn('h_ida');
    const told = new Promise((resolve) => hal.on('requests', () => resolve(true)));
    expect(await ida.groups.apply(made.id, 'please')).toBe('waiting');
    await told;
    expect(await hal.groups.applications()).toMatchObject([
      { groupId: made.id, userId: idOf(ida), reason: 'please', status: 'waiting' },
    ]);
    await hal.groups.answerApplication(made.id, idOf(ida), true);
    await until(ida, () => ida.groups.get(made.id)?.myRole === 'member');
    await expect(hal.groups.answerApplication(made.id, idOf(ida), true)).rejects.toMatchObject({
      code: 'groupApplicationHandled',
    });
    await hal.groups.update(made.id, { applyApproval: 'acceptAll' });
    const jon = await people.signIn('h_jon');
    expect(await jon.groups.apply(made.id)).toBe('joined');
  });
});

describe('groups on this device', () => {
  test('are there offline, with members, and fresh after the reconnect', async () => {
    const network = newNetwork();
    const storage = await lastingStorage();
    const owner = await people.signIn('h_kim');
    const member = await people.signIn('h_leo', { ...network.options, storage });
    const memberId = idOf(member);
    const made = await owner.groups.create({ name: 'Kept', members: [memberId] });
    await until(
      member,
      () => member.groups.members(made.id).length === 2 && member.groups.get(made.id)?.name === 'Kept',
    );
    await member.close();
    network.cut();
    const offline = people.newClient({ ...network.options, storage });
    await offline.resume();
    expect(offline.groups.list()).toMatchObject([{ id: made.id, name: 'Kept', myRole: 'member' }]);
    offline.groups.members(made.id);
    await until(offline, () => offline.groups.members(made.id).length === 2);
    await owner.groups.update(made.id, { name: 'Renamed' });
    await owner.groups.kick(made.id, [memberId]);
    network.restore();
    offline.reconnectNow();
    await until(offline, () => offline.groups.list().length === 0 && offline.groups.get(made.id)?.myRole === 'none');
  });
});

test('who is put out of a group with unread messages has none of it to read any more', async () => {
  const storage = await lastingStorage();
  const [ann, ben] = [await people.signIn('out_ann'), await people.signIn('out_ben', { storage })];
  const { id } = await ann.groups.create({ name: 'Short', members: [idOf(ben)] });
  const benId = idOf(ben);
  await until(ben, () => ben.groups.get(id)?.myRole === 'member');
  await say(ann, id, 'one');
  await say(ann, id, 'two');
  await until(ben, () => ben.totalUnread === 2);
  await ann.groups.kick(id, [idOf(ben)]);
  await until(ben, () => ben.groups.get(id)?.myRole === 'none');
  await until(ben, () => ben.totalUnread === 0);
  await ben.close();
  const again = await people.resume({ storage });
  await until(again, () => again.isSynced);
  expect(again.totalUnread).toBe(0);
  await ann.groups.invite(id, [benId]);
  await until(again, () => again.groups.get(id)?.myRole === 'member');
  await say(ann, id, 'three');
  await until(again, () => again.totalUnread === 1);
});
