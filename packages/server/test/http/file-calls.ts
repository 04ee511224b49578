import { type CallUnderTest, NOT_ID_IN_QUERY } from './call-under-test.ts';

const to_id = { good: 2, bad: NOT_ID_IN_QUERY };

/** Every call of files with required parameters that answers in an envelope (rest-api.md section 4.9). */
export const FILE_CALLS: readonly CallUnderTest[] = [
  {
    line: 'GET /file/upload/chat',
    needsToken: true,
    query: { file_type: { good: 100, bad: [...NOT_ID_IN_QUERY, '0', '105', '9999'] }, to_id },
  },
  { line: 'GET /file/upload/avatar/group', needsToken: true, query: { group_id: { good: 1, bad: NOT_ID_IN_QUERY } } },
  {
    line: 'GET /file/upload/forward',
    needsToken: true,
    query: { file_sign: { good: 'x', bad: ['', 'x'.repeat(1025)] }, to_id },
  },
];

/** Those that need a token and nothing else. */
export const FILE_TOKEN_ONLY = ['GET /file/upload/avatar/user'] as const;

/** Transfers of bytes, whose refusals have an HTTP status: file-uploads.test.ts and file-downloads.test.ts. */
export const FILE_TESTED_APART = [
  'POST /file/upload/{ticket}',
  'PUT /file/upload/{ticket}',
  'GET /file/download/chat',
  'GET /file/download/avatar',
  'GET /file/download/link/{link}',
] as const;
