import { type ConversationId, decodeFrame, decodeSyncUL, type MessageId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { Puller } from './puller.ts';

function createPuller() {
  const asked: [id: number, key: number][] = [];
  const drained: number[] = [];
  const timers: (() => void)[] = [];
  const cursors = new Map<ConversationId, MessageId>();
  const puller = new Puller({
    clock: {
      now: () => 0,
      elapsed: () => 0,
      after(_, run) {
        timers.push(run);
        return () => timers.splice(timers.indexOf(run), 1);
      },
    },
    send(frame) {
      const { xid, key } = decodeSyncUL(decodeFrame(frame).payload);
      asked.push([xid?.uid ?? 0, key]);
    },
    cursorOf: (id) => cursors.get(id) ?? (0 as MessageId),
    drained: (id) => drained.push(id),
  });
  puller.online();
  return { puller, asked, drained, timers, cursors };
}

const one = 2 as ConversationId;

describe('a puller', () => {
  test('asks on from each stored page until nothing is left', () => {
    const { puller, asked, cursors, drained } = createPuller();
    puller.request(one);
    cursors.set(one, 5 as MessageId);
    puller.pageStored(one, true);
    puller.drained(one);
    expect(asked).toEqual([
      [2, 0],
      [2, 5],
    ]);
    expect(drained).toEqual([2]);
  });

  test('asks once more when news came while it was asking: the last answer may be older', () => {
    const { puller, asked, drained } = createPuller();
    puller.request(one);
    puller.request(one);
    puller.drained(one);
    expect(asked.length).toBe(2);
    expect(drained).toEqual([]);
    puller.drained(one);
    expect(drained).toEqual([2]);
  });

  test('reads few conversations at a time, in the order of the requests', () => {
    const { puller, asked } = createPuller();
    for (let id = 1; id <= 20; id += 1) puller.request((id * 2) as ConversationId);
    expect(asked.length).toBe(8);
    puller.drained(one);
    expect(asked.at(-1)).toEqual([18, 0]);
  });

  test('rests when a server repeats a page without end', () => {
    const { puller, asked, timers } = createPuller();
    puller.request(one);
    puller.pageStored(one, false);
    expect(asked.length).toBe(1);
    timers[0]?.();
    expect(asked.length).toBe(2);
  });

  test('asks no more of a conversation that is closed to the user, until there is news of it', () => {
    const { puller, asked, timers } = createPuller();
    puller.request(one);
    puller.closed(one);
    expect(timers).toEqual([]);
    expect(asked.length).toBe(1);
    puller.request(one);
    expect(asked.length).toBe(2);
  });

  test('forgets what it asked of a session that is over', () => {
    const { puller, asked, drained } = createPuller();
    puller.request(one);
    puller.offline();
    puller.request(one);
    puller.drained(one);
    expect(asked.length).toBe(1);
    expect(drained).toEqual([]);
  });
});
