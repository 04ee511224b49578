import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { otherThan, sentCode, smsCode, solvedCaptcha } from './sent-code.ts';
import { createTestHttp, type Loose, makeOtherApp, type TestHttp } from './test-http.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let server: TestHttp;
beforeAll(async () => {
  server = await createTestHttp();
  await makeOtherApp(server);
});
afterAll(() => server.stop());

let next = 0;
let mobile = '';
beforeEach(() => {
  next += 1;
  mobile = `138${String(next).padStart(8, '0')}`;
});

const logIn = (code: string, to = mobile, on = server) =>
  on.call('GET /app/user/info_pwd', { query: { mobile: to, captcha: code } });

describe('a picture', () => {
  const web = (query: Record<string, string>, on = server) =>
    on.call('GET /app/captcha/sms_web', { query: { mobile, ...query } });
  const picture = (query: Record<string, string>) =>
    server.call('GET /app/captcha/image', { query: { app_id: 'demo', ...query }, appId: null });

  test('is a PNG that nobody keeps, asked for without headers', async () => {
    const { data: image_id, code } = await server.call('POST /app/captcha/image', { body: {} });
    expect([code, typeof image_id]).toEqual([200, 'string']);
    const { status, headers } = await picture({ image_id });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'image/png', 'no-store']);
  });

  test('that was read in any case gets a code sent, once', async () => {
    const { image_id, captcha } = await solvedCaptcha(server);
    expect(await web({ image_id, captcha: ` ${captcha.toLowerCase()} ` })).toMatchObject({ code: 200, data: true });
    expect(sentCode(server, mobile)).toMatch(/^\d{6}$/);
    server.passTime(MINUTE_MS);
    expect((await web({ image_id, captcha })).code).toBe(11014);
  });

  test('that was read wrong is refused with 11014, and after three times counts no more', async () => {
    const { image_id, captcha } = await solvedCaptcha(server);
    for (let count = 0; count < 3; count += 1) expect((await web({ image_id, captcha: 'AAAA?' })).code).toBe(11014);
    expect((await web({ image_id, captcha })).code).toBe(11014);
    expect(() => sentCode(server, mobile)).toThrow();
  });

  test('goes on counting while a code was sent just now: nobody reads two for one', async () => {
    await smsCode(server, mobile);
    const solved = await solvedCaptcha(server);
    expect(await web(solved)).toMatchObject({ code: 10028, message: expect.stringMatching(/wait \d+ s/) });
    server.passTime(MINUTE_MS);
    expect((await web(solved)).code).toBe(200);
  });

  test('is of its app and of its time', async () => {
    const { image_id, captcha } = await solvedCaptcha(server);
    const elsewhere = { query: { mobile, image_id, captcha }, appId: 'other' };
    expect((await server.call('GET /app/captcha/sms_web', elsewhere)).code).toBe(11014);
    expect((await picture({ image_id, app_id: 'other' })).code).toBe(10002);
    expect((await picture({ image_id: `${image_id}x` })).code).toBe(10002);
    expect((await picture({ image_id, app_id: 'nobody' })).code).toBe(40000);
    expect((await picture({})).code).toBe(10002);
    server.passTime(5 * MINUTE_MS);
    expect((await picture({ image_id })).code).toBe(10002);
    expect((await web({ image_id, captcha })).code).toBe(11014);
  });

  test('cannot be written in another way to be tried more often', async () => {
    const { image_id, captcha } = await solvedCaptcha(server);
    // The last letter of the signature carries two bits: sixteen letters mean the same.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const first = letters.indexOf(image_id.slice(-1)) & ~15;
    const spellings = [1, 2, 3].map((step) => image_id.slice(0, -1) + letters.charAt(first + step));
    for (const spelling of spellings) await web({ image_id: spelling, captcha: 'AAAA?' });
    expect((await web({ image_id, captcha })).code).toBe(11014);
  });

  test('many wrong readings from one network are refused before they are looked at', async () => {
    const strict = await createTestHttp({}, { codeFailuresPerAddress: 2 });
    try {
      const { image_id } = await solvedCaptcha(strict);
      const wrong = { image_id, captcha: 'AAAA?' };
      expect((await web(wrong, strict)).code).toBe(11014);
      expect((await web(wrong, strict)).code).toBe(11014);
      expect((await web(await solvedCaptcha(strict), strict)).code).toBe(10028);
      strict.passTime(5 * MINUTE_MS);
      expect((await web(await solvedCaptcha(strict), strict)).code).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe('a code', () => {
  test('counts once', async () => {
    const code = await smsCode(server, mobile);
    expect((await logIn(code)).code).toBe(200);
    expect((await logIn(code)).code).toBe(10001);
  });

  test('that was never sent, or is five minutes old, does not count', async () => {
    expect((await logIn('123456')).code).toBe(10001);
    const code = await smsCode(server, mobile);
    server.passTime(5 * MINUTE_MS);
    expect((await logIn(code)).code).toBe(10001);
  });

  test('ends after five wrong tries with 10028, and a new one counts again', async () => {
    const code = await smsCode(server, mobile);
    for (let count = 0; count < 5; count += 1) expect((await logIn(otherThan(code))).code).toBe(10001);
    expect((await logIn(code)).code).toBe(10028);
    server.passTime(MINUTE_MS);
    expect((await logIn(await smsCode(server, mobile))).code).toBe(200);
  });

  test('of many wrong tries at once none slips through', async () => {
    const code = await smsCode(server, mobile);
    const tries = await Promise.all(Array.from({ length: 12 }, () => logIn(otherThan(code))));
    expect(tries.filter((answer) => answer.code === 10001)).toHaveLength(5);
    expect((await logIn(code)).code).toBe(10028);
  });

  test('of many right tries at once one counts', async () => {
    const code = await smsCode(server, mobile);
    const tries = await Promise.all(Array.from({ length: 8 }, () => logIn(code)));
    expect(tries.filter((answer) => answer.code === 200)).toHaveLength(1);
  });

  test('takes the place of the one before', async () => {
    const first = await smsCode(server, mobile);
    server.passTime(MINUTE_MS);
    const second = await smsCode(server, mobile);
    if (first !== second) expect((await logIn(first)).code).toBe(10001);
    expect((await logIn(second)).code).toBe(200);
  });

  test('is for its number and its app', async () => {
    const code = await smsCode(server, mobile);
    expect((await logIn(code, '13900139000')).code).toBe(10001);
    const elsewhere = { query: { mobile, captcha: code }, appId: 'other' };
    expect((await server.call('GET /app/user/info_pwd', elsewhere)).code).toBe(10001);
    expect((await logIn(code)).code).toBe(200);
  });

  test('is not sent again within a minute, which the answer says', async () => {
    await smsCode(server, mobile);
    const again = await server.call('GET /app/captcha/sms', { query: { mobile } });
    expect(again).toMatchObject({ code: 10028, message: 'a code was sent just now, wait 60 s' });
    expect((await server.call('GET /app/captcha/sms', { query: { mobile }, appId: 'other' })).code).toBe(200);
  });

  test('is nowhere in the database', async () => {
    const code = await smsCode(server, mobile);
    const rows = await server.database.query
      .selectFrom('verification_codes' as Loose)
      .selectAll()
      .execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  test('is printed by the log sender and nowhere else', async () => {
    const code = await smsCode(server, mobile);
    await logIn(code);
    const lines = server.logLines.filter((line) => line.includes(code) && line.includes(mobile));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, appId: 'demo', channel: 'sms', to: mobile, code });
  });

  test('by e-mail wants a picture read, and reaches the address in small letters', async () => {
    const send = (query: Record<string, string>) => server.call('GET /app/captcha/email', { query });
    const email = `User${next}@Example.COM`;
    expect((await send({ email, image_id: 'x', captcha: 'x' })).code).toBe(11014);
    expect((await send({ email, ...(await solvedCaptcha(server)) })).code).toBe(200);
    expect(sentCode(server, email.toLowerCase())).toMatch(/^\d{6}$/);
  });

  test('is counted in the metrics', async () => {
    await smsCode(server, mobile);
    const { text } = await server.call('GET /metrics', { appId: null });
    expect(text).toMatch(/warbler_codes_total\{channel="sms",outcome="sent"\} \d+/);
  });
});

describe('shares of codes', () => {
  const send = (on: TestHttp, to: string) => on.call('GET /app/captcha/sms', { query: { mobile: to } });
  const with_ = async (limits: Parameters<typeof createTestHttp>[1], run: (on: TestHttp) => Promise<void>) => {
    const strict = await createTestHttp({}, { codeResendMs: 0, ...limits });
    try {
      await run(strict);
    } finally {
      await strict.stop();
    }
  };

  test('a number gets so many a day', () =>
    with_({ codesPerContact: 2 }, async (on) => {
      for (const code of [200, 200, 10028]) expect((await send(on, '13800138000')).code).toBe(code);
      expect((await send(on, '13800138001')).code).toBe(200);
      on.passTime(24 * HOUR_MS);
      expect((await send(on, '13800138000')).code).toBe(200);
    }));

  test('a network asks for so many an hour', () =>
    with_({ codesPerAddress: 2 }, async (on) => {
      const numbers = ['13800138000', '13800138001', '13800138002'];
      const codes = [];
      for (const to of numbers) codes.push((await send(on, to)).code);
      expect(codes).toEqual([200, 200, 10028]);
      on.passTime(HOUR_MS);
      expect((await send(on, '13800138002')).code).toBe(200);
    }));

  test('an app sends so many a day', () =>
    with_({ codesPerApp: 1 }, async (on) => {
      await makeOtherApp(on);
      expect((await send(on, '13800138000')).code).toBe(200);
      expect((await send(on, '13800138001')).code).toBe(10028);
      const elsewhere = await on.call('GET /app/captcha/sms', { query: { mobile: '13800138001' }, appId: 'other' });
      expect(elsewhere.code).toBe(200);
      on.passTime(24 * HOUR_MS);
      expect((await send(on, '13800138001')).code).toBe(200);
    }));
});

describe('with a gateway', () => {
  let gateway: Server;
  let got: { readonly headers: Loose; readonly body: Loose }[] = [];
  let answerStatus = 200;
  let withGateway: TestHttp;
  beforeAll(async () => {
    gateway = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('end', () => {
        got.push({ headers: request.headers, body: JSON.parse(text) });
        response.writeHead(answerStatus, answerStatus === 302 ? { location: 'http://127.0.0.1:1/' } : {});
        response.end('{"ok":true}');
      });
    });
    await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
    const codeSenderUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send?x=1`;
    withGateway = await createTestHttp({}, {}, { codeSenderUrl, codeSenderToken: 'gateway-token' });
  });
  afterAll(async () => {
    await withGateway.stop();
    gateway.closeAllConnections();
    gateway.close();
  });
  beforeEach(() => {
    got = [];
    answerStatus = 200;
  });

  const send = () => withGateway.call('GET /app/captcha/sms', { query: { mobile } });

  test('it gets the code, which is logged nowhere', async () => {
    expect((await send()).code).toBe(200);
    expect(got).toHaveLength(1);
    const { headers, body } = got[0]!;
    expect(headers.authorization).toBe('Bearer gateway-token');
    expect(body).toEqual({
      app_id: 'demo',
      channel: 'sms',
      to: mobile,
      code: expect.stringMatching(/^\d{6}$/),
      expires_in: 300,
    });
    expect((await logIn(body.code, mobile, withGateway)).code).toBe(200);
    expect(withGateway.logLines.join('')).not.toContain(`"code":"${body.code}"`);
  });

  test.each([
    500, 302, 404,
  ])('when it answers %i the code is not sent, does not count, and another may be asked for at once', async (status) => {
    answerStatus = status;
    expect(await send()).toMatchObject({ code: 20000, message: 'the code could not be sent' });
    expect((await logIn(got[0]!.body.code, mobile, withGateway)).code).toBe(10001);
    answerStatus = 200;
    expect((await send()).code).toBe(200);
    expect((await logIn(got[1]!.body.code, mobile, withGateway)).code).toBe(200);
    const { text } = await withGateway.call('GET /metrics', { appId: null });
    expect(text).toMatch(/warbler_codes_total\{channel="sms",outcome="failed"\} [1-9]/);
    const log = withGateway.logLines.join('');
    expect(log).toContain('a service outside this server failed');
    expect(log).not.toContain('gateway-token');
  });

  test('that cannot be reached is said to the caller, and why to the log', async () => {
    const lost = await createTestHttp({}, {}, { codeSenderUrl: 'http://127.0.0.1:1/' });
    try {
      const answer = await lost.call('GET /app/captcha/sms', { query: { mobile } });
      expect(answer).toMatchObject({ status: 200, code: 20000, message: 'the code could not be sent' });
      expect(lost.logLines.join('')).toContain('a service outside this server failed');
    } finally {
      await lost.stop();
    }
  });
});
