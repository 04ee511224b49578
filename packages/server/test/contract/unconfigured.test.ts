import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Call, type ContractWorld, startContractWorld } from './contract-world.ts';

let world: ContractWorld;
beforeAll(async () => {
  world = await startContractWorld({ hasWechat: false });
});
afterAll(() => world.stop());

/** Calls that need a service outside, on a server that was told of none: they say so, and never pretend. */
const CALLS: readonly (readonly [line: string, call: Call, code: number, because: RegExp])[] = [
  ['GET /app/wechat_login', { query: { code: 'x' } }, 404, /not set up for a WeChat mini program/],
  ['POST /app/wechat/bind', { body: { open_id: 'x', type: 1 } }, 404, /not set up for a WeChat/],
  ['GET /user/bind_openid', { query: { open_id: 'x', type: 1 } }, 404, /not set up for a WeChat/],
  ['POST /app/generate_url_link', { body: { path: 'p', query: 'q' } }, 404, /not set up for a WeChat mini program/],
  ['GET /push/certificate', { query: { provider: 1 } }, 12006, /push is not enabled/],
  ['GET /app/official_account/qrcode', {}, 404, /not set up for a WeChat official account/],
];

test.each(CALLS)('%s says what is not set up', async (line, call, code, because) => {
  const { status, json } = await world.call(line, { as: world.ann, ...call });
  expect([status, json.code]).toEqual([200, code]);
  expect(json.message).toMatch(because);
});

test('what the server knows by itself it still answers', async () => {
  expect(await world.must('GET /app/wechat/is_bind', { as: world.ann })).toBe(false);
  expect(await world.must('POST /app/wechat/unbind', { as: world.ann, body: {} })).toBe(true);
  const { json } = await world.call('GET /app/official_account/is_bind', { as: world.ann });
  expect(json.code).toBe(10002);
});
