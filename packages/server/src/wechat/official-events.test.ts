import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSigned, readScan } from './official-events.ts';

const event = (name: string, key: string) => `<xml>
  <ToUserName><![CDATA[gh_account]]></ToUserName>
  <FromUserName><![CDATA[o-open_ID]]></FromUserName>
  <CreateTime>1700000000</CreateTime>
  <MsgType><![CDATA[event]]></MsgType>
  <Event><![CDATA[${name}]]></Event>
  <EventKey><![CDATA[${key}]]></EventKey>
  <Ticket><![CDATA[ticket]]></Ticket>
</xml>`;

test('a scan names who scanned what, whether they followed the account before or do now', () => {
  expect(readScan(event('SCAN', 'scene.1-x_'))).toEqual({ openId: 'o-open_ID', scene: 'scene.1-x_' });
  expect(readScan(event('subscribe', 'qrscene_scene.1'))).toEqual({ openId: 'o-open_ID', scene: 'scene.1' });
});

test.each([
  event('subscribe', ''),
  event('unsubscribe', ''),
  event('CLICK', 'scene'),
  '<xml><Event>SCAN</Event></xml>',
  '',
  'x'.repeat(100_000),
])('what is no scan is none', (xml) => {
  expect(readScan(xml)).toBeUndefined();
});

test('a signature holds for its token, time and nonce only', () => {
  const signature = createHash('sha1').update(['token', '1700000000', 'nonce'].sort().join('')).digest('hex');
  const signed = { signature, timestamp: '1700000000', nonce: 'nonce' };
  expect(isSigned('token', signed)).toBe(true);
  expect(isSigned('other', signed)).toBe(false);
  expect(isSigned('token', { ...signed, nonce: 'x' })).toBe(false);
  expect(isSigned('token', { ...signed, signature: '' })).toBe(false);
});
