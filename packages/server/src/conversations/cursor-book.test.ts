import type { AppId, ConversationId, DeviceSn, MessageId, UserId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import type { ConversationStore } from './conversation-store.ts';
import { CursorBook } from './cursor-book.ts';

const DEVICE = { appId: 'test' as AppId, user: 2 as UserId, deviceSn: 1 as DeviceSn, peer: 4 as ConversationId };

/** A store that is done with each save when the test says so. */
function bookOver() {
  const saves: PromiseWithResolvers<void>[] = [];
  const saveCursors = () => {
    const save = Promise.withResolvers<void>();
    saves.push(save);
    return save.promise;
  };
  return { book: new CursorBook({ saveCursors } as Pick<ConversationStore, 'saveCursors'>), saves };
}

test('what is on its way to the store is known until it is there', async () => {
  const { book, saves } = bookOver();
  book.acknowledge(DEVICE, 5 as MessageId);
  const first = book.flush();
  expect(book.unsaved(DEVICE)).toBe(5);
  book.acknowledge(DEVICE, 7 as MessageId);
  const second = book.flush();
  expect(book.unsaved(DEVICE)).toBe(7);
  saves[1]?.resolve();
  await second;
  expect(book.unsaved(DEVICE)).toBe(5);
  saves[0]?.resolve();
  await first;
  expect(book.unsaved(DEVICE)).toBeUndefined();
});

test('what could not be saved is kept, and never goes back', async () => {
  const { book, saves } = bookOver();
  book.acknowledge(DEVICE, 5 as MessageId);
  const flush = book.flush();
  book.acknowledge(DEVICE, 6 as MessageId);
  saves[0]?.reject(new Error('full'));
  await expect(flush).rejects.toThrow('full');
  expect(book.unsaved(DEVICE)).toBe(6);
});
