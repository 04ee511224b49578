import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smsCode } from './sent-code.ts';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';
import { startWechatStandIn, type WechatStandIn } from './wechat-stand-in.ts';

const HOUR_MS = 3_600_000;
const EVENT_TOKEN = 'event-token';

let wechat: WechatStandIn;
let server: TestHttp;
beforeAll(async () => {
  wechat = await startWechatStandIn();
  const config = {
    wechatAppId: 'wx-mini',
    wechatSecret: 'hidden',
    wechatOfficialAppId: 'wx-official',
    wechatOfficialSecret: 'hidden',
    wechatOfficialToken: EVENT_TOKEN,
    wechatApiUrl: wechat.url,
  };
  server = await createTestHttp({}, {}, config);
});
afterAll(async () => {
  await server.stop();
  wechat.stop();
});
afterEach(() => wechat.answers.clear());

let next = 0;
let name = '';
let token = '';
let code = '';
beforeEach(async () => {
  next += 1;
  name = `wx_person_${next}`;
  await server.call('POST /user/register/v2', { body: { username: name, password: PASSWORD } });
  token = await server.tokenOf(name);
  code = `code-${next}`;
  wechat.openIds.set(code, `o-open-${next}`);
});

const logIn = (query: Record<string, string> = { code }, appId = 'demo') =>
  server.call('GET /app/wechat_login', { query, appId });
const bind = (open_id: string, who = token) =>
  server.call('POST /app/wechat/bind', { body: { open_id, type: 1 }, token: who });
const isBound = async (who = token) => (await server.call('GET /app/wechat/is_bind', { token: who })).data;
const logsInAs = async (data: { readonly username: string; readonly password: string }) =>
  (await server.call('POST /token/user', { body: { name: data.username, password: data.password } })).data?.user_id;

