import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { otherThan, sentCode, smsCode, solvedCaptcha } from './sent-code.ts';
import { createTestHttp, makeOtherApp, PASSWORD, type TestHttp } from './test-http.ts';

const MINUTE_MS = 60_000;

let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp({}, { verifiedUsersPerMobile: 2, codeFailuresPerAddress: 1000 });
  await makeOtherApp(server);
});
afterAll(() => server.stop());

let next = 0;
let mobile = '';
let name = '';
let token = '';
beforeEach(async () => {
  next += 1;
  mobile = `139${String(next).padStart(8, '0')}`;
  name = `person_${next}`;
  await server.call('POST /user/register/v2', { body: { username: name, password: PASSWORD } });
  token = await server.tokenOf(name);
});

const post = (url: string, body: object, who = token) => server.call(`POST ${url}`, { body, token: who });
const infoPwd = async (captcha: string, to = mobile) =>
  server.call('GET /app/user/info_pwd', { query: { mobile: to, captcha } });
const bind = async (to = mobile, who = token) =>
  post('/app/user/mobile_bind', { mobile: to, captcha: await smsCode(server, to) }, who);
const nobody = async () => {
  const username = `${name}_other`;
  await server.call('POST /user/register/v2', { body: { username, password: PASSWORD } });
  return server.tokenOf(username);
};
const logsInAs = async (to: string) => {
  server.passTime(MINUTE_MS);
  return (await infoPwd(await smsCode(server, to), to)).data?.username;
};

describe('logging in by code', () => {
  test('gives a password that the login call takes once, within a minute', async () => {
    await bind();
    server.passTime(MINUTE_MS);
    const { data } = await infoPwd(await smsCode(server, mobile));
    expect(data).toEqual({ user_id: expect.any(Number), username: name, password: expect.any(String) });
    const login = () => server.call('POST /token/user', { body: { name: data.username, password: data.password } });
    const first = await login();
    expect(first).toMatchObject({ code: 200, data: { user_id: data.user_id } });
    expect((await server.call('GET /user/profile', { token: first.data.token })).code).toBe(200);
    expect((await login()).code).toBe(11001);
    expect((await server.call('POST /token/user', { body: { name, password: PASSWORD } })).code).toBe(200);
  });

  test.each(['/token/id', '/token/login'])('the password counts at %s too', async (url) => {
    await bind();
    server.passTime(MINUTE_MS);
    const { data } = await infoPwd(await smsCode(server, mobile));
    const who = url === '/token/id' ? { user_id: data.user_id } : { login_name: data.username };
    expect((await server.call(`POST ${url}`, { body: { ...who, password: data.password } })).code).toBe(200);
  });

  test('the password ends after a minute, counts for its user and app, and proves nothing else', async () => {
    await bind();
    server.passTime(MINUTE_MS);
    const { data } = await infoPwd(await smsCode(server, mobile));
    const login = (body: object, appId = 'demo') => server.call('POST /token/user', { body, appId });
    const other = await server.apps.find((await makeOtherApp(server)).appId);
    await server.accounts.register(other, { username: name, password: PASSWORD });
    expect((await login({ name: 'bob', password: data.password })).code).toBe(11001);
    expect((await login({ name, password: data.password }, 'other')).code).toBe(11001);
    expect((await post('/app/user/mobile_prechange_by_password', { password: data.password })).code).toBe(11001);
    const change = { old_password: data.password, new_password: 'x' };
    expect((await post('/user/change_password', change)).code).toBe(11001);
    server.passTime(MINUTE_MS);
    expect((await login({ name, password: data.password })).code).toBe(11001);
  });

  test('a password that was handed out before the user changed theirs does not count', async () => {
    await bind();
    server.passTime(MINUTE_MS);
    const { data } = await infoPwd(await smsCode(server, mobile));
    await post('/user/change_password', { old_password: PASSWORD, new_password: 'another 1' });
    expect((await server.call('POST /token/user', { body: { name, password: data.password } })).code).toBe(11001);
  });

  test('of many logins with one such password at once one works', async () => {
    await bind();
    server.passTime(MINUTE_MS);
    const { data } = await infoPwd(await smsCode(server, mobile));
    const login = () => server.call('POST /token/user', { body: { name, password: data.password } });
    const answers = await Promise.all(Array.from({ length: 6 }, login));
    expect(answers.filter(({ code }) => code === 200)).toHaveLength(1);
  });

  test('for a number of nobody gives a proof, which binds it once', async () => {
    const { code, data } = await infoPwd(await smsCode(server, mobile));
    expect([code, data]).toEqual([200, { sign: expect.any(String) }]);
    const withSign = (body: object) => post('/app/user/mobile_bind_with_sign', body);
    expect((await withSign({ mobile: '13800000000', sign: data.sign })).code).toBe(10001);
    expect((await withSign({ mobile, sign: 'x' })).code).toBe(10001);
    expect((await withSign({ mobile, sign: data.sign })).data).toBe(true);
    expect((await withSign({ mobile, sign: data.sign })).code).toBe(10001);
    expect(await logsInAs(mobile)).toBe(name);
  });

  test('by e-mail works as by mobile; an address of nobody is 10000', async () => {
    const email = `${name}@example.com`;
    const code = async () => {
      server.passTime(MINUTE_MS);
      await server.call('GET /app/captcha/email', { query: { email, ...(await solvedCaptcha(server)) } });
      return sentCode(server, email);
    };
    const login = async (captcha: string) => server.call('GET /app/user/info_pwd', { query: { email, captcha } });
    expect((await login(await code())).code).toBe(10000);
    expect((await post('/app/user/email_bind', { email: email.toUpperCase(), captcha: await code() })).data).toBe(true);
    const { data } = await login(await code());
    expect(data.username).toBe(name);
    expect((await server.call('POST /token/user', { body: { name, password: data.password } })).code).toBe(200);
  });

  test('wants a number or an address', async () => {
    const answer = await server.call('GET /app/user/info_pwd', { query: { captcha: '123456' } });
    expect(answer).toMatchObject({ code: 10002, message: expect.stringContaining('mobile is required in the query') });
  });
});

