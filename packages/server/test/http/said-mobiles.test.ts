import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smsCode } from './sent-code.ts';
import { createTestHttp, PASSWORD, type TestHttp } from './test-http.ts';

let server: TestHttp;
let admin: string;
let count = 0;
let mobile: string;
let claimant: string;
let owner: string;
let claimantId: number;
beforeAll(async () => {
  server = await createTestHttp();
  admin = server.accounts.issueAdminToken(server.app);
});
beforeEach(async () => {
  count += 1;
  mobile = `138${String(count).padStart(8, '0')}`;
  claimantId = (await server.accounts.register(server.app, { username: `claimant_${count}`, password: PASSWORD }))
    .userId;
  await server.accounts.register(server.app, { username: `owner_${count}`, password: PASSWORD });
  claimant = await server.tokenOf(`claimant_${count}`);
  owner = await server.tokenOf(`owner_${count}`);
});
afterAll(() => server.stop());

const say = (token: string, what = mobile, headers: Record<string, string> = {}) =>
  server.call('POST /user/mobile', { token, query: { mobile: what }, headers });
/** The next code for a number comes a minute after the last one. */
const code = (to: string) => {
  server.passTime(61_000);
  return smsCode(server, to);
};
const prove = async (token: string, what = mobile) =>
  server.call('POST /app/user/mobile_bind', { token, body: { mobile: what, captcha: await code(what) } });
const mobileOf = async (token: string) => (await server.call('GET /user/profile', { token })).data.mobile;
const logInByCode = async () =>
  (await server.call('GET /app/user/info_pwd', { query: { mobile, captcha: await code(mobile) } })).data;

describe('a number that a user only said', () => {
  test('lets nobody in by a code: its owner does not end up in the account of somebody else', async () => {
    expect((await say(claimant)).data).toBe(true);
    expect(await logInByCode()).toEqual({ sign: expect.any(String) });
    await prove(claimant);
    expect((await logInByCode()).user_id).toBe(claimantId);
  });

  test('goes to whoever proves that it is theirs, by a code or by the proof of one', async () => {
    await say(claimant);
    expect((await say(owner)).code).toBe(11012);
    expect((await prove(owner)).data).toBe(true);
    expect([await mobileOf(claimant), await mobileOf(owner)]).toEqual([undefined, mobile]);
    expect((await say(claimant)).code).toBe(11012);
    expect((await prove(claimant)).code).toBe(11012);

    mobile = mobile.replace(/^138/, '137');
    await say(claimant);
    const { sign } = await logInByCode();
    const third = await server.accounts.register(server.app, { username: `third_${count}`, password: PASSWORD });
    const token = await server.tokenOf(third.username);
    const bound = await server.call('POST /app/user/mobile_bind_with_sign', { token, body: { mobile, sign } });
    expect(bound.data).toBe(true);
    expect([await mobileOf(claimant), await mobileOf(token)]).toEqual([undefined, mobile]);
  });

  test('can be changed for another one at will, until one is proven', async () => {
    const other = mobile.replace(/^138/, '136');
    expect((await say(claimant)).code).toBe(200);
    expect((await say(claimant, other)).code).toBe(200);
    expect((await prove(claimant)).data).toBe(true);
    expect(await say(claimant, other)).toMatchObject({ code: 10011, message: expect.stringContaining('proof') });
    expect((await say(claimant)).code).toBe(200);
    expect((await logInByCode()).user_id).toBe(claimantId);
    expect((await prove(claimant, other)).code).toBe(10011);
  });
});

describe('a number that an admin set', () => {
  const set = (user: number, what = mobile) => say(admin, what, { user_id: String(user) });

  test('is proven: it takes the place of one that was only said, and codes let in by it', async () => {
    await say(owner);
    expect((await set(claimantId)).data).toBe(true);
    expect([await mobileOf(claimant), await mobileOf(owner)]).toEqual([mobile, undefined]);
    expect((await logInByCode()).user_id).toBe(claimantId);
    const other = mobile.replace(/^138/, '135');
    expect((await say(claimant, other)).code).toBe(10011);
    expect((await set(claimantId, other)).code).toBe(200);
    expect(await mobileOf(claimant)).toBe(other);
  });

  test('is not taken from a user of whom it is proven', async () => {
    await prove(owner);
    expect((await set(claimantId)).code).toBe(11012);
    expect(await mobileOf(owner)).toBe(mobile);
  });
});