describe('the mini program', () => {
  test('gives an open id that is nobody’s, to be bound, and from then on a password that counts once', async () => {
    const { data } = await logIn();
    expect(data).toEqual({ openid: expect.any(String) });
    expect(await isBound()).toBe(false);
    expect((await bind(data.openid)).data).toBe(true);
    expect(await isBound()).toBe(true);
    const known = (await logIn()).data;
    expect(known).toEqual({ user_id: expect.any(Number), username: name, password: expect.any(String) });
    expect(await logsInAs(known)).toBe(known.user_id);
    expect(await logsInAs(known)).toBeUndefined();
  });

  test('the old call binds too', async () => {
    const { openid } = (await logIn()).data;
    const old = await server.call('GET /user/bind_openid', { query: { open_id: openid }, token });
    expect(old.data).toBe(true);
    expect((await logIn()).data.username).toBe(name);
  });

  test('unbinding ends that, and is no trouble to repeat', async () => {
    await bind((await logIn()).data.openid);
    const unbind = () => server.call('POST /app/wechat/unbind', { body: {}, token });
    expect((await unbind()).data).toBe(true);
    expect((await unbind()).data).toBe(true);
    expect(await isBound()).toBe(false);
    expect((await logIn()).data).toEqual({ openid: expect.any(String) });
  });

  test('nobody binds an open id that WeChat did not say is theirs, but an admin whose server asked WeChat', async () => {
    expect((await bind(`o-open-${next}`)).code).toBe(10002);
    const { userId } = (await server.accounts.findByName(server.app.appId, name))!;
    const bound = await server.call('POST /app/wechat/bind', {
      body: { open_id: `o-open-${next}`, type: '1' },
      token: server.accounts.issueAdminToken(server.app),
      headers: { user_id: String(userId) },
    });
    expect(bound.data).toBe(true);
    expect((await logIn()).data.username).toBe(name);
  });

  test('what WeChat said counts for an hour, in its app, and for its kind', async () => {
    const { openid } = (await logIn()).data;
    const other = await makeOtherApp(server);
    await server.accounts.register(other, { username: name, password: PASSWORD });
    const login = { body: { name, password: PASSWORD }, appId: 'other' };
    const elsewhere = (await server.call('POST /token/user', login)).data.token;
    const body = { open_id: openid, type: 1 };
    expect((await server.call('POST /app/wechat/bind', { body, token: elsewhere, appId: 'other' })).code).toBe(10002);
    expect((await server.call('POST /app/wechat/bind', { body: { ...body, type: 2 }, token })).code).toBe(10002);
    server.passTime(HOUR_MS);
    expect((await bind(openid)).code).toBe(10002);
  });

  test('one WeChat user is one account’s, and one account has one WeChat user', async () => {
    const { openid } = (await logIn()).data;
    await bind(openid);
    expect((await bind(openid)).code).toBe(200);
    expect((await bind(openid, await server.tokenOf('alice'))).code).toBe(10011);
    wechat.openIds.set('second', 'o-second');
    expect((await bind((await logIn({ code: 'second' })).data.openid)).code).toBe(10011);
    expect((await logIn()).data.username).toBe(name);
  });

  test('the same WeChat user is another account’s in another app', async () => {
    await makeOtherApp(server);
    await bind((await logIn()).data.openid);
    expect((await logIn({ code }, 'other')).data).toEqual({ openid: expect.any(String) });
  });

  test('of a deleted user is nobody’s again', async () => {
    await bind((await logIn()).data.openid);
    await server.call('POST /user/delete', { body: { password: PASSWORD }, token });
    const { data } = await logIn();
    expect((await bind(data.openid, await server.tokenOf('bob'))).code).toBe(200);
    await server.call('POST /app/wechat/unbind', { body: {}, token: await server.tokenOf('bob') });
  });

  test('with the phone number that WeChat gives, the account of that number is theirs', async () => {
    const mobile = `138${String(next).padStart(8, '0')}`;
    const captcha = await smsCode(server, mobile);
    await server.call('POST /app/user/mobile_bind', { body: { mobile, captcha }, token });
    const phone = { purePhoneNumber: mobile, countryCode: '86', watermark: { appid: 'wx-mini' } };
    expect((await logIn({ code, ...wechat.encrypt(phone) })).data.username).toBe(name);
    expect(await isBound()).toBe(true);
    expect((await logIn()).data.username).toBe(name);
  });

  test('data that WeChat encrypted for another mini program, or that is garbage, is refused', async () => {
    const foreign = wechat.encrypt({ purePhoneNumber: '13800138000', countryCode: '86', watermark: { appid: 'wx2' } });
    expect((await logIn({ code, ...foreign })).code).toBe(10002);
    expect((await logIn({ code, iv: 'x', data: 'y' })).code).toBe(10002);
    expect((await logIn({ code, iv: '', data: '' })).code).toBe(200);
  });

  test('a code that is wrong or used is 10001', async () => {
    expect((await logIn({ code: 'nobody' })).code).toBe(10001);
    wechat.answers.set('/sns/jscode2session', { errcode: 40163, errmsg: 'code been used' });
    expect((await logIn()).code).toBe(10001);
  });

  test.each([
    { errcode: -1, errmsg: 'busy' },
    { errcode: 40125 },
    'no JSON',
    502,
    [],
    'null',
    `"${'x'.repeat(70_000)}"`,
  ])('when WeChat answers %j it is said that WeChat failed; no secret is logged', async (answer) => {
    wechat.answers.set('/sns/jscode2session', answer);
    expect(await logIn()).toMatchObject({ status: 200, code: 20000, message: expect.stringContaining('WeChat') });
    const log = server.logLines.join('');
    expect(log).toContain('a service outside this server failed');
    expect(log).not.toContain('hidden');
    expect(log).not.toContain(code);
  });

  test('a banned user does not get in', async () => {
    await bind((await logIn()).data.openid);
    const { userId } = (await server.accounts.findByName(server.app.appId, name))!;
    await server.accounts.ban(server.app.appId, [userId]);
    expect((await logIn()).code).toBe(10010);
  });
});