describe('binding a proved number without a token, as the web does after it registered', () => {
  const browser = { 'user-agent': 'Browser 1' };
  const prove = async (headers: Record<string, string> = browser) => {
    const query = { mobile, captcha: await smsCode(server, mobile) };
    return (await server.call('GET /app/user/info_pwd', { query, headers })).data.sign as string;
  };
  const registerAs = (username: string, headers: Record<string, string> = browser) =>
    server.call('POST /user/register/v2', { body: { username, password: PASSWORD }, headers });
  const bindWith = (sign: string, who?: string) =>
    server.call('POST /app/user/mobile_bind_with_sign', { body: { mobile, sign }, token: who, headers: browser });

  test('binds it to who registered since from the same browser', async () => {
    const sign = await prove();
    await registerAs(`${name}_new`);
    expect((await bindWith(sign)).data).toBe(true);
    expect(await logsInAs(mobile)).toBe(`${name}_new`);
  });

  test('the same with a token of earlier times, that counts no more', async () => {
    const sign = await prove();
    await registerAs(`${name}_new`);
    expect((await bindWith(sign, 'an old token')).data).toBe(true);
  });

  test('a token that counts says who it is', async () => {
    const sign = await prove();
    await registerAs(`${name}_new`);
    expect((await bindWith(sign, token)).data).toBe(true);
    expect(await logsInAs(mobile)).toBe(name);
  });

  test('nobody registered, or two did, or from another browser: it wants a token', async () => {
    const sign = await prove();
    expect((await bindWith(sign)).code).toBe(10003);
    expect((await bindWith(sign, 'garbage')).code).toBe(402);
    await registerAs(`${name}_elsewhere`, { 'user-agent': 'Browser 2' });
    expect((await bindWith(sign)).code).toBe(10003);
    await registerAs(`${name}_one`);
    await registerAs(`${name}_two`);
    expect((await bindWith(sign)).code).toBe(10003);
    expect((await bindWith(sign, token)).code).toBe(200);
  });

  test('who registered before the number was proved does not count, nor a proof that is too old', async () => {
    await registerAs(`${name}_before`);
    const sign = await prove();
    expect((await bindWith(sign)).code).toBe(10003);
    server.passTime(10 * MINUTE_MS);
    expect((await bindWith(sign, token)).code).toBe(10001);
  });

  test('an admin binds it for the user that they act as', async () => {
    const sign = await prove();
    const { userId } = (await server.accounts.findByName(server.app.appId, name))!;
    const headers = { ...browser, user_id: String(userId) };
    const admin = server.accounts.issueAdminToken(server.app);
    const bound = await server.call('POST /app/user/mobile_bind_with_sign', {
      body: { mobile, sign },
      token: admin,
      headers,
    });
    expect(bound.data).toBe(true);
    expect(await logsInAs(mobile)).toBe(name);
  });
});

