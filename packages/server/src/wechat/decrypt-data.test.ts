import { createCipheriv, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decryptWechatData, mobileOf } from './decrypt-data.ts';

const key = randomBytes(16);
const iv = randomBytes(16);
const session = { sessionKey: key.toString('base64'), appId: 'wx1' };

function encrypt(text: string): { readonly iv: string; readonly data: string } {
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  return { iv: iv.toString('base64'), data };
}

test('opens what WeChat encrypted for the mini program', () => {
  const secret = { purePhoneNumber: '13800138000', countryCode: '86', watermark: { appid: 'wx1' } };
  expect(decryptWechatData(encrypt(JSON.stringify(secret)), session)).toEqual(secret);
});

test.each([
  encrypt(JSON.stringify({ watermark: { appid: 'wx2' } })),
  encrypt('{}'),
  encrypt('null'),
  encrypt('no JSON'),
  { iv: '', data: 'AAAA' },
  { iv: iv.toString('base64'), data: 'AAAA' },
  { iv: 'x', data: '' },
])('refuses anything else', (encrypted) => {
  expect(() => decryptWechatData(encrypted, session)).toThrow('invalid request parameter: data');
});

test('writes numbers as the contract does', () => {
  expect(mobileOf({ purePhoneNumber: '13800138000', countryCode: '86' })).toBe('13800138000');
  expect(mobileOf({ purePhoneNumber: '6123456789', countryCode: '1' })).toBe('+16123456789');
  expect(mobileOf({})).toBeUndefined();
  expect(mobileOf({ purePhoneNumber: 'x', countryCode: '86' })).toBeUndefined();
});
