import { type CallUnderTest, NOT_ID_IN_QUERY, NOT_TEXT } from './call-under-test.ts';

/** Calls about pushes with required parameters (rest-api.md section 4.10). */
export const PUSH_CALLS: readonly CallUnderTest[] = [
  {
    line: 'GET /push/certificate',
    needsToken: true,
    query: { provider: { good: 1, bad: [...NOT_ID_IN_QUERY, '0', '8'] } },
  },
  {
    line: 'POST /push/notify',
    needsToken: true,
    by: 'admin',
    body: {
      audience: { good: 'all', bad: ['everyone', 1, null, true, [], { tag: 'x' }, { user_id: [-1] }, { alias: [''] }] },
      message: { good: { body: 'x' }, bad: [1, null, true, 'text', []] },
    },
  },
  {
    line: 'POST /push/task/detail',
    needsToken: true,
    by: 'admin',
    body: { list: { good: [1], bad: [...NOT_TEXT.slice(0, -1), 'x', ['x'], [-1], [1.5], [null]] } },
  },
];
