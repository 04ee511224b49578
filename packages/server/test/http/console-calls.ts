import { type CallUnderTest, NOT_ID, NOT_TEXT, text } from './call-under-test.ts';

/** Calls of the console with required parameters. They are of no app. */
export const CONSOLE_CALLS: readonly CallUnderTest[] = [
  {
    line: 'POST /admin/login',
    needsToken: false,
    by: 'console',
    body: { username: text('nobody'), password: text('p') },
  },
  {
    line: 'POST /admin/password',
    needsToken: true,
    by: 'console',
    body: { old_password: text('o'), new_password: text('new password') },
  },
  {
    line: 'POST /admin/admins',
    needsToken: true,
    by: 'console',
    body: { username: text('nina'), password: text('password') },
  },
  { line: 'POST /admin/apps', needsToken: true, by: 'console', body: { name: text('An app') } },
  ...['POST', 'PUT'].map(
    (method): CallUnderTest => ({
      line: `${method} /admin/apps/demo/status`,
      needsToken: true,
      by: 'console',
      body: { status: { good: 'normal', bad: [...NOT_TEXT, 'asleep'] } },
    }),
  ),
  ...['POST', 'PUT'].map(
    (method): CallUnderTest => ({
      line: `${method} /admin/apps/demo/push/certificates`,
      needsToken: true,
      by: 'console',
      body: { name: { good: 'apns', bad: [...NOT_TEXT, ''] }, provider: { good: 1, bad: [...NOT_ID, 0, 8] } },
    }),
  ),
  { line: 'POST /admin/apps/demo/tokens', needsToken: true, by: 'console', body: { name: text('backend') } },
];

/** Those without required parameters. */
export const CONSOLE_TOKEN_ONLY = [
  'POST /admin/refresh',
  'GET /admin/admins',
  'GET /admin/apps',
  'GET /admin/apps/demo',
  'POST /admin/apps/demo',
  'PUT /admin/apps/demo',
  'GET /admin/apps/demo/tokens',
  'GET /admin/apps/demo/push/certificates',
];

/** Those that end a token or name something in their address: console.test.ts and apps.test.ts have them. */
export const CONSOLE_TESTED_APART = [
  'POST /admin/logout-all',
  'DELETE /admin/admins/{username}',
  'DELETE /admin/apps/{app}/tokens/{id}',
  'DELETE /admin/apps/{app}/push/certificates/{name}',
];
