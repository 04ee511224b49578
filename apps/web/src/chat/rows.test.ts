import { describe, expect, test } from 'vitest';
import type { Message } from '../session/index.ts';
import { firstUnread, type MessageRow, messageRows } from './rows.ts';

const noonMs = new Date(2026, 4, 10, 12).getTime();
const minuteMs = 60_000;

function message(localId: string, from: number, timestampMs: number): Message {
  const content = { type: 'text', text: localId } as const;
  return { localId, from, timestampMs, isOwn: from === 1, content, status: 'received', conversationId: 2 } as Message;
}

describe('messageRows', () => {
  test('draws messages of one sender within five minutes as one block', () => {
    const rows = messageRows(
      [
        message('a', 2, noonMs),
        message('b', 2, noonMs + minuteMs),
        message('c', 2, noonMs + 7 * minuteMs),
        message('d', 1, noonMs + 7 * minuteMs),
      ],
      undefined,
    );
    expect(rows.map((row) => row.isFirstOfBlock)).toEqual([true, false, true, true]);
    expect(rows.map((row) => row.isLastOfBlock)).toEqual([false, true, true, true]);
  });

  test('puts a date between the messages of two days, below the earlier', () => {
    const rows = messageRows(
      [
        message('a', 2, noonMs),
        message('b', 2, noonMs + 11.99 * 60 * minuteMs),
        message('c', 2, noonMs + 12.01 * 60 * minuteMs),
      ],
      undefined,
    );
    expect(rows.map((row) => row.nextDayMs)).toEqual([undefined, noonMs + 12.01 * 60 * minuteMs, undefined]);
    expect(rows[2]?.isFirstOfBlock).toBe(true);
  });

  test('gives a row the same height whatever is put on top of it', () => {
    const newer = [message('c', 2, noonMs + minuteMs), message('d', 1, noonMs + 2 * minuteMs)];
    const older = [message('a', 1, noonMs - 24 * 60 * minuteMs), message('b', 2, noonMs)];
    const height = ({ opensUnread, isLastOfBlock, nextDayMs, nextSender }: MessageRow) => ({
      opensUnread,
      isLastOfBlock,
      nextDayMs,
      nextSender,
    });
    const before = messageRows(newer, undefined).map(height);
    expect(
      messageRows([...older, ...newer], undefined)
        .slice(2)
        .map(height),
    ).toEqual(before);
  });

  test('starts a block at the divider of new messages', () => {
    const rows = messageRows([message('a', 2, noonMs), message('b', 2, noonMs + 1)], 'b');
    expect(rows.map((row) => row.opensUnread)).toEqual([false, true]);
    expect(rows[1]?.isFirstOfBlock).toBe(true);
  });

  test('names the sender of the block that comes next, unless it is one of our own', () => {
    const rows = messageRows(
      [message('a', 2, noonMs), message('b', 3, noonMs), message('c', 3, noonMs), message('d', 1, noonMs)],
      undefined,
    );
    expect(rows.map((row) => row.nextSender)).toEqual([3, undefined, undefined, undefined]);
  });

  test('leaves the name to the row itself when the divider stands between', () => {
    const rows = messageRows([message('a', 2, noonMs), message('b', 3, noonMs)], 'b');
    expect(rows[0]?.nextSender).toBeUndefined();
    expect(rows[1]).toMatchObject({ opensUnread: true, isFirstOfBlock: true });
  });

  test('keeps one row for each message', () => {
    const messages = Array.from({ length: 100 }, (_, index) => message(`m${index}`, 1 + (index % 3), noonMs + index));
    expect(messageRows(messages, undefined).map((row) => row.key)).toEqual(messages.map((each) => each.localId));
  });
});

describe('firstUnread', () => {
  const messages = [message('a', 2, 1), message('b', 1, 2), message('c', 2, 3), message('d', 2, 4)];

  test('counts messages of others from the newest', () => {
    expect(firstUnread(messages, 1)).toBe('d');
    expect(firstUnread(messages, 3)).toBe('a');
  });

  test('is nothing while it is not loaded: a divider elsewhere would be wrong, and would move', () => {
    expect(firstUnread(messages, 9)).toBeUndefined();
  });

  test('is nothing when all is read', () => expect(firstUnread(messages, 0)).toBeUndefined());
});
