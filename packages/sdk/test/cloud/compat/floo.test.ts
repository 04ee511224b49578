import { encodeFrameOf, encodeGroupNotice, encodeSyncDL, GroupNoticeType, MetaNamespace } from '@warbler/protocol';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import flooimByDefault, { flooim, newKeyValues } from '../../../src/compat/index.ts';
import { createMemoryStorage } from '../../../src/index.ts';
import { defaultPlatform } from '../../../src/platform/default-platform.ts';
import type { WebSocketLike } from '../../../src/platform/platform.ts';
import { flooApi } from './floo-api.ts';
import { FlooWorld, type Loose, type Person } from './floo-people.ts';

const world = new FlooWorld();
let ann: Person;
let ben: Person;
let cem: Person;
/** The sockets of ben's client, into which a frame can be put that this server never sends. */
const sockets: WebSocketLike[] = [];

beforeAll(async () => {
  await world.start();
  const platform = defaultPlatform();
  const openWebSocket = (url: string) => {
    const socket = platform.openWebSocket(url);
    sockets.push(socket);
    return socket;
  };
  ann = await world.signIn('floo_ann');
  ben = await world.signIn('floo_ben', { platform: { openWebSocket } });
  cem = await world.signIn('floo_cem');
});

afterAll(async () => {
  await world.stop();
  const { methods, events } = flooApi;
  process.stdout.write(`floo methods: ${world.called.size} of ${methods.length}\n`);
  process.stdout.write(`floo events: ${world.told.size} of ${events.length}\n`);
  expect(methods.map(({ object, name }) => `${object}.${name}`).filter((name) => !world.called.has(name))).toEqual([]);
  expect(events.map(({ name }) => name).filter((name) => !world.told.has(name))).toEqual([]);
  expect(world.faults).toEqual([]);
});

const befriend = async (one: Person, other: Person) => {
  await other.im.userManage.asyncUpdateAuthmode({ value: 1 });
  await one.im.rosterManage.asyncApply({ user_id: other.id, alias: '', reason: 'hello' });
  await other.until('onRosterApplied', ({ from }) => from.uid.toNumber() === one.id);
  await other.im.rosterManage.asyncAccept({ user_id: one.id });
  await one.until('onRosterAccepted');
};

/** They are friends from then on, if they were not. */
const beFriends = async (one: Person, other: Person) => {
  const friends = await one.im.rosterManage.asyncGetRosterIdList(true);
  if (!friends?.includes(other.id)) await befriend(one, other);
};

const newGroup = async (owner: Person, members: readonly Person[], more: object = {}): Promise<number> => {
  const user_list = members.map(({ id }) => id);
  const body = { name: 'choir', type: 0, user_list, ...more };
  const { group_id } = await owner.im.groupManage.asyncCreate<Loose>(body);
  await Promise.all(
    members.map((one) =>
      vi.waitFor(() =>
        expect(one.im.groupManage.asyncGetJoinedGroups(false)).resolves.toContainEqual(
          expect.objectContaining({ group_id }),
        ),
      ),
    ),
  );
  return group_id;
};

/** A text from one to another, as the other got it. */
const say = async (from: Person, to: Person, content: string): Promise<Loose> => {
  from.im.sysManage.sendRosterMessage({ uid: to.id, content });
  return to.until('onRosterMessage', (message) => message.content === content);
};

const refusal = (code: number) =>
  expect.objectContaining({ code, url: expect.any(String), message: expect.any(String) });

describe('the list', () => {
  test('has 210 methods and 50 events', () => {
    expect(flooApi.methods.length).toBe(210);
    expect(flooApi.events.length).toBe(50);
  });

  test('the enums are these, by both names', () => {
    const vars = ann.im.sysManage.getStaticVars();
    for (const [name, names] of Object.entries(flooApi.enums)) {
      const numbers = Object.fromEntries(names.map((one, at) => [one, at]));
      expect(vars[name]).toEqual(numbers);
      expect(Object.getPrototypeOf(vars[name])).toBe(Object.prototype);
      expect(vars[`STATIC_${name}`]).toEqual(numbers);
    }
  });
});