describe('a link that opens the mini program', () => {
  const make = (body: object) => server.call('POST /app/generate_url_link', { body, token });
  const page = { path: 'pages/profile/index', query: 'link=x&code=y' };

  test('is made by WeChat, in the version that was asked for', async () => {
    expect((await make({ ...page, envVersion: 'trial' })).data).toEqual({ url_link: 'https://wxaurl.example/abc' });
    expect(wechat.requests.at(-1)).toMatchObject({
      path: '/wxa/generate_urllink',
      body: { ...page, env_version: 'trial' },
    });
    await make(page);
    expect(wechat.requests.at(-1)?.body.env_version).toBe('release');
    expect((await make({ ...page, envVersion: 'x' })).code).toBe(10002);
  });

  test('one access token serves all calls, and a new one is taken when WeChat wants it, or when it ends', async () => {
    await make(page);
    const before = wechat.tokens.length;
    await Promise.all(Array.from({ length: 4 }, () => make(page)));
    expect(wechat.tokens.length).toBe(before);
    wechat.tokens.push('taken by another server');
    expect((await make(page)).code).toBe(200);
    expect(wechat.tokens.length).toBe(before + 2);
    expect(wechat.requests.findLast(({ path }) => path === '/cgi-bin/stable_token')?.body.force_refresh).toBe(true);
    server.passTime(2 * HOUR_MS);
    await make(page);
    expect(wechat.tokens.length).toBe(before + 3);
  });

  test('to a page that the mini program does not have is refused', async () => {
    wechat.answers.set('/wxa/generate_urllink', { errcode: 40165, errmsg: 'invalid weapp pagepath' });
    expect((await make(page)).code).toBe(10002);
    wechat.answers.set('/wxa/generate_urllink', { errcode: 45009, errmsg: 'quota' });
    expect((await make(page)).code).toBe(20000);
  });

  test('is made again after WeChat gave no token once', async () => {
    server.passTime(2 * HOUR_MS);
    wechat.answers.set('/cgi-bin/stable_token', { errcode: -1 });
    expect((await make(page)).code).toBe(20000);
    wechat.answers.clear();
    expect((await make(page)).code).toBe(200);
  });
});

describe('the official account', () => {
  const signed = (more: Record<string, string> = {}) => {
    const [timestamp, nonce] = ['1700000000', 'nonce'];
    const signature = createHash('sha1').update([EVENT_TOKEN, timestamp, nonce].sort().join('')).digest('hex');
    return { signature, timestamp, nonce, ...more };
  };
  const tell = (scene: string, openId: string, query: Record<string, string> = signed()) =>
    server.call('POST /app/official_account/events', {
      appId: null,
      query,
      headers: { 'content-type': 'text/xml' },
      body: `<xml><FromUserName><![CDATA[${openId}]]></FromUserName><MsgType><![CDATA[event]]></MsgType>
        <Event><![CDATA[SCAN]]></Event><EventKey><![CDATA[${scene}]]></EventKey></xml>`,
    });
  const newQrCode = async (who = token) => (await server.call('GET /app/official_account/qrcode', { token: who })).data;
  const status = (qrcode_id: string, who = token) =>
    server.call('GET /app/official_account/qrcode_status', { query: { qrcode_id }, token: who });
  const logInWith = (qrCode: string, who = token) =>
    server.call('GET /app/official_account/login', { query: { code: qrCode }, token: who });

  test('answers WeChat when it sets up the address, and nobody else', async () => {
    const ask = (query: Record<string, string>) =>
      server.call('GET /app/official_account/events', { appId: null, query });
    expect(await ask(signed({ echostr: '12345' }))).toMatchObject({ status: 200, text: '12345' });
    expect((await ask({ ...signed(), signature: 'x', echostr: '1' })).code).toBe(10010);
    expect((await ask({ echostr: '1' })).code).toBe(10002);
  });

  test('who scans and is nobody yet becomes the caller’s WeChat user', async () => {
    const isBoundThere = () => server.call('GET /app/official_account/is_bind', { token });
    expect((await isBoundThere()).code).toBe(10002);
    const { qrcode_id, url, expired } = await newQrCode();
    expect([url, typeof expired]).toEqual(['http://weixin.example/q/1', 'number']);
    expect(wechat.requests.at(-1)?.body).toMatchObject({
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: qrcode_id } },
      expire_seconds: 180,
    });
    expect((await status(qrcode_id)).code).toBe(11022);
    expect(await tell(qrcode_id, `o-off-${next}`)).toMatchObject({ status: 200, text: 'success' });
    const { data } = await status(qrcode_id);
    const login = (await logInWith(data.code)).data;
    expect(login.username).toBe(name);
    expect(await logsInAs(login)).toBe(login.user_id);
    expect((await isBoundThere()).data).toBe(true);
    expect((await logInWith(data.code)).code).toBe(10002);
    expect((await status(qrcode_id)).code).toBe(10002);
  });

  test('who scans and is known logs in as who they are, whoever asked for the code', async () => {
    const openId = `o-off-${next}`;
    const first = await newQrCode();
    await tell(first.qrcode_id, openId);
    await logInWith(first.qrcode_id);
    const alice = await server.tokenOf('alice');
    const { qrcode_id } = await newQrCode(alice);
    await tell(qrcode_id, openId);
    const login = (await logInWith(qrcode_id, alice)).data;
    expect(login.username).toBe(name);
    expect((await server.call('GET /app/official_account/is_bind', { token: alice })).code).toBe(10002);
  });

  test('a code is for who asked for it, and only WeChat says who scanned it', async () => {
    const alice = await server.tokenOf('alice');
    const { qrcode_id } = await newQrCode();
    expect((await status(qrcode_id, alice)).code).toBe(10002);
    expect((await server.call('GET /app/qr_login', { query: { qr_code: qrcode_id } })).code).toBe(10002);
    const confirm = { body: { qr_code: qrcode_id }, token: alice };
    expect((await server.call('POST /app/qr_login/confirm', confirm)).code).toBe(10002);
    expect((await tell(qrcode_id, 'o-evil', { ...signed(), nonce: 'x' })).code).toBe(10010);
    expect((await status(qrcode_id)).code).toBe(11022);
    await tell(qrcode_id, 'o-first');
    await tell(qrcode_id, 'o-second');
    expect((await logInWith(qrcode_id, alice)).code).toBe(10002);
    server.passTime(180_000);
    expect((await status(qrcode_id)).code).toBe(10002);
  });

  test('an account that has another WeChat user is not given a second', async () => {
    for (const [openId, expected] of [
      [`o-one-${next}`, 200],
      [`o-two-${next}`, 10011],
    ] as const) {
      const { qrcode_id } = await newQrCode();
      await tell(qrcode_id, openId);
      expect((await logInWith(qrcode_id)).code).toBe(expected);
    }
  });

  test('events of unknown codes, other events and garbage are taken and ignored', async () => {
    expect((await tell('unknown', 'o-x')).text).toBe('success');
    expect((await tell('', '')).text).toBe('success');
    const post = (body: string, type: string) =>
      server.call('POST /app/official_account/events', {
        appId: null,
        query: signed(),
        headers: { 'content-type': type },
        body,
      });
    expect((await post('no xml', 'text/xml')).text).toBe('success');
    expect((await post('{}', 'application/json')).text).toBe('success');
    expect((await post('x', 'text/plain')).code).toBe(10002);
  });
});

