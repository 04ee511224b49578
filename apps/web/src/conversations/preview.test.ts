import { expect, test } from 'vitest';
import type { Conversation } from '../session/index.ts';
import { conversationPreview } from './preview.ts';

const withText = (text: string) =>
  ({ id: 2, lastMessage: { content: { type: 'text', text } } }) as unknown as Conversation;
const nothing = { isTyping: false, draft: '' };

test('a row tells first who is typing, then the draft, then the last message', () => {
  const conversation = withText('hello');
  expect(conversationPreview(conversation, { isTyping: true, draft: 'x' }).kind).toBe('typing');
  expect(conversationPreview(conversation, { isTyping: false, draft: 'half a' })).toEqual({
    kind: 'draft',
    text: 'half a',
  });
  expect(conversationPreview(conversation, { isTyping: false, draft: ' \n' }).kind).toBe('message');
});

test('a message of many lines becomes one, and a huge one is cut', () => {
  expect(conversationPreview(withText('one\n\n  two\tthree '), nothing)).toMatchObject({ text: 'one two three' });
  const huge = conversationPreview(withText('word '.repeat(20_000)), nothing);
  expect(huge.kind === 'message' && huge.text.length).toBeLessThan(200);
});

test('an empty conversation and a message of an unknown kind have a text of their own', () => {
  expect(conversationPreview({ id: 2 } as unknown as Conversation, nothing)).toEqual({ kind: 'none' });
  const unknown = {
    id: 2,
    lastMessage: { content: { type: 'unsupported', contentType: 9 } },
  } as unknown as Conversation;
  expect(conversationPreview(unknown, nothing).kind).toBe('unsupported');
});
