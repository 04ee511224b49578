import type { ConversationId, MessageId, UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import type { LocalMessageId, Message } from '../message.ts';
import { MessageWindow, windowMaxCount } from './message-window.ts';

function message(id: number, status: Message['status'] = 'received'): Message {
  return {
    localId: `m${id}` as LocalMessageId,
    id: id as MessageId,
    conversationId: 2 as ConversationId,
    from: 2 as UserId,
    isOwn: false,
    timestampMs: id,
    content: { type: 'text', text: String(id) },
    isMentioningMe: false,
    status,
  };
}

function unsettled(name: string): Message {
  const { id: _, ...rest } = message(0, 'sending');
  return { ...rest, localId: name as LocalMessageId };
}

const shown = (window: MessageWindow) => window.snapshot.map(({ localId }) => localId);

describe('a window', () => {
  test('keeps the order of the ids, each once, the last version of each', () => {
    const window = new MessageWindow();
    window.prepend([message(5), message(7)]);
    window.put([message(9)]);
    window.put([message(8), message(7, 'read')]);
    window.prepend([message(1), message(3)]);
    expect(shown(window)).toEqual(['m1', 'm3', 'm5', 'm7', 'm8', 'm9']);
    expect(window.snapshot[3]?.status).toBe('read');
  });

  test('takes no message from before its beginning, which would leave a gap', () => {
    const window = new MessageWindow();
    window.put([message(4)]);
    expect(shown(window)).toEqual([]);
    window.prepend([message(5)]);
    window.put([message(4), message(6)]);
    expect(shown(window)).toEqual(['m5', 'm6']);
  });

  test('takes what is new below what it has where nothing older is stored', () => {
    const window = new MessageWindow();
    window.prepend([], true);
    window.prepend([]);
    window.put([message(5)]);
    window.put([message(3), message(6)], 2);
    expect(shown(window)).toEqual(['m3', 'm5', 'm6']);
    window.put([message(1)], 2);
    expect(shown(window)).toEqual(['m3', 'm5', 'm6']);
    // Now something older is stored.
    window.put([message(2)], 0);
    expect(shown(window)).toEqual(['m3', 'm5', 'm6']);
  });

  test('takes nothing new below its beginning where more is stored than it holds', () => {
    const window = new MessageWindow();
    window.prepend([message(5)], false);
    window.put([message(4)], 3);
    expect(shown(window)).toEqual(['m5']);
  });

  test('shows what is on its way at the end, and what failed where it failed', () => {
    const window = new MessageWindow();
    window.prepend([message(1), message(2)]);
    window.putUnsettled(unsettled('a'), 1 as MessageId);
    window.putUnsettled(unsettled('b'), 1 as MessageId);
    window.putUnsettled(unsettled('c'), undefined);
    window.put([message(3)]);
    expect(shown(window)).toEqual(['m1', 'a', 'b', 'm2', 'm3', 'c']);
    window.removeUnsettled('a' as LocalMessageId);
    expect(shown(window)).toEqual(['m1', 'b', 'm2', 'm3', 'c']);
  });

  test('has a bound: the oldest leave', () => {
    const window = new MessageWindow();
    window.prepend(Array.from({ length: windowMaxCount }, (_, at) => message(at + 1)));
    expect(window.isFull).toBe(true);
    window.put([message(windowMaxCount + 1)]);
    expect(window.snapshot.length).toBe(windowMaxCount);
    expect(window.oldestId).toBe(2);
  });

  test('is the same array until something changes', () => {
    const window = new MessageWindow();
    window.prepend([message(1)]);
    const before = window.snapshot;
    window.put([]);
    expect(window.snapshot).toBe(before);
    window.put([message(2)]);
    expect(window.snapshot).not.toBe(before);
    expect(before.length).toBe(1);
  });
});
