import { describe, expect, test } from 'vitest';
import type { Group, Message } from '../session/index.ts';
import { isShownAsEdited, lastEditable, messageActions } from './message-actions.ts';

const nowMs = 10_000_000;
const message = (changes: Partial<Message>): Message =>
  ({ id: 7, isOwn: true, timestampMs: nowMs, content: { type: 'text', text: 'x' }, ...changes }) as Message;
const inGroup = (changes: Partial<Group>): Group =>
  ({ myRole: 'member', isDestroyed: false, hasReadReceipts: true, ...changes }) as Group;
const actions = (changes: Partial<Message>, group?: Partial<Group>) =>
  messageActions(message(changes), { group: group && inGroup(group), nowMs });

describe('messageActions', () => {
  test('an own text can be changed, and taken back for five minutes', () => {
    expect(actions({})).toEqual(['copy', 'edit', 'recall', 'remove']);
    expect(actions({ timestampMs: nowMs - 5 * 60_000 })).toEqual(['copy', 'edit', 'remove']);
  });

  test('a message of another person can be marked unread', () => {
    expect(actions({ isOwn: false })).toEqual(['copy', 'markUnread', 'remove']);
  });

  test('admins of a group take back what anybody said, at any time', () => {
    const old = { isOwn: false, timestampMs: 0 };
    expect(actions(old, { myRole: 'admin' })).toContain('recall');
    expect(actions(old, { myRole: 'member' })).not.toContain('recall');
    expect(actions(old, { myRole: 'owner', isDestroyed: true })).not.toContain('recall');
  });

  test('readers are asked for where the group tells them', () => {
    expect(actions({}, {})).toContain('readers');
    expect(actions({}, { hasReadReceipts: false })).not.toContain('readers');
    expect(actions({ isOwn: false }, {})).not.toContain('readers');
  });

  test('whoever left a group changes nothing there, but still deletes for himself', () => {
    expect(actions({}, { myRole: 'none', hasReadReceipts: false })).toEqual(['copy', 'remove']);
  });

  test('what the cloud does not have can only be copied', () => {
    const { id, ...unsent } = message({});
    expect(messageActions(unsent, { group: undefined, nowMs })).toEqual(['copy']);
  });

  test('what cannot be shown cannot be copied or changed', () => {
    expect(actions({ content: { type: 'unsupported', contentType: 9 } })).toEqual(['recall', 'remove']);
  });
});

test('lastEditable is the newest own text that the cloud has', () => {
  const mine = message({ id: 1 as never });
  const { id, ...unsent } = message({});
  expect(lastEditable([mine, message({ isOwn: false }), unsent])).toBe(mine);
  expect(lastEditable([])).toBeUndefined();
});

test('a message that a bot writes piece by piece is not called edited', () => {
  expect(isShownAsEdited(message({}))).toBe(false);
  expect(isShownAsEdited(message({ editedMs: 1 }))).toBe(true);
  expect(isShownAsEdited(message({ editedMs: 1, ext: '{"ai":{"stream":true}}' }))).toBe(false);
  expect(isShownAsEdited(message({ editedMs: 1, ext: 'no "stream" json' }))).toBe(true);
});
