import { expect, test } from 'vitest';
import { whatIsMissing } from './not-found.ts';

test.each([
  ['GET', '/app/user_verification', 'text/html', 'call'],
  ['GET', '/file/download/avatar', 'image/*', 'call'],
  ['GET', '/group/logo.png', '*/*', 'call'],
  ['POST', '/chat/42', 'text/html', 'call'],
  ['GET', '/chat/42', 'text/html', 'page'],
  ['HEAD', '/chat/42', 'text/html', 'page'],
  ['GET', '/chat/42', 'application/json', 'call'],
  ['GET', '/assets/gone.js', 'text/html', 'file'],
  ['GET', '/users', 'text/html', 'page'],
  ['GET', '/', '*/*', 'call'],
] as const)('%s %s for %s is a missing %s', (method, path, accept, expected) => {
  expect(whatIsMissing(method, path, accept)).toBe(expected);
});