describe('binding a number', () => {
  test('wants its code, and is no trouble to repeat', async () => {
    const code = await smsCode(server, mobile);
    expect((await post('/app/user/mobile_bind', { mobile, captcha: otherThan(code) })).code).toBe(10001);
    expect((await post('/app/user/mobile_bind', { mobile, captcha: code })).data).toBe(true);
    server.passTime(MINUTE_MS);
    expect((await bind()).code).toBe(200);
    expect((await server.call('GET /roster/mobile', { query: { mobile }, token })).data.username).toBe(name);
    expect((await server.call('GET /user/profile', { token })).data.mobile).toBe(mobile);
    const login = { body: { login_name: mobile, password: PASSWORD } };
    expect((await server.call('POST /token/login', login)).code).toBe(200);
  });

  test('ends after five wrong codes with 10028', async () => {
    const code = await smsCode(server, mobile);
    const wrong = { mobile, captcha: otherThan(code) };
    for (let count = 0; count < 5; count += 1) expect((await post('/app/user/mobile_bind', wrong)).code).toBe(10001);
    expect((await post('/app/user/mobile_bind', { mobile, captcha: code })).code).toBe(10028);
  });

  test("of another account is 11012, and the other keeps it; the code isn't used up", async () => {
    await bind();
    server.passTime(MINUTE_MS);
    const other = await nobody();
    const captcha = await smsCode(server, mobile);
    expect((await post('/app/user/mobile_bind', { mobile, captcha }, other)).code).toBe(11012);
    expect((await infoPwd(captcha)).data.username).toBe(name);
  });

  test('to who has another one is 10011: that is changed', async () => {
    await bind();
    const second = mobile.replace(/^139/, '137');
    expect((await bind(second)).code).toBe(10011);
    const { sign } = (
      await infoPwd(await smsCode(server, second.replace(/^137/, '136')), second.replace(/^137/, '136'))
    ).data;
    const body = { mobile: second.replace(/^137/, '136'), sign };
    expect((await post('/app/user/mobile_bind_with_sign', body)).code).toBe(10011);
    expect(await logsInAs(mobile)).toBe(name);
  });

  test('of two who bind one number at once one gets it', async () => {
    const other = await nobody();
    const captcha = await smsCode(server, mobile);
    const answers = await Promise.all([
      post('/app/user/mobile_bind', { mobile, captcha }),
      post('/app/user/mobile_bind', { mobile, captcha }, other),
    ]);
    expect(answers.map(({ code }) => code).sort()).toEqual([10001, 200].sort());
  });

  test('of a deleted user is free again', async () => {
    await bind();
    await post('/user/delete', { password: PASSWORD });
    server.passTime(MINUTE_MS);
    expect((await infoPwd(await smsCode(server, mobile))).data).toEqual({ sign: expect.any(String) });
  });

  test('counts in its app only', async () => {
    await bind();
    server.passTime(MINUTE_MS);
    const captcha = await smsCode(server, mobile, 'other');
    const elsewhere = await server.call('GET /app/user/info_pwd', { query: { mobile, captcha }, appId: 'other' });
    expect(elsewhere.data).toEqual({ sign: expect.any(String) });
    expect((await post('/app/user/mobile_bind_with_sign', { mobile, sign: elsewhere.data.sign })).code).toBe(10001);
  });
});

