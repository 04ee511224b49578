import type { ConversationId, MessageId, UserId } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { isMentioned, newChatRecord } from '../chat/chat-record.ts';
import type { LocalMessageId, Message } from '../message.ts';
import { applyEvents } from './apply-events.ts';
import type { MetaEvent } from './meta-event.ts';

const mid = (id: number) => id as MessageId;
const peer = 2 as UserId;

function message(id: number, isOwn = false): Message {
  return {
    localId: `m${id}` as LocalMessageId,
    id: mid(id),
    conversationId: 2 as ConversationId,
    from: (isOwn ? 4 : 2) as UserId,
    isOwn,
    timestampMs: id,
    content: { type: 'text', text: `${id}` },
    isMentioningMe: false,
    status: isOwn ? 'sent' : 'received',
  };
}

const arrival = (id: number, isOwn = false): MetaEvent => ({
  kind: 'message',
  message: message(id, isOwn),
  isRead: false,
});
const before = (...known: Message[]) => ({
  record: newChatRecord(2 as ConversationId),
  known: new Map(known.map((one) => [one.id as MessageId, one])),
});

describe('what a stream tells', () => {
  test('messages of others count as unread, own ones and those read elsewhere do not', () => {
    const read: MetaEvent = { kind: 'message', message: message(3), isRead: true };
    const { record, arrived, put } = applyEvents(before(), [arrival(1), arrival(2, true), read]);
    expect(record.read.unreadCount).toBe(1);
    expect(record.last?.id).toBe(3);
    expect(put.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(arrived.map(({ id }) => id)).toEqual([1, 3]);
  });

  test('a message that history brought before is counted, and keeps what was known of it', () => {
    const edited = { ...message(1), editedMs: 9 };
    const { record, put } = applyEvents(before(edited), [arrival(1)]);
    expect(record.read.unreadCount).toBe(1);
    expect(put).toEqual([]);
  });

  test('while the count of the server is taken over, messages still to come are not counted twice', () => {
    const { record, known } = before();
    const adopting = { ...record, isAdopting: true, read: { ...record.read, unreadCount: 2 } };
    expect(applyEvents({ record: adopting, known }, [arrival(1), arrival(2)]).record.read.unreadCount).toBe(2);
  });

  test('read up to a message leaves what came after it', () => {
    const events = [arrival(1), arrival(2), arrival(3), { kind: 'readAll', upTo: mid(2), at: mid(4) } as const];
    expect(applyEvents(before(), events).record.read.unreadCount).toBe(1);
    const later = [arrival(1), { kind: 'readAll', upTo: mid(1), at: mid(2) } as const, arrival(3)];
    expect(applyEvents(before(message(3)), later).record.read.unreadCount).toBe(1);
  });

  test('receipts only ever go forward, and those for unknown messages are kept', () => {
    const { put, unmatched } = applyEvents(before(message(1, true)), [
      { kind: 'receipt', mid: mid(1), status: 'read', from: peer },
      { kind: 'receipt', mid: mid(1), status: 'delivered', from: peer },
      { kind: 'receipt', mid: mid(9), status: 'delivered', from: peer },
    ]);
    expect(put.map(({ status }) => status)).toEqual(['read']);
    expect(unmatched).toEqual([{ kind: 'receipt', mid: 9, status: 'delivered', from: peer }]);
  });

  test('a recalled message is gone, and so is its part of the count and of the preview', () => {
    const { record, put, removed } = applyEvents(before(), [arrival(1), { kind: 'removed', mid: mid(1) }]);
    expect(record.read.unreadCount).toBe(0);
    expect(record.last).toBeUndefined();
    expect(put).toEqual([]);
    expect(removed).toEqual([1]);
  });

  test('edits append or replace, in the order of their times', () => {
    const edit = (text: string, editedMs: number, isAppended: boolean): MetaEvent => ({
      ...{ kind: 'edited', mid: mid(1), isAppended, text, ext: '{"a":{"c":2}}', config: '{"d":3}', editedMs },
    });
    const known = { ...message(1), ext: '{"a":{"b":1}}' };
    const { put } = applyEvents(before(known), [edit('+', 5, true), edit('old', 4, false), edit('!', 6, true)]);
    expect(put).toMatchObject([{ content: { text: '1+!' }, ext: '{"a":{"b":1,"c":2}}', editedMs: 6 }]);
  });

  test('a deleted conversation is hidden and empty until something new comes', () => {
    const deleted: MetaEvent = { kind: 'conversationDeleted', upTo: mid(2), at: mid(2) };
    const gone = applyEvents(before(message(1)), [deleted]);
    expect(gone.record).toMatchObject({ isHidden: true, isComplete: true });
    expect(gone.clearedUpTo).toBe(2);
    const back = applyEvents(before(message(1)), [deleted, arrival(3)]);
    expect(back.record).toMatchObject({ isHidden: false, read: { unreadCount: 1 } });
  });

  test('what is gone before it comes stays gone, and is not counted', () => {
    const early = applyEvents(before(), [{ kind: 'removed', mid: mid(3) }]);
    const { record, put } = applyEvents({ ...before(), record: early.record }, [arrival(3), arrival(4)]);
    expect(record.read.unreadCount).toBe(1);
    expect(put.map(({ id }) => id)).toEqual([4]);
    const cleared = applyEvents(before(), [{ kind: 'conversationDeleted', upTo: mid(5), at: mid(5) }]);
    expect(applyEvents({ ...before(), record: cleared.record }, [arrival(4)]).put).toEqual([]);
  });

  test('a conversation that is cleared late keeps what came after that, and its count', () => {
    const known = [message(1), message(3), message(4, true)];
    const { record } = applyEvents(
      before(),
      known.map((one) => arrival(one.id ?? 0, one.isOwn)),
    );
    const event: MetaEvent = { kind: 'conversationDeleted', upTo: mid(2), at: mid(5) };
    const after = applyEvents({ ...before(...known), record }, [event]);
    expect(after.record).toMatchObject({ isHidden: false, read: { unreadCount: 1 }, last: { id: 4 } });
  });

  test('readers of a group message are counted once each', () => {
    const own = { ...message(1, true), conversationId: 9 as ConversationId };
    const read = (from: number): MetaEvent => ({ kind: 'receipt', mid: mid(1), status: 'read', from: from as UserId });
    const { put } = applyEvents(before(own), [read(4), read(6), read(4)]);
    expect(put).toMatchObject([{ status: 'read', readers: [4, 6], readCount: 2 }]);
  });

  test('mentions are remembered while the message is there', () => {
    const mention: MetaEvent = { kind: 'message', message: { ...message(1), isMentioningMe: true }, isRead: false };
    const { record, put } = applyEvents(before(), [mention]);
    expect(isMentioned(record)).toBe(true);
    const known = new Map(put.map((one) => [one.id as MessageId, one]));
    const read = applyEvents({ record, known }, [{ kind: 'readOne', mid: mid(1) }]).record;
    expect(isMentioned(read)).toBe(false);
    expect(isMentioned(applyEvents({ record: read, known }, [{ kind: 'readCancel', mid: mid(1) }]).record)).toBe(true);
    expect(isMentioned(applyEvents({ record, known }, [{ kind: 'removed', mid: mid(1) }]).record)).toBe(false);
  });
});
