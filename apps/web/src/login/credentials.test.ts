import { describe, expect, test } from 'vitest';
import { checkCredentials } from './credentials.ts';

const good = { appId: 'demo', name: 'dora_1', password: 'long enough' };

describe('checkCredentials', () => {
  test('finds nothing wrong with good ones', () => {
    expect(checkCredentials(good, 'register')).toEqual({});
    expect(checkCredentials({ ...good, name: '王小明' }, 'register')).toEqual({});
  });

  test('names each empty field', () => {
    expect(checkCredentials({ appId: '', name: '', password: '' }, 'logIn')).toEqual({
      appId: 'problem.appIdMissing',
      name: 'problem.userNameMissing',
      password: 'problem.passwordMissing',
    });
  });

  test.each(['12345', 'maximus', 'mta1', 'a b', 'a-b', 'é'])('refuses the new user name %o', (name) => {
    expect(checkCredentials({ ...good, name }, 'register')).toEqual({ name: 'problem.userNameInvalid' });
  });

  test('lets an old account log in whatever its name and password look like', () => {
    expect(checkCredentials({ ...good, name: 'a-b', password: 'x' }, 'logIn')).toEqual({});
  });

  test('knows that an app id with a space or a letter beyond ASCII leads nowhere', () => {
    expect(checkCredentials({ ...good, appId: 'démo app' }, 'logIn')).toEqual({ appId: 'problem.appUnknown' });
  });

  test('refuses a short new password', () => {
    expect(checkCredentials({ ...good, password: '1234567' }, 'register')).toEqual({
      password: 'problem.passwordTooShort',
    });
  });
});