describe('changing a number', () => {
  let second: string;
  beforeEach(async () => {
    await bind();
    second = mobile.replace(/^139/, '135');
    server.passTime(MINUTE_MS);
  });
  const change = async (sign: string, to = second) =>
    post('/app/user/mobile_change', { mobile: to, captcha: await smsCode(server, to), sign });
  const byPassword = async () => post('/app/user/mobile_prechange_by_password', { password: PASSWORD });

  test('by password', async () => {
    expect((await post('/app/user/mobile_prechange_by_password', { password: 'wrong' })).code).toBe(11001);
    const { sign } = (await byPassword()).data;
    expect((await change(sign)).data).toBe(true);
    expect(await logsInAs(second)).toBe(name);
    expect(await logsInAs(mobile)).toBeUndefined();
  });

  test('by a code to the number that it was', async () => {
    const captcha = await smsCode(server, mobile);
    const prove = (body: object) => post('/app/user/mobile_prechange_by_mobile', body);
    expect((await prove({ mobile: second, captcha })).code).toBe(10010);
    expect((await prove({ mobile, captcha: otherThan(captcha) })).code).toBe(10001);
    const { sign } = (await prove({ mobile, captcha })).data;
    expect((await change(sign)).data).toBe(true);
    expect(await logsInAs(second)).toBe(name);
  });

  test('the proof counts once, for its user, and for ten minutes', async () => {
    const other = await nobody();
    const { sign } = (await byPassword()).data;
    const captcha = await smsCode(server, second);
    const body = { mobile: second, captcha, sign };
    expect((await post('/app/user/mobile_change', body, other)).code).toBe(10001);
    expect((await post('/app/user/mobile_change', { ...body, sign: 'x' })).code).toBe(10001);
    expect((await post('/app/user/mobile_change', body)).code).toBe(200);
    server.passTime(MINUTE_MS);
    expect((await change(sign, mobile)).code).toBe(10001);
    const old = (await byPassword()).data.sign;
    server.passTime(10 * MINUTE_MS);
    expect((await change(old, mobile)).code).toBe(10001);
    expect(await logsInAs(second)).toBe(name);
  });

  test('to a number of another account is 11012, and to a wrong code 10001; the proof goes on counting', async () => {
    const other = await nobody();
    await bind(second, other);
    server.passTime(MINUTE_MS);
    const { sign } = (await byPassword()).data;
    expect((await change(sign)).code).toBe(11012);
    const third = mobile.replace(/^139/, '134');
    const captcha = await smsCode(server, third);
    const body = { mobile: third, captcha: otherThan(captcha), sign };
    expect((await post('/app/user/mobile_change', body)).code).toBe(10001);
    expect((await post('/app/user/mobile_change', { ...body, captcha })).code).toBe(200);
  });

  test('a proof for binding is none for changing, nor the other way', async () => {
    const free = mobile.replace(/^139/, '133');
    const bindSign = (await infoPwd(await smsCode(server, free), free)).data.sign;
    expect((await change(bindSign)).code).toBe(10001);
    const changeSign = (await byPassword()).data.sign;
    expect((await post('/app/user/mobile_bind_with_sign', { mobile, sign: changeSign })).code).toBe(10001);
  });

  test('many wrong passwords are refused before they are compared', async () => {
    const strict = await createTestHttp({}, { loginFailures: 2 });
    try {
      const who = await strict.tokenOf('alice');
      const guess = (password: string) =>
        strict.call('POST /app/user/mobile_prechange_by_password', { body: { password }, token: who });
      expect((await guess('wrong')).code).toBe(11001);
      expect((await guess('wrong')).code).toBe(11001);
      expect((await guess(PASSWORD)).code).toBe(10028);
    } finally {
      await strict.stop();
    }
  });
});

