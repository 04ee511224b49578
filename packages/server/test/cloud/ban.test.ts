import { decodeMessageBody, StatusCode, UserNoticeType } from '@warbler/protocol';
import { type Cloud, DeployedClient, startCloud, type TestUser, TRANSPORTS } from '@warbler/test-kit';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { asAdmin } from './as-admin.ts';
import { People } from './people.ts';
import { userNoticesAt, wasEnded } from './user-notices.ts';

let cloud: Cloud;
let people: readonly People[];
let victim: TestUser;
let friend: DeployedClient;
let count = 0;

beforeAll(async () => {
  cloud = await startCloud();
  people = TRANSPORTS.map((transport) => new People(cloud, transport));
});
afterEach(() => {
  for (const some of people) some.leave();
});
afterAll(() => cloud.stop());

/** A new user, online with a device on each transport, and a friend. */
async function meet(): Promise<readonly DeployedClient[]> {
  count += 1;
  victim = await cloud.register(`victim_${count}`);
  friend = await (people[0] as People).join(`friend_${count}`);
  return Promise.all(people.map((some, index) => some.device(victim, `device_${index}`)));
}

const ban = () => asAdmin(cloud, 'PUT /user/disable', { body: { list: [victim.userId] } });
const unban = () => asAdmin(cloud, 'PUT /user/enable', { body: { list: [victim.userId] } });
const isOnline = async () =>
  (await asAdmin<{ online: boolean }>(cloud, 'GET /user/online_status', { user: victim.userId })).online;
const historyOf = async () =>
  (await friend.history(victim.userId, 0, 200)).metas.map(({ id }) => id).sort((one, other) => one - other);

test('a ban ends the sessions on both transports within the call, and refuses new ones and REST', async () => {
  const devices = await meet();
  expect(await isOnline()).toBe(true);
  await ban();
  expect(await isOnline()).toBe(false);
  for (const device of devices) {
    await wasEnded(device, UserNoticeType.FROZEN);
    await device.connect();
    expect((await device.provision()).code).toBe(StatusCode.USER_FROZEN);
    const { code } = await cloud.rest.call('GET', '/user/profile', undefined, device.options.token);
    expect(code).toBe(10010);
  }
});

test('what a banned user was sending is stored before the call is answered or never, and each answer is true', async () => {
  const [one, other] = (await meet()) as [DeployedClient, DeployedClient];
  const answered: number[] = [];
  const send = async (device: DeployedClient, index: number) => {
    const answer = await device.sendText(friend.options.userId, `message ${index}`).catch(() => undefined);
    if (answer?.status?.code === StatusCode.OK) answered.push(answer.serverMid);
  };
  const sends: Promise<void>[] = [];
  for (let index = 0; index < 60; index += 1) sends.push(send(one, index), send(other, index));
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(0));
  for (let index = 60; index < 80; index += 1) sends.push(send(one, index), send(other, index));
  await ban();
  const stored = await historyOf();
  await Promise.all(sends);
  expect(stored).toEqual(expect.arrayContaining(answered));
  for (const device of [one, other]) await wasEnded(device, UserNoticeType.FROZEN);
  // A message of somebody else goes through everything once more.
  await (await (people[1] as People).join(`witness_${count}`)).sendText(friend.options.userId, 'anything new?');
  expect(await historyOf()).toEqual(stored);
});

test('others still write to a banned user, who finds it all when let in again, with the same token', async () => {
  const [device] = (await meet()) as [DeployedClient];
  await friend.sendText(victim.userId, 'before');
  await ban();
  await wasEnded(device, UserNoticeType.FROZEN);
  expect((await friend.sendText(victim.userId, 'meanwhile')).status?.code).toBe(StatusCode.OK);
  await unban();
  const { options } = device;
  const again = await DeployedClient.logIn(options);
  expect((await again.unread()).unread.get(friend.options.userId)).toBe(2);
  const { metas } = await again.history(friend.options.userId);
  expect(metas.map(({ payload }) => decodeMessageBody(payload).content)).toEqual(['meanwhile', 'before']);
  expect((await again.sendText(friend.options.userId, 'thanks')).status?.code).toBe(StatusCode.OK);
  again.disconnect();
});

test('a password that an admin sets ends the sessions as a change by the user does', async () => {
  const devices = await meet();
  const password = 'chosen by the admin';
  await asAdmin(cloud, 'POST /user/change_password_admin', { body: { password }, user: victim.userId });
  for (const device of devices) await wasEnded(device, UserNoticeType.PASSWORD_CHANGED);
  await cloud.rest.logIn({ ...victim, password });
});

test("new settings and names are told to the user's devices, names to friends too; secrets to nobody else", async () => {
  const [one, other] = (await meet()) as [DeployedClient, DeployedClient];
  await asAdmin(cloud, 'POST /user/add_roster', { body: { list: [friend.options.userId] }, user: victim.userId });
  const { token } = one.options;
  const before = friend.frames.length;
  await cloud.rest.post('/user/settings', { auth_mode: 2, auth_answer: 'secret answer' }, token);
  await cloud.rest.post('/user/sounds', { value: true }, token);
  await cloud.rest.post('/user/push/badge', { badge: 3 }, token);
  await cloud.rest.post('/user/mobile?mobile=%2B4915199999999', {}, token);
  await cloud.rest.post(`/user/username?username=renamed_${count}`, {}, token);
  const told = (device: DeployedClient) =>
    userNoticesAt(device)
      .filter(({ type }) => type === UserNoticeType.INFO_UPDATED)
      .map(({ content }) => JSON.parse(content) as unknown);
  for (const device of [one, other]) {
    await vi.waitFor(() =>
      expect(told(device)).toEqual([
        { auth_mode: 2, auth_answer: 'secret answer' },
        { no_sounds: true },
        { mobile: '+4915199999999' },
        { username: `renamed_${count}` },
      ]),
    );
  }
  const heard = () =>
    friend.frames
      .slice(before)
      .flatMap((frame) => (frame.kind === 'sync' ? frame.sync.metas : []))
      .map(({ payload }) => Buffer.from(payload).toString())
      .join();
  await vi.waitFor(() => expect(heard()).toContain(`renamed_${count}`));
  expect(heard()).not.toContain('secret answer');
  expect(heard()).not.toContain('+49151');
});
