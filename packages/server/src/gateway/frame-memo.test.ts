import type { ConversationId, GroupId, MessageId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { FrameMemo } from './frame-memo.ts';
import { eagerFrame, pendingFrame } from './frames.ts';

const GROUP = 7 as GroupId as ConversationId;
const news = (mid: number) => ({
  mid: mid as MessageId,
  encoded: new Uint8Array([mid]),
  memo: new FrameMemo(),
});

test('devices that have the same get the same bytes, and others their own', () => {
  const [first, last] = [news(8), news(9)];
  const frame = eagerFrame(GROUP, [first, last], 5 as MessageId);
  expect(eagerFrame(GROUP, [first, last], 5 as MessageId)).toBe(frame);
  const { memo: _memo, ...alone } = last;
  for (const previous of [6, 5] as MessageId[]) {
    expect(eagerFrame(GROUP, [first, last], previous)).toEqual(eagerFrame(GROUP, [first, alone], previous));
  }
  expect(eagerFrame(GROUP, [last], 5 as MessageId)).toEqual(eagerFrame(GROUP, [alone], 5 as MessageId));
});

test('a page is shared only by those for whom it is the same, whatever its ends', () => {
  const [first, own, personal, last] = [news(1), news(2), news(3), news(4)];
  const page = pendingFrame(GROUP, [first, own, last]);
  expect(pendingFrame(GROUP, [first, own, last])).toBe(page);
  const { memo: _memo, ...alone } = last;
  expect(pendingFrame(GROUP, [first, personal, last])).toEqual(pendingFrame(GROUP, [first, personal, alone]));
  expect(pendingFrame(GROUP, [first, last])).toEqual(pendingFrame(GROUP, [first, alone]));
});