describe('binding an e-mail address', () => {
  const code = async (email: string) => {
    server.passTime(MINUTE_MS);
    await server.call('GET /app/captcha/email', { query: { email, ...(await solvedCaptcha(server)) } });
    return sentCode(server, email);
  };
  const bindEmail = async (email: string, more: object = {}, who = token) =>
    post('/app/user/email_bind', { email, captcha: await code(email), ...more }, who);

  test('of another account is 10011, and another one wants a proof of who it is', async () => {
    const [first, second] = [`${name}@one.example`, `${name}@two.example`];
    expect((await bindEmail(first)).data).toBe(true);
    expect((await bindEmail(first, {}, await nobody())).code).toBe(10011);
    expect((await bindEmail(second)).code).toBe(10011);
    const { sign } = (await post('/app/user/mobile_prechange_by_password', { password: PASSWORD })).data;
    expect((await bindEmail(second, { sign: 'x' })).code).toBe(10001);
    expect((await bindEmail(second, { sign })).data).toBe(true);
    expect((await bindEmail(first, { sign })).code).toBe(10001);
  });
});

describe('being known by a number', () => {
  const verify = async (to = mobile, who = token) => {
    server.passTime(MINUTE_MS);
    return post('/app/user_verification_by_mobile', { mobile: to, captcha: await smsCode(server, to) }, who);
  };
  const known = async (who = token) => (await server.call('GET /app/user_verification', { token: who })).data;

  test('begins with its code and is not the number to log in with', async () => {
    expect(await known()).toEqual({ status: 0 });
    const wrong = { mobile, captcha: otherThan(await smsCode(server, mobile)) };
    expect((await post('/app/user_verification_by_mobile', wrong)).code).toBe(10001);
    expect(await known()).toEqual({ status: 0 });
    expect((await verify()).data).toBe(true);
    expect(await known()).toEqual({ status: 1, mobile });
    expect(await logsInAs(mobile)).toBeUndefined();
    const other = mobile.replace(/^139/, '132');
    expect((await verify(other)).code).toBe(200);
    expect(await known()).toEqual({ status: 1, mobile: other });
  });

  test('of a deleted user leaves room for another one', async () => {
    for (const each of ['b', 'c', 'd']) {
      await server.call('POST /user/register/v2', { body: { username: `${name}_${each}`, password: PASSWORD } });
      const who = await server.tokenOf(`${name}_${each}`);
      expect((await verify(mobile, who)).code).toBe(200);
      await post('/user/delete', { password: PASSWORD }, who);
    }
  });

  test('is for so many users a number: one more is 11031', async () => {
    expect((await verify()).code).toBe(200);
    const others = [];
    for (const each of ['b', 'c']) {
      await server.call('POST /user/register/v2', { body: { username: `${name}_${each}`, password: PASSWORD } });
      others.push(await server.tokenOf(`${name}_${each}`));
    }
    expect((await verify(mobile, others[0])).code).toBe(200);
    expect((await verify(mobile, others[1])).code).toBe(11031);
    expect(await known(others[1])).toEqual({ status: 0 });
    expect((await verify()).code).toBe(200);
  });

  test('ends after five wrong codes with 10028', async () => {
    const captcha = await smsCode(server, mobile);
    const wrong = { mobile, captcha: otherThan(captcha) };
    for (let count = 0; count < 5; count += 1) {
      expect((await post('/app/user_verification_by_mobile', wrong)).code).toBe(10001);
    }
    expect((await post('/app/user_verification_by_mobile', { mobile, captcha })).code).toBe(10028);
  });
});
