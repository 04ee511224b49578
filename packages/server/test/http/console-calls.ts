import { type CallUnderTest, text } from './call-under-test.ts';

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
];

/** Those without required parameters. */
export const CONSOLE_TOKEN_ONLY = ['POST /admin/refresh', 'GET /admin/admins'];

/** Those that end a token or name something in their address: console.test.ts and apps.test.ts have them. */
export const CONSOLE_TESTED_APART = ['POST /admin/logout-all', 'DELETE /admin/admins/{username}'];