describe('limits', () => {
  test('one network causes so many calls to WeChat', async () => {
    const strict = await createTestHttp(
      {},
      { wechatCallsPerAddress: 2 },
      { wechatAppId: 'wx-mini', wechatSecret: 'hidden', wechatApiUrl: wechat.url },
    );
    try {
      const ask = () => strict.call('GET /app/wechat_login', { query: { code: 'nobody' } });
      expect([(await ask()).code, (await ask()).code, (await ask()).code]).toEqual([10001, 10001, 10028]);
    } finally {
      await strict.stop();
    }
  });
});

describe('a server that was not set up for WeChat', () => {
  let bare: TestHttp;
  let user: string;
  beforeAll(async () => {
    bare = await createTestHttp();
    user = await bare.tokenOf('alice');
  });
  afterAll(() => bare.stop());

  const NOT_SET_UP = { status: 200, code: 404, message: expect.stringContaining('not set up for a WeChat') };

  test('says so, call by call', async () => {
    expect(await bare.call('GET /app/wechat_login', { query: { code: 'x' } })).toMatchObject(NOT_SET_UP);
    const page = { path: 'pages/x', query: '' };
    expect(await bare.call('POST /app/generate_url_link', { body: page, token: user })).toMatchObject(NOT_SET_UP);
    expect(await bare.call('GET /app/official_account/qrcode', { token: user })).toMatchObject(NOT_SET_UP);
    const body = { open_id: 'x', type: 1 };
    expect(await bare.call('POST /app/wechat/bind', { body, token: user })).toMatchObject(NOT_SET_UP);
    const query = { open_id: 'x' };
    expect(await bare.call('GET /user/bind_openid', { query, token: user })).toMatchObject(NOT_SET_UP);
    const event = { signature: 'x', timestamp: '1', nonce: '1' };
    const events = await bare.call('GET /app/official_account/events', { query: event, appId: null });
    expect(events).toMatchObject(NOT_SET_UP);
  });

  test('still answers what it knows by itself', async () => {
    expect((await bare.call('GET /app/wechat/is_bind', { token: user })).data).toBe(false);
    expect((await bare.call('POST /app/wechat/unbind', { body: {}, token: user })).data).toBe(true);
    expect((await bare.call('GET /app/official_account/is_bind', { token: user })).code).toBe(10002);
  });
});
