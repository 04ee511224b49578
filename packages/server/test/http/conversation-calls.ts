import { type CallUnderTest, NOT_ID, NOT_ID_IN_QUERY } from './call-under-test.ts';

const inBody = (line: string, ...names: readonly string[]): CallUnderTest => ({
  line,
  needsToken: true,
  body: Object.fromEntries(names.map((name) => [name, { good: 2, bad: NOT_ID }])),
});

const inQuery = (line: string, ...names: readonly string[]): CallUnderTest => ({
  line,
  needsToken: true,
  query: Object.fromEntries(names.map((name) => [name, { good: 2, bad: NOT_ID_IN_QUERY }])),
});

/** Calls about conversations and single messages, with required parameters (rest-api.md sections 4.2 and 4.8). */
export const CONVERSATION_CALLS: readonly CallUnderTest[] = [
  ...['POST', 'PUT'].flatMap((method) => [
    inBody(`${method} /user/conversation/pin`, 'conversation_id'),
    inBody(`${method} /user/conversation/unpin`, 'conversation_id'),
    inBody(`${method} /message/recall`, 'conversation_id', 'msg_id'),
  ]),
  inQuery('DELETE /message/conversation', 'conversation_id'),
  inQuery('GET /message/ack', 'conversation_id', 'msg_id'),
];

/** Those without required parameters. */
export const CONVERSATION_TOKEN_ONLY = ['GET /user/conversation/pin_list', 'GET /message/conversation/list'];
