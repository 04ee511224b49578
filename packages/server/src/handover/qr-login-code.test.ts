import { expect, test } from 'vitest';
import { hashOfUnprovenCode, makeQrLoginCode, readQrLoginCode } from './qr-login-code.ts';

const app = { tokenSecret: 'secret' };
const other = { tokenSecret: 'another' };

test('a code is known by its app until its time is over, and fits where WeChat wants 64 characters', () => {
  const code = makeQrLoginCode(app, 1_700_000_000_000);
  expect(code.length).toBeLessThanOrEqual(64);
  const read = readQrLoginCode(app, code, 1_699_999_999_999);
  expect(read).toEqual({ codeHash: hashOfUnprovenCode(code), expiresAtMs: 1_700_000_000_000 });
  expect(readQrLoginCode(app, code, 1_700_000_000_000)).toBeUndefined();
  expect(readQrLoginCode(other, code, 0)).toBeUndefined();
});

test('no other writing of a code names another login', () => {
  const code = makeQrLoginCode(app, 1_700_000_000_000);
  const known = readQrLoginCode(app, code, 0)?.codeHash;
  for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
    const read = readQrLoginCode(app, code.slice(0, -1) + last, 0);
    expect([undefined, known]).toContain(read?.codeHash);
  }
});
