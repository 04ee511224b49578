import { describe, expect, test } from 'vitest';
import { loginName } from './login-name.ts';
import { requireUsername } from './username.ts';

describe('what people type to log in', () => {
  test.each([
    ['13800138000', { by: 'mobile', mobile: '13800138000' }],
    ['+4915112345678', { by: 'mobile', mobile: '+4915112345678' }],
    ['Alice@Example.com', { by: 'email', email: 'alice@example.com' }],
    ['Alice', { by: 'username', username: 'Alice' }],
    ['12345', { by: 'username', username: '12345' }],
    [`+${'1'.repeat(40)}`, { by: 'username', username: `+${'1'.repeat(40)}` }],
    ['', { by: 'username', username: '' }],
  ])('%s is one thing', (text, name) => {
    expect(loginName(text)).toEqual(name);
  });

  test.each(['13800138000', '+4915112345678', 'a@b'])('%s can be nobody else as a user name', (text) => {
    expect(() => requireUsername(text, 64)).toThrow('user name');
  });
});