describe('signing in', () => {
  test('by name: every step is told, and what is known is read at once', async () => {
    const { im } = ann;
    expect(
      ann
        .told('flooNotice')
        .filter(({ category }) => category === 'loginMessage')
        .map(({ desc }) => desc),
    ).toEqual([
      'getting token...',
      'token sucecc, getting roster lists..',
      'socket connecting...',
      'socket connect success...',
      'logining socket service...',
      'login socket success.....',
    ]);
    expect(ann.told('loginSuccess')[0]).toEqual({});
    expect([im.isLogin(), im.isReady(), im.isAppInfoReady()]).toEqual([true, true, true]);
    expect(im.userManage.getUid()).toBe(ann.id);
    expect(im.userManage.getToken()).toEqual(expect.any(String));
    expect(im.userManage.getAppid()).toBe(world.cloud.appId);
    expect(im.userManage.getDeviceSN()).toEqual(expect.any(Number));
    expect(im.baseUrl).toBe(world.cloud.url);
    im.wxlogin();
    im.setLogLevel('off');
  });

  test('by id, by token, with a wrong password', async () => {
    const dan = await world.newcomer('floo_dan');
    dan.im.login({ name: dan.name, password: 'wrong' });
    expect(await dan.until('loginFail')).toMatch(/^token failure:/);
    dan.im.idLogin({ user_id: dan.id, password: dan.password });
    await dan.until('loginSuccess');
    const token = dan.im.userManage.getToken() ?? '';

    const again = world.open(dan);
    again.im.qrlogin({ user_id: String(dan.id), password: dan.password });
    await again.until('loginSuccess');
    const third = world.open(dan);
    third.im.tokenLogin(dan.id, token, 'key');
    await third.until('loginSuccess');
    expect(third.im.isLogin()).toBe(true);

    const devices = await third.im.userManage.asyncGetDeviceList<Loose>();
    expect(devices[0]).toMatchObject({ device_sn: expect.any(Number), platform: expect.any(Number), user_id: dan.id });
    await third.im.userManage.asyncKickDevice({ device_sn: dan.im.userManage.getDeviceSN() });
    await dan.until(
      'flooNotice',
      ({ category, desc }) => category === 'userNotice' && desc === 'KICKED_BY_OTHER_DEVICE',
    );
    expect(await dan.until('flooNotice', ({ category }) => category === 'action')).toEqual({
      category: 'action',
      desc: 'relogin_manually',
    });
    expect(dan.im.isLogin()).toBe(false);
    third.im.kickAllWeb();
    await vi.waitFor(() => expect(third.im.userManage.getUid()).toBeUndefined());
  });

  test('what a tab keeps: it is taken up again by the next page, until a log-out', async () => {
    const eve = await world.newcomer('floo_eve');
    await eve.close();
    const kept = createMemoryStorage();
    const storage = { ...kept, close: async () => undefined };
    const [tab, lasting] = [newKeyValues(), newKeyValues()];
    const first = world.open(eve, { storage, webStore: { tab, lasting } });
    first.im.login({ name: eve.name, password: eve.password });
    await first.until('loginSuccess');
    await say(ann, first, 'kept for the next page');
    await first.close();

    const second = world.open(eve, { storage, webStore: { tab, lasting } });
    await second.until('loginSuccess');
    expect(second.im.rosterManage.getRosterMessageByRid(ann.id).map(({ content }) => content)).toEqual([
      'kept for the next page',
    ]);
    second.im.disConnect();
    second.im.logout({});
    await second.until('logout');
    await second.close();

    const third = world.open(eve, { storage, webStore: { tab, lasting } });
    await vi.waitFor(() => expect(third.im.isReady()).toBe(true));
    expect(third.im.isLogin()).toBe(false);
    await third.close();
    const otherTab = world.open(eve, { storage, deviceScope: 'two', webStore: { tab: newKeyValues(), lasting } });
    await otherTab.until('loginSuccess');
    otherTab.im.userManage.deleteToken();
    expect(otherTab.im.isLogin()).toBe(false);
    otherTab.im.cleanup();
    await vi.waitFor(async () => expect(await kept.list({ prefix: `${world.cloud.appId}/user` })).toEqual([]));
  });

  test('the page has one object; an unknown app is told', async () => {
    const config = { appid: 'nowhere', dnsServer: `${world.cloud.url}/v2/app_dns`, logLevel: 'off' as const };
    const errors: Loose[] = [];
    const im = flooim(config);
    im.listen('flooError', (error: Loose) => errors.push(error));
    await vi.waitFor(() => expect(errors[0]).toMatchObject({ category: 'DNS_FAILED', code: expect.any(Number) }));
    const seen = errors.length;
    expect(flooimByDefault(config)).toBe(im);
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(seen));
    expect(() => flooim({ ...config, appid: '' })).toThrow(expect.objectContaining({ code: 'invalidParameter' }));
    const probe = world.open(ann);
    const heard = vi.fn();
    probe.im.listen({ flooNotice: heard });
    probe.im.off({ flooNotice: heard });
    probe.im.on('flooNotice', heard);
    probe.im.off('flooNotice', heard);
    probe.im.login({ name: 'nobody at all', password: 'x' });
    await probe.until('loginFail');
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('userManage', () => {
  test('accounts', async () => {
    const { userManage } = ann.im;
    expect(await userManage.asyncRegister({ username: 'floo_new', password: 'secret1' })).toMatchObject({
      user_id: expect.any(Number),
      auth_mode: 0,
    });
    expect(
      await userManage.asyncRegisterAnonymous({ username: 'anon_', password: 'secret1', cid: ann.id }),
    ).toMatchObject({ username: expect.stringMatching(/^anon_/) });
    expect(await userManage.asyncTokenUser({ name: ann.name, password: ann.password })).toMatchObject({
      user_id: ann.id,
      token: expect.any(String),
      expire: expect.any(Number),
    });
    expect(await userManage.asyncTokenId({ user_id: String(ann.id), password: ann.password })).toMatchObject({
      user_id: ann.id,
    });
    await expect(userManage.asyncTokenUser({ password: 'x' })).rejects.toMatchObject({
      message: expect.stringContaining('name|mobile'),
    });
    expect(await userManage.asyncUserNameCheck<Loose>({ username: 'floo_free' })).toBeDefined();
    const { code } = await userManage.asyncGenerateSecretInfo<Loose>({ expire_seconds: 60, secret_text: '{}' });
    expect(await userManage.asyncSendSecretInfo({ code })).toMatchObject({ secret_text: '{}' });
    const gone = await world.signIn('floo_gone');
    expect(
      await gone.im.userManage.asyncUserChangePassword({ old_password: gone.password, new_password: 'another1' }),
    ).toBe(true);
    const leaving = await world.signIn('floo_leaving');
    expect(await leaving.im.userManage.asyncDeleteUser({ password: leaving.password })).toBe(true);
  });

  test('the own profile and settings', async () => {
    const { userManage } = ann.im;
    expect(await userManage.asyncUpdateAuthmode({ value: 1 })).toBe(true);
    expect(await userManage.asyncUpdateAvatar({ avatar: 'https://example.org/a.png' })).toBe(true);
    expect(await userManage.asyncUpdateNickName({ nick_name: 'Ann A.' })).toBe(true);
    expect(await userManage.asyncUpdateProfile({ description: 'sings', public_info: '{}' })).toBe(true);
    expect(await userManage.asyncGetProfile()).toMatchObject({
      user_id: ann.id,
      nick_name: 'Ann A.',
      description: 'sings',
    });
    expect(await userManage.asyncUpdateSettings({ user_id: ann.id, auth_mode: 1 })).toBe(true);
    expect(await userManage.asyncGetSettings()).toMatchObject({ auth_mode: 1 });
    const device = { device_sn: userManage.getDeviceSN(), device_token: 'push-token', notifier_name: 'web' };
    expect(await userManage.asyncBindDeviceToken(device)).toBeDefined();
    expect(await userManage.asyncUnbindDeviceToken({ deviceSn: device.device_sn })).toBeDefined();
  });

  test('mobile numbers and verification', async () => {
    const fay = await world.signIn('floo_fay');
    const { userManage } = fay.im;
    const withCode = async (mobile: string) => {
      await userManage.asyncUserSendSms({ mobile });
      return { mobile, captcha: world.codeOf(mobile) };
    };
    const mobile = world.freeMobile();
    expect(await userManage.asyncUpdateMobile({ mobile: world.freeMobile() })).toBe(true);
    await userManage.asyncUserBindMobile(await withCode(mobile));
    expect(await userManage.asyncGetUserVerification()).toMatchObject({ status: expect.any(Number) });
    await userManage.userVerificationByMobile(await withCode(mobile));
    expect(await userManage.asyncGetUserVerification()).toMatchObject({ status: 1 });
    expect(await userManage.asyncUserMobileLogin<Loose>(await withCode(mobile))).toMatchObject({ username: fay.name });
    const { sign } = await userManage.userChangeMobileCheckPassword<Loose>({ password: fay.password });
    expect(await userManage.userChangeMobileCheckMobile(await withCode(mobile))).toMatchObject({
      sign: expect.any(String),
    });
    const next = world.freeMobile();
    await userManage.userChangeMobile({ ...(await withCode(next)), sign });
    const gil = await world.signIn('floo_gil');
    await gil.im.userManage.asyncUserUpdateMobile({ mobile: world.freeMobile() });
    await gil.im.userManage.asyncUserMobileBind(await withCode(world.freeMobile()));
    const hal = await world.signIn('floo_hal');
    const free = await withCode(world.freeMobile());
    const proof = await hal.im.userManage.asyncUserMobileLogin<Loose>(free);
    await hal.im.userManage.asyncUserMobileBindSign({ mobile: free.mobile, sign: proof.sign });
    const image_id = await userManage.asyncCaptchaImagePost();
    expect(image_id).toEqual(expect.any(String));
    await expect(userManage.asyncCaptchaSms({ captcha: 'nope', image_id, mobile })).rejects.toEqual(refusal(11014));
  });
});

describe('rosterManage', () => {
  test('friends: applying, accepting, declining, blocking, leaving', async () => {
    const [una, vic] = [await world.signIn('floo_una'), await world.signIn('floo_vic')];
    const { rosterManage } = una.im;
    await vic.im.userManage.asyncUpdateAuthmode({ value: 1 });
    await rosterManage.asyncApply({ user_id: vic.id, alias: '', reason: 'hello' });
    const applied = await vic.until('onRosterApplied');
    expect(applied.payload).toMatchObject({ type: 7, content: expect.any(String) });
    expect(applied.payload.from.uid.toNumber()).toBe(una.id);
    expect(await vic.im.rosterManage.asyncGetApplyList({ cursor: '' })).toMatchObject([
      { user_id: una.id, reason: 'hello', status: 0 },
    ]);
    await vic.im.rosterManage.asyncDecline({ user_id: una.id, reason: 'no' });
    await una.until('onRosterDeclined');
    await befriend(una, vic);
    await vi.waitFor(() => expect(rosterManage.asyncGetRosterIdList()).resolves.toEqual([vic.id]));
    expect(await rosterManage.asyncGetRosterIdList(true)).toEqual([vic.id]);

    expect(await rosterManage.asyncGetRosterInfo(vic.id)).toMatchObject({ user_id: vic.id, username: vic.name });
    expect(await una.until('onRosterInfoUpdate', (ids) => ids.includes(vic.id))).toEqual(
      expect.arrayContaining([vic.id]),
    );
    expect(rosterManage.getRosterInfo(vic.id)).toMatchObject({ username: vic.name });
    expect(rosterManage.getRosterInfo(1)).toEqual({ user_id: 1 });
    expect(rosterManage.getAllRosterDetail()).toHaveProperty(String(vic.id));
    expect(await rosterManage.asnycGetRosterListDetailByIds([vic.id])).toBeUndefined();
    expect(await rosterManage.asnycGetRosterListDetailByIds([ann.id])).toMatchObject([{ user_id: ann.id }]);
    expect(await rosterManage.asnycGetRosterListDetailByIds([])).toEqual({});
    expect(await rosterManage.asyncGetUserProfile()).toMatchObject({ user_id: una.id });
    expect(await rosterManage.asyncSearchRosterByName({ username: vic.name })).toMatchObject({ user_id: vic.id });
    expect(await rosterManage.asyncSearchRosterById({ user_id: vic.id })).toMatchObject({ username: vic.name });
    await expect(rosterManage.asyncSearchRosterById({ user_id: 999_999_999 })).rejects.toEqual(refusal(10000));
    expect(await rosterManage.asyncUpdateRosterExt({ user_id: vic.id, ext: '{"a":1}' })).toBe(true);
    expect(await rosterManage.asyncUpdateRosterAlias({ user_id: vic.id, alias: 'Vicky' })).toBe(true);
    expect(await rosterManage.asyncGetRosterInfo(vic.id, true)).toMatchObject({ alias: 'Vicky' });
    expect(await rosterManage.asyncRegester({ username: 'floo_other', password: 'secret1' })).toMatchObject({
      user_id: expect.any(Number),
    });

    expect(await rosterManage.asyncBlockeAdd({ user_id: ben.id })).toBe(true);
    expect((await una.until('onRosterNotice')).payload.type).toBe(5);
    expect(await rosterManage.asyncGetBlockedlist({})).toEqual([ben.id]);
    expect(await rosterManage.asyncBlockeRemove({ user_id: ben.id })).toBe(true);

    expect(await rosterManage.asyncDeleteRoster({ user_id: vic.id })).toBe(true);
    await una.until('onRosterRemoved');
    await una.until('onRosterListUpdate');
    expect(await rosterManage.asyncGetRosterIdList()).toEqual([]);
    expect(una.im.sysManage.getNoticeMessage().length).toBeGreaterThan(0);
  });

  test('messages: sent, read, recalled, deleted, changed, unread again', async () => {
    await beFriends(cem, ben);
    const { sysManage } = cem.im;
    const mid = sysManage.sendRosterMessage({ uid: ben.id, content: 'hello ben', ext: '{"a":1}', config: { b: 2 } });
    expect(
      await cem.until('onSendingMessageStatusChanged', (one) => one.mid === mid && one.status === 'sending'),
    ).toMatchObject({ uid: String(ben.id), message: { id: String(mid), status: 0 } });
    const { message } = await cem.until(
      'onSendingMessageStatusChanged',
      (one) => one.mid === mid && one.status === 'sent',
    );
    const got = await ben.until('onRosterMessage', ({ content }) => content === 'hello ben');
    expect(got).toMatchObject({
      ...{ id: message.id, from: String(cem.id), to: String(ben.id), type: 'text', toType: 'roster', status: 0 },
      ...{ ext: '{"a":1}', config: { b: 2 }, editTimestamp: '0', timestamp: expect.stringMatching(/^\d+$/) },
    });
    await cem.until('onRosterMessage', ({ id }) => id === message.id);
    expect(await ben.until('onUnreadChange', (id) => id === cem.id)).toBe(cem.id);
    const { rosterManage } = ben.im;
    expect(rosterManage.getUnreadCount(cem.id)).toBe(1);
    expect(rosterManage.getRosterMessageByRid(cem.id).at(-1)).toMatchObject({ id: got.id, content: 'hello ben' });
    expect(ben.im.userManage.getConversationList()[0]).toMatchObject({
      type: 'roster',
      id: cem.id,
      content: 'hello ben',
      ext: '{"a":1}',
      hasAt: false,
      draft: '',
    });

    rosterManage.readRosterMessage(cem.id, got.id);
    await cem.until('onMessageStatusChanged', (one) => one.mid === message.id);
    await vi.waitFor(() => expect(sysManage.getMessageStatus(ben.id, message.id)).toBe('read'));
    expect(rosterManage.getUnreadCount(cem.id)).toBe(0);
    rosterManage.unreadMessage(cem.id, got.id);
    expect(await ben.until('onMessageCanceled')).toEqual({ uid: String(cem.id), mid: got.id });
    expect(rosterManage.getUnreadCount(cem.id)).toBe(1);
    rosterManage.readRosterMessage(cem.id);
    await vi.waitFor(() => expect(rosterManage.getUnreadCount(cem.id)).toBe(0));
    expect(ben.im.sysManage.markMessageUnread(cem.id, got.id)).toMatchObject({ id: got.id, status: 0 });
    expect(ben.im.sysManage.markMessageUnread(cem.id, 1)).toBeNull();
    expect(rosterManage.getUnreadCount(cem.id)).toBe(1);

    cem.im.rosterManage.appendMessageContent(ben.id, message.id, ', how are you');
    expect(await ben.until('onRosterMessageContentAppend')).toMatchObject({
      id: got.id,
      content: 'hello ben, how are you',
      appendedContent: ', how are you',
    });
    cem.im.rosterManage.replaceMessage(ben.id, message.id, 'good morning', { c: 3 }, { d: 4 });
    const replaced = await ben.until('onRosterMessageReplace');
    expect(replaced).toMatchObject({
      content: 'good morning',
      config: { b: 2, c: 3 },
      replaceConfig: { c: 3 },
      replaceExt: '{"d":4}',
    });
    expect(JSON.parse(replaced.ext)).toEqual({ a: 1, d: 4 });
    expect(Number(replaced.editTimestamp)).toBeGreaterThan(0);

    rosterManage.deleteMessage(cem.id, got.id);
    expect(await ben.until('onMessageDeleted')).toEqual({ uid: String(cem.id), mid: got.id });
    const second = await say(cem, ben, 'not this');
    cem.im.rosterManage.recallMessage(ben.id, second.id);
    expect(await ben.until('onMessageRecalled')).toEqual({ uid: String(cem.id), mid: second.id });
    expect(rosterManage.getRosterMessageByRid(cem.id)).toEqual([]);
    rosterManage.recallMessage(cem.id, 1);
    await ben.until('flooError', ({ category }) => category === 'FAIL');
  });

  test('a message that is refused is told as failed', async () => {
    const ivy = await world.signIn('floo_ivy');
    await ivy.im.rosterManage.asyncBlockeAdd({ user_id: cem.id });
    const mid = cem.im.sysManage.sendRosterMessage({ uid: ivy.id, content: 'are you there' });
    expect(
      await cem.until('onSendingMessageStatusChanged', (one) => one.mid === mid && one.status === 'failed'),
    ).toMatchObject({
      errorCode: expect.any(Number),
      errorReason: expect.any(String),
    });
  });
});

describe('groupManage', () => {
  test('groups, their facts and settings', async () => {
    const { groupManage } = ann.im;
    const group_id = await newGroup(ann, [ben, cem]);
    const is = (params: object) => ({ group_id, ...params });
    expect(await groupManage.asyncGetGroupInfo(group_id)).toMatchObject({
      group_id,
      name: 'choir',
      owner_id: ann.id,
      count: 3,
    });
    expect(await groupManage.asyncGetInfo({ group_id })).toMatchObject({ group_id });
    expect(await groupManage.asyncGetSettings({ group_id })).toMatchObject({ group_id });
    expect(await groupManage.asyncGetUserJoined({})).toContain(group_id);
    expect(await groupManage.asyncGetJoinedGroups(true)).toContain(group_id);
    expect(groupManage.getAllGroupDetail()).toHaveProperty(String(group_id));
    expect(await groupManage.asyncGetGroupListDetail([group_id])).toMatchObject([{ group_id, owner: ann.id }]);
    expect(await groupManage.asyncGetPublicList()).toEqual(expect.any(Array));
    groupManage.openGroup(group_id);
    expect(await ann.until('onGroupMemberChanged', (id) => id === group_id)).toBe(group_id);
    expect(await groupManage.asyncGetGroupMembers(group_id)).toEqual(expect.arrayContaining([ann.id, ben.id, cem.id]));
    await groupManage.asyncUpdateDisplayName(is({ value: 'First soprano' }));
    await groupManage.asyncGetGroupMembers(group_id);
    const shown = groupManage.getGroupMembers(group_id);
    expect(shown.find(({ user_id }) => user_id === ann.id)).toMatchObject({
      display_name: 'First soprano',
      has_nick: true,
      username: ann.name,
    });
    expect(shown.find(({ user_id }) => user_id === ben.id)).toMatchObject({ display_name: ben.name, has_nick: false });
    expect(await groupManage.asyncGetMemberList({ group_id })).toEqual(
      expect.arrayContaining([expect.objectContaining({ user_id: ben.id })]),
    );
    expect(await groupManage.asyncGetMemberDisplayName(is({ user_list: [String(ann.id)] }))).toMatchObject([
      { display_name: 'First soprano' },
    ]);
    for (const done of [
      groupManage.asyncUpdateName(is({ value: 'Big choir' })),
      groupManage.asyncUpdateDescription(is({ value: 'we sing' })),
      groupManage.asyncUpdateAvatar(is({ value: 'a.png' })),
      groupManage.asyncUpdateExt(is({ value: '{}' })),
      groupManage.asyncGroupMsgMutemode(is({ msg_mute_mode: 1 })),
      groupManage.asyncUpdateMsgNotDisturb(is({ value: false })),
      groupManage.asyncUpdateAllowMemberInvitation(is({ value: 1 })),
      groupManage.asyncUpdateAllowMemberModify(is({ value: 0 })),
      groupManage.asyncUpdateHistoryVisible(is({ value: true })),
      groupManage.asyncHideMemberInfo(is({ value: false })),
      groupManage.asyncUpdateRequireadminapproval(is({ apply_approval: 1 })),
      groupManage.asyncUpdateEnableReadack(is({ value: true })),
    ]) {
      expect(await done).toBe(true);
    }
    await ben.until('onGroupListUpdate');
    await vi.waitFor(async () =>
      expect(await groupManage.asyncGetGroupInfo(group_id, true)).toMatchObject({
        name: 'Big choir',
        read_ack: true,
        apply_approval: 1,
      }),
    );
  });

  test('members: admins, bans, blocks, requests, files, announcements, the end', async () => {
    const { groupManage } = ann.im;
    const group_id = await newGroup(ann, [ben, cem]);
    const is = (params: object) => ({ group_id, ...params });
    const isOfThis = (notice: Loose) => notice?.payload?.gid?.uid.toNumber() === group_id;
    const of = (person: Person, event: string) => person.until(event, isOfThis);
    await of(ann, 'onGroupCreated');
    await of(ben, 'onGroupCreated');

    await groupManage.asyncAdminAdd(is({ user_list: [ben.id] }));
    await of(ben, 'onGroupAdminGranted');
    expect(await groupManage.asyncGetAdminList({ group_id })).toMatchObject([{ user_id: ben.id }]);
    await groupManage.asyncAdminRemove(is({ user_list: [ben.id] }));
    await of(ben, 'onGroupAdminRevoked');

    await groupManage.asyncGroupBab(is({ duration: 5, user_list: [cem.id] }));
    expect(await cem.until('onGroupBaned', (one) => one.groupId === group_id)).toMatchObject({
      toUids: [cem.id],
      content: '5',
    });
    expect(await groupManage.asyncGroupBannedList({ group_id })).toMatchObject([
      { user_id: cem.id, expired_time: expect.any(Number) },
    ]);
    await groupManage.asyncGroupUnban(is({ user_list: [cem.id] }));
    expect(await cem.until('onGroupUnbaned', (one) => one.groupId === group_id)).toMatchObject({ toUids: [cem.id] });
    expect(await groupManage.asyncBanAll(is({ duration: -1 }))).toMatchObject({ ban_expire_time: -1 });
    expect(await cem.until('onGroupBaned', (one) => one.groupId === group_id && one.all)).toMatchObject({
      all: true,
      content: '-1',
    });
    expect(await groupManage.asyncUnBanAll({ group_id })).toBe(true);
    await cem.until('onGroupUnbaned', (one) => one.groupId === group_id && one.all);

    const { id: announcement_id } = await groupManage.asyncAnnouncementEdit<Loose>(
      is({ title: 'Rehearsal', content: 'at eight' }),
    );
    await of(ben, 'onGroupAnnouncementUpdated');
    expect(await groupManage.asyncGetAnouncementById(is({ announcement_id }))).toMatchObject({ title: 'Rehearsal' });
    expect(await groupManage.asyncGetAnnouncementList({ group_id })).toHaveLength(1);
    expect(await groupManage.asyncAnouncementDelete(is({ announcement_id }))).toBe(true);
    const file = await groupManage.asyncFileUpload<Loose>(
      is({ name: 'score.pdf', size: 10, url: '/file/download/chat?file_sign=1', type: 'application/pdf' }),
    );
    expect(file).toMatchObject({ file_id: expect.any(Number), name: 'score.pdf' });
    expect(await groupManage.asyncGetFileList({ group_id })).toMatchObject([{ name: 'score.pdf' }]);
    expect(await groupManage.asyncFileDelete(is({ file_list: [String(file.file_id)] }))).toMatchObject([
      { file_id: file.file_id },
    ]);

    await groupManage.asyncKick(is({ user_list: [cem.id] }));
    await of(cem, 'onGroupKicked');
    await groupManage.asyncUpdateRequireadminapproval(is({ apply_approval: 1 }));
    await cem.im.groupManage.asyncApply({ group_id, reason: 'I sing' });
    await of(ann, 'onGroupApplyed');
    expect(await groupManage.asncGetApplicationList({ group_list: [group_id] })).toMatchObject([
      { applicant_id: cem.id, reason: 'I sing', status: 0 },
    ]);
    await groupManage.asyncApplyHandle(is({ approval: false, user_id: cem.id }));
    await of(cem, 'onGroupApplyDeclined');
    await cem.im.groupManage.asyncApply({ group_id, reason: 'still' });
    await vi.waitFor(() => expect(ann.told('onGroupApplyed').filter(isOfThis)).toHaveLength(2));
    await groupManage.asyncApplyHandle(is({ approval: true, user_id: cem.id }));
    await of(cem, 'onGroupApplyAccepted');
    await groupManage.asyncGroupBlock(is({ user_list: [cem.id] }));
    expect(await groupManage.asyncGroupBockedlist({ group_id })).toMatchObject([{ user_id: cem.id }]);
    await groupManage.asyncGroupUnblock(is({ user_list: [cem.id] }));
    await of(ann, 'onGroupUnblocked');

    await cem.im.userManage.asyncUpdateSettings({ user_id: cem.id, group_confirm: true });
    await groupManage.asyncInvite(is({ user_list: [cem.id], reason: 'come back' }));
    await of(cem, 'onGroupNotice');
    const [invitation] = await cem.im.groupManage.asyncGetInvitationList<Loose>();
    expect(invitation).toMatchObject({ group_id, inviter_id: ann.id, status: 0 });
    await cem.im.groupManage.asyncInviteHandle(is({ approval: false, user_id: ann.id }));
    await of(ann, 'onGroupInvitedDeclined');
    await groupManage.asyncInvite(is({ user_list: [cem.id] }));
    await cem.im.groupManage.asyncInviteHandle(is({ approval: true, user_id: ann.id }));
    await of(ann, 'onGroupInvitedAccepted');

    expect(await cem.im.groupManage.asyncLeave({ group_id })).toBe(true);
    await of(cem, 'onGroupLeaved');
    await groupManage.asyncOwnerTransfer(is({ new_owner: ben.id }));
    await of(ben, 'onGroupOwnerAssigned');
    expect(await ben.im.groupManage.asyncDestroy({ group_id })).toBe(true);
    await of(ann, 'onGroupDestoryed');
  });

  test('messages: mentions, read receipts, changes, history', async () => {
    const group_id = await newGroup(ann, [ben]);
    await ann.im.groupManage.asyncUpdateEnableReadack({ group_id, value: true });
    const { sysManage } = ann.im;
    const mention = {
      mentionAll: false,
      mentionList: [ben.id],
      mentionedMessage: 'm',
      pushMessage: 'p',
      senderNickname: 'Ann',
    };
    sysManage.sendMentionMessage({ gid: group_id, txt: 'ben, sing!', ...mention });
    const got = await ben.until('onGroupMessage', ({ content }) => content === 'ben, sing!');
    expect(got).toMatchObject({ from: String(ann.id), to: String(group_id), toType: 'group', config: mention });
    expect(await ben.until('onMentionMessage')).toMatchObject({ id: got.id });
    const item = () => ben.im.userManage.getConversationList().find(({ id }) => id === group_id);
    await vi.waitFor(() => expect(item()).toMatchObject({ type: 'group', hasAt: true }));
    ben.im.groupManage.consumeGroupAtStatus(group_id);
    expect(item()?.hasAt).toBe(false);
    expect(ben.im.groupManage.getUnreadCount(group_id)).toBe(1);
    ben.im.groupManage.readGroupMessage(group_id);
    await vi.waitFor(() => expect(ben.im.groupManage.getUnreadCount(group_id)).toBe(0));

    ann.im.groupManage.appendMessageContent(group_id, got.id, ' now');
    expect(await ben.until('onGroupMessageContentAppend')).toMatchObject({
      content: 'ben, sing! now',
      appendedContent: ' now',
    });
    ann.im.groupManage.replaceMessage(group_id, got.id, 'sing');
    expect(await ben.until('onGroupMessageReplace')).toMatchObject({ content: 'sing' });
    expect(ben.im.groupManage.getGruopMessage(group_id).at(-1)).toMatchObject({ id: got.id, content: 'sing' });
    ben.im.groupManage.deleteMessage(group_id, got.id);
    await ben.until('onMessageDeleted', ({ mid }) => mid === got.id);
    ann.im.groupManage.recallMessage(group_id, got.id);
    await ann.until('onMessageRecalled', ({ mid }) => mid === got.id);

    for (const content of ['one', 'two', 'three']) sysManage.sendGroupMessage({ gid: group_id, content, priority: 2 });
    await ben.until('onGroupMessage', ({ content }) => content === 'three');
    const before = ben.told('onGroupMessage').length;
    ben.im.sysManage.requireHistoryMessage(group_id, 0, 2);
    const { next } = await ben.until('onReceiveHistoryMsg');
    expect(ben.told('onGroupMessage').slice(before)).toMatchObject([
      { content: 'two', isHistory: true },
      { content: 'three', isHistory: true },
    ]);
    ben.im.sysManage.requireHistoryMessage(group_id, next, 20);
    await ben.until('onGroupMessage', ({ content, isHistory }) => content === 'one' && isHistory);
  });

  test('what this server never tells is told all the same', async () => {
    const group_id = await newGroup(ann, [ben]);
    const frameOf = (type: number) => {
      const notice = { type, gid: { uid: group_id }, from: { uid: ann.id }, to: [{ uid: ben.id }] };
      const meta = { id: 1, from: { uid: ann.id }, to: { uid: ben.id }, timestamp: 1, ns: MetaNamespace.GROUP_NOTICE };
      const metas = [{ ...meta, payload: encodeGroupNotice(notice) }];
      return encodeFrameOf(1, encodeSyncDL({ xid: { uid: 0 }, metas }));
    };
    for (const type of [GroupNoticeType.MUTED, GroupNoticeType.UNMUTED]) {
      const { buffer } = Uint8Array.from(frameOf(type));
      Reflect.apply(sockets.at(-1)?.onmessage ?? (() => undefined), undefined, [{ data: buffer }]);
    }
    await Promise.all([ben.until('onGroupMuted'), ben.until('onGroupUnmuted')]);
  });
});

describe('sysManage', () => {
  test('typing, forwarding, drafts, touching, searching, deleting, frames', async () => {
    const { sysManage, userManage } = ann.im;
    const got = await say(ben, ann, 'a wren in the garden');
    ann.im.sysManage.sendInputStatusMessage(ben.id, 'typing');
    expect(await ben.until('onInputStatusMessage')).toEqual({
      ext: '{"input_status":"typing"}',
      from: String(ann.id),
      to: String(ben.id),
    });
    expect(sysManage.forwardMessage({ uid: cem.id, message: got })).toEqual(expect.any(Number));
    await cem.until(
      'onRosterMessage',
      ({ content, from }) => content === 'a wren in the garden' && from === String(ann.id),
    );
    expect(sysManage.makeSearch('wren').rosterArr).toContainEqual(
      expect.objectContaining({ user_id: ben.id, content: 'a wren in the garden' }),
    );
    sysManage.saveConversationDraft(ben.id, 'roster', 'dear ben');
    expect(sysManage.getConversationDraft(ben.id, 'roster')).toBe('dear ben');
    await ann.until('recentlistUpdate');
    sysManage.touchConversation(world.cloud.users[0]!.userId, 'roster', Date.now() + 5000);
    expect(userManage.getConversationList()[0]).toMatchObject({ id: world.cloud.users[0]!.userId });
    expect(userManage.getConversationList().find(({ id }) => id === ben.id)).toMatchObject({ draft: 'dear ben' });
    sysManage.deleteConversation(ben.id);
    expect(await ann.until('flooNotice', ({ category }) => category === 'conversation_deleted')).toMatchObject({
      desc: { id: ben.id, source: 'user_operation' },
    });
    expect(userManage.getConversationList().map(({ id }) => id)).not.toContain(ben.id);
    // A heartbeat.
    sysManage.sendMessage({ command: 0 });
    expect(() => sysManage.sendMessage(Uint8Array.of(255))).toThrow();
    expect(sysManage.getNoticeMessage()).toEqual(expect.any(Array));
  });

  test('files: uploaded, sent, forwarded, read', async () => {
    const { sysManage } = ann.im;
    const progress: number[] = [];
    const file = new File([new Uint8Array(2000)], 'song.txt');
    const { url } = await sysManage.asyncFileUpload({
      file,
      fileType: 'file',
      toType: 'chat',
      to_id: ben.id,
      chatType: 'roster',
      processCallback: ({ loaded }) => progress.push(loaded),
    });
    expect(progress.at(-1)).toBe(2000);
    const attachment = { url, dName: 'song.txt', fLen: 2000 };
    sysManage.sendRosterMessage({ uid: ben.id, content: '', type: 'file', attachment });
    const got = await ben.until('onRosterMessage', ({ type }) => type === 'file');
    expect(got).toMatchObject({ attach: attachment, content: '' });
    expect((await fetch(ben.im.sysManage.getChatFile({ url }))).status).toBe(200);
    await beFriends(ben, cem);
    expect(ben.im.sysManage.forwardMessage({ uid: cem.id, message: got })).toBeUndefined();
    const forwarded = await cem.until('onRosterMessage', ({ type }) => type === 'file');
    expect((await fetch(cem.im.sysManage.getChatFile({ url: forwarded.attach.url }))).status).toBe(200);
    expect(sysManage.getAudio({ url })).toMatch(/format=mp3.*access-token=.*app_id=/);
    await expect(sysManage.downloadAudio({ url: 'http://127.0.0.1:9/none' })).rejects.toThrow();
    await expect(sysManage.downloadAudio({ url })).rejects.toThrow();
    const group_id = await newGroup(ann, [ben]);
    expect(await sysManage.asyncGetUserAvatarUploadUrl({})).toMatchObject({
      upload_url: expect.any(String),
      download_url: expect.any(String),
    });
    expect(await sysManage.asyncGetGroupAvatarUploadUrl({ group_id })).toMatchObject({
      upload_url: expect.any(String),
    });
    expect(await sysManage.asyncGetFileUploadChatFileUrl({ file_type: 102, to_id: ben.id, to_type: 1 })).toMatchObject({
      oss_body_param: expect.any(Object),
    });
    expect(sysManage.getImage({ avatar: '' })).toBe('/image/roster.png');
    expect(sysManage.getImage({ avatar: '/mine.png' })).toBe('/mine.png');
    expect(sysManage.getImage({ avatar: 'a b', type: 'group' })).toMatch(
      /\/file\/download\/avatar\?object_name=a\+b&image_type=2&access-token=/,
    );
  });

  test('servers, links and the app', async () => {
    const { sysManage } = ann.im;
    const { appId, url } = world.cloud;
    expect(sysManage.getServers(appId)).toMatchObject({ ratel: url, fireplace: url.replace('http', 'ws') });
    expect(sysManage.getServerIp(appId)).toSatisfy((ip) => ip === undefined || typeof ip === 'string');
    expect(sysManage.getAppStatus(appId)).toBe('normal');
    expect(sysManage.getAccountVerification(appId)).toMatchObject({ status: expect.any(String) });
    await vi.waitFor(() =>
      expect(sysManage.getAppConfig(appId)).toMatchObject({ hide_member_info: expect.any(Boolean) }),
    );
    expect(sysManage.getLinkServer()).toEqual(expect.any(String));
    const token = ann.im.userManage.getToken() ?? '';
    const { link } = await world.cloud.rest.post<{ link: string }>('/app/link', { text: 'hello', type: 'chat' }, token);
    expect(await sysManage.aysncParseLink(`${url}/info`, { link })).toMatchObject({
      app_id: appId,
      uid: ann.id,
      text: 'hello',
    });
    const linked = world.open(ann, { linkServer: `${url}/info` });
    expect(await linked.im.sysManage.aysncParseLinkV2(link)).toMatchObject({ text: 'hello' });
    expect(await sysManage.asyncGetStaticContact({})).toEqual(expect.any(Array));
  });

  test('QR codes, and WeChat, for which this server is not set up', async () => {
    const { sysManage, userManage } = ann.im;
    const { qr_code } = await sysManage.asyncQrcode<Loose>({});
    expect(await sysManage.asyncQrlogin({ qr_code })).toMatchObject({ status: 'open' });
    const group_id = await newGroup(ann, [ben]);
    const { qr_info } = await sysManage.asyncQrcodeGroupsign<Loose>({ group_id });
    await cem.im.sysManage.asyncQrcodeGroupinvite({ qr_info });
    const isNotSetUp = expect.objectContaining({
      code: 404,
      message: expect.stringMatching(/not set up for a WeChat/),
    });
    await expect(sysManage.asyncWoaQrcode({})).rejects.toEqual(isNotSetUp);
    await expect(sysManage.asyncWoaQrcodeStatus({ qrcode_id: 'x' })).rejects.toEqual(
      refusal(expect.any(Number) as never),
    );
    await expect(sysManage.asyncWoaQrlogin({ code: 'x' })).rejects.toEqual(refusal(expect.any(Number) as never));
    await expect(sysManage.asyncWoaIsBind()).rejects.toEqual(refusal(10002));
    await expect(sysManage.asyncWxlogin({ code: 'x' })).rejects.toEqual(isNotSetUp);
    await expect(sysManage.asyncWxbind({ open_id: 'x', type: 1 })).rejects.toEqual(isNotSetUp);
    await expect(sysManage.asyncWechatBind({ open_id: 'x', type: 1 })).rejects.toEqual(isNotSetUp);
    expect(await sysManage.asyncWechatIsbind()).toBe(false);
    expect(await sysManage.asyncWechatUnbind()).toBe(true);
    await expect(userManage.aysncGenerateWXUrlLink({ path: 'p', query: 'q' })).rejects.toEqual(isNotSetUp);
  });
});

describe('rtcManage', () => {
  test('signals of a call are messages: call, pickup, hangup, record', async () => {
    const [caller, callee] = [ann.im.rtcManage, ben.im.rtcManage];
    const callId = `${ann.id}_1`;
    const signal = (action: string, more: object = {}) => ({
      config: JSON.stringify({ action, callId, ...more }),
      content: '',
    });
    expect(caller.getInCallStatus()).toBe(false);
    const mid = caller.sendRTCMessage({
      uid: ben.id,
      ...signal('call', { type: 0, initiator: ann.id }),
      ext: '{"rtc":"call"}',
    });
    expect(mid).toEqual(expect.any(Number));
    expect(await ben.until('onRosterRTCMessage')).toMatchObject({
      type: 'rtc',
      from: String(ann.id),
      config: { action: 'call', callId },
    });
    expect(await ann.until('onRosterRTCMessage')).toMatchObject({ isNative: true });
    expect(caller.getInCallStatus()).toBe(true);
    callee.sendRTCMessage({ uid: ann.id, ...signal('pickup') });
    await vi.waitFor(() => expect(callee.getInCallStatus()).toBe(true));
    callee.sendRTCMessage({ uid: ann.id, ...signal('hangup'), content: '65000' });
    await ann.until('onRosterRTCMessage', ({ config }) => config.action === 'hangup');
    expect(caller.getInCallStatus()).toBe(false);
    caller.sendRTCMessage({ uid: ben.id, ...signal('record', { initiator: ann.id }), content: '65000' });
    expect(await ben.until('onRosterMessage', ({ config }) => config?.action === 'record')).toMatchObject({
      content: '通话时长 00:01:05',
    });
    expect(ben.im.userManage.getConversationList()[0]).toMatchObject({ id: ann.id, content: '通话时长 00:01:05' });
    caller.destroy();
  });

  test('sound and pictures need a media server, which is said', async () => {
    const { rtcManage } = ann.im;
    for (const refused of [
      rtcManage.initRTCEngine({}),
      rtcManage.joinRoom(),
      rtcManage.leaveRoom(),
      rtcManage.publish('audio', false, true),
      rtcManage.unPublish(),
      rtcManage.subscribe([]),
      rtcManage.unSubscribe(1),
      rtcManage.muteLocalAudio(true),
      rtcManage.muteLocalVideo(true),
      rtcManage.muteRemoteAudio({}, true),
      rtcManage.muteRemoteVideo({}, true),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'notSupported' });
    }
    expect([rtcManage.getJanusObject(), rtcManage.getPublishHandler(), rtcManage.getSubscribeHandler()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
