import { expect, test } from 'vitest';
import { appHash, readSigned, signText } from './app-signature.ts';

const app = { tokenSecret: 'a secret' };

test('what was signed is read again, by the same app and for the same purpose only', () => {
  const signed = signText(app, 'a picture', 'abc.1');
  expect(readSigned(app, 'a picture', signed)).toBe('abc.1');
  expect(readSigned(app, 'another use', signed)).toBeUndefined();
  expect(readSigned({ tokenSecret: 'another' }, 'a picture', signed)).toBeUndefined();
  expect(readSigned(app, 'a picture', signed.replace('abc', 'abd'))).toBeUndefined();
});

test.each(['', '.', 'abc', 'abc.', `abc.${'A'.repeat(22)}`, 'abc.é'])('%j was never signed', (text) => {
  expect(readSigned(app, 'a picture', text)).toBeUndefined();
});

test('a hash depends on the app, the purpose and the text', () => {
  const hashes = [
    appHash(app, 'one', 'x'),
    appHash(app, 'two', 'x'),
    appHash(app, 'one', 'y'),
    appHash({ tokenSecret: 'another' }, 'one', 'x'),
  ];
  expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(4);
});
