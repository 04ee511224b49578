import { type CallUnderTest, NOT_ID } from './call-under-test.ts';

const targets = { good: [2], bad: [1, 'x', null, {}, [], ['x'], [null], [-1]] };
const type = { good: 1, bad: [...NOT_ID, 3, 0] };
const content_type = { good: 0, bad: [...NOT_ID, 13] };

/** Calls by which users and backends send, which both may make. */
export const SEND_CALLS: readonly CallUnderTest[] = ['/message/send', '/ai/message/send'].flatMap((url) =>
  ['POST', 'PUT'].map((method) => ({
    line: `${method} ${url}`,
    needsToken: true,
    body: { type, targets, content_type },
  })),
);

/** Calls that an admin token is needed for; their parameters are tested with one in `backend-messages.test.ts`. */
export const BACKEND_CALLS = [
  'POST /message/notify',
  'PUT /message/notify',
  'POST /message/broadcast',
  'GET /message/broadcast',
];
