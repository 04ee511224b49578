import { type AppId, type ConversationId, type MessageId, OperationType, type UserId } from '@warbler/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MetaKind, type NewMeta } from '../../src/messages/index.ts';
import { sweepApp } from '../../src/retention/index.ts';
import { SqliteBinding } from '../../src/storage/index.ts';
import { ALICE, APP, BOB, LAPTOP, metaMaker, receipt } from '../suites/metas.ts';
import { openStores, type Stores } from '../suites/open-stores.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 5, 1);

let stores: Stores;
beforeAll(async () => {
  stores = await openStores({ binding: SqliteBinding.betterSqlite3 });
});
afterAll(() => stores.close());

/** Removes what is older than a day at a moment, a few rows a step. */
const sweep = (nowMs: number, stepRows = 3, appId: AppId = APP) =>
  sweepApp({ storage: stores.thread, stepRows, isWanted: () => true }, { appId, days: 1, nowMs });
const historyOf = async (user: UserId, peer: ConversationId) =>
  (await stores.log.history({ appId: APP, user, peer, before: 0 as MessageId, limit: 1000, maxBytes: 1e9 })).metas.map(
    ({ mid }) => mid,
  );
const pullOf = async (user: UserId, peer: ConversationId, after = 0 as MessageId) =>
  (await stores.log.pull({ appId: APP, user, deviceSn: LAPTOP, peer, after, limit: 1000, maxBytes: 1e9 })).metas.map(
    ({ mid }) => mid,
  );
const unreadOf = async (user: UserId) =>
  Object.fromEntries(
    (await stores.conversations.unread({ user, limit: 1000 })).map(({ conversation, unreadCount }) => [
      conversation,
      unreadCount,
    ]),
  );
let nextUser = 10_000;
const newPair = () => {
  nextUser += 4;
  const [one, other] = [nextUser as UserId, (nextUser + 2) as UserId];
  return { one, other, make: metaMaker({ from: one, to: other }) };
};

describe('what is older than the app keeps it', () => {
  test('is gone from history and streams, and does not wait to be read; what is younger stays', async () => {
    const { one, other, make } = newPair();
    const old = [];
    for (let number = 0; number < 10; number += 1) {
      old.push((await stores.log.append(make({ nowMs: START_MS + number }))).mid);
    }
    const young = [];
    for (let number = 0; number < 4; number += 1) {
      young.push((await stores.log.append(make({ nowMs: START_MS + 2 * DAY_MS + number }))).mid);
    }
    expect((await unreadOf(other))[one]).toBe(14);
    expect(await sweep(START_MS + 2 * DAY_MS)).toBeGreaterThanOrEqual(10);
    expect(await historyOf(other, one)).toEqual([...young].reverse());
    expect(await historyOf(one, other)).toEqual([...young].reverse());
    expect(await pullOf(other, one)).toEqual(young);
    expect((await unreadOf(other))[one]).toBe(4);
    expect((await unreadOf(one))[other]).toBe(0);
    await expect(
      stores.receipts.apply({
        meta: receipt(make({ from: other, to: one }), OperationType.READ_ACK, old[0] as MessageId),
        target: old[0] as MessageId,
        kind: 'read',
        keptMembersMax: 100,
      }),
    ).rejects.toMatchObject({ code: 'invalidParameter' });
  });

  test('goes with everything that is kept about it', async () => {
    const own = await openStores({ binding: SqliteBinding.betterSqlite3 });
    try {
      const make = metaMaker();
      const sent = [];
      for (let number = 0; number < 6; number += 1) {
        sent.push((await own.log.append(make({ nowMs: START_MS + number }))).mid);
      }
      const [first, second, third] = sent as [MessageId, MessageId, MessageId];
      const answer = () => make({ from: BOB, to: ALICE, nowMs: START_MS + 100 });
      const personal = (meta: NewMeta): NewMeta => ({ ...meta, audience: meta.from });
      await own.receipts.apply({
        meta: receipt(answer(), OperationType.READ_ACK, first),
        target: first,
        kind: 'read',
        keptMembersMax: 100,
      });
      await own.receipts.cancelRead({ meta: personal(answer()), target: first });
      await own.receipts.delete({ meta: personal(answer()), target: second });
      await own.thread.call('messages.recall', {
        meta: make({ nowMs: START_MS + 101, kind: MetaKind.operation }),
        target: third,
        windowMs: 1e9,
        mayRecallAny: false,
      });
      await sweepApp(
        { storage: own.thread, stepRows: 2, isWanted: () => true },
        { appId: APP, days: 1, nowMs: START_MS + 2 * DAY_MS },
      );
      const tables = ['messages', 'personal_metas', 'read_marks', 'unread_marks', 'recalled_seqs', 'deleted_messages'];
      for (const table of [...tables, 'unseen_ranges', 'receipt_bits']) {
        const { rows } = await own.thread.call('sql.run', { sql: `select * from ${table}`, parameters: [] });
        expect([table, rows]).toEqual([table, []]);
      }
      const { rows } = await own.thread.call('sql.run', {
        sql: `select user_id, last_seq - read_seq as waiting, own_after_read, read_out_of_order, unread_again
          from conversation_members m join conversations c on c.id = m.conversation_id order by user_id`,
        parameters: [],
      });
      const settled = { waiting: 0, own_after_read: 0, read_out_of_order: 0, unread_again: 0 };
      expect(rows).toEqual([
        { user_id: ALICE, ...settled },
        { user_id: BOB, ...settled },
      ]);
      // The conversation goes on, with ids above those that were removed.
      const next = await own.log.append(make({ nowMs: START_MS }));
      expect(next.mid).toBeGreaterThan(sent.at(-1) as number);
      expect((await own.conversations.unread({ user: BOB, limit: 10 }))[0]?.unreadCount).toBe(1);
    } finally {
      await own.close();
    }
  });

  test('ids go on above removed ones after a restart, also when the clock was set back', async () => {
    const own = await openStores({ binding: SqliteBinding.betterSqlite3 });
    const make = metaMaker();
    const { mid } = await own.log.append(make({ nowMs: START_MS }));
    const ports = { storage: own.thread, stepRows: 10, isWanted: () => true };
    expect(await sweepApp(ports, { appId: APP, days: 1, nowMs: START_MS + 2 * DAY_MS })).toBe(1);
    await own.thread.stop();
    const again = await openStores({ binding: SqliteBinding.betterSqlite3, folder: own.folder });
    expect((await again.log.append(make({ nowMs: START_MS - DAY_MS }))).mid).toBeGreaterThan(mid);
    await again.close();
  });

  test('of another app, and in an app that keeps everything, stays', async () => {
    const { one, other, make } = newPair();
    const meta = make({ nowMs: START_MS });
    const elsewhere = { ...meta, pair: { ...meta.pair, appId: 'elsewhere' as AppId } };
    await stores.log.append(elsewhere);
    await sweep(START_MS + 9 * DAY_MS);
    const left = await stores.log.history({
      appId: 'elsewhere' as AppId,
      user: one,
      peer: other,
      before: 0 as MessageId,
      limit: 10,
      maxBytes: 1e9,
    });
    expect(left.metas).toHaveLength(1);
  });

  test('ends when the server stops, between two steps', async () => {
    const { one, other, make } = newPair();
    for (let number = 0; number < 10; number += 1) await stores.log.append(make({ nowMs: START_MS + number }));
    let steps = 5;
    const isWanted = () => steps-- > 0;
    await sweepApp(
      { storage: stores.thread, stepRows: 2, isWanted },
      { appId: APP, days: 1, nowMs: START_MS + 9 * DAY_MS },
    );
    const left = await historyOf(other, one);
    expect(left.length).toBeLessThanOrEqual(10);
    await sweep(START_MS + 9 * DAY_MS);
    expect(await historyOf(other, one)).toEqual([]);
    expect((await unreadOf(other))[one]).toBe(0);
  });
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), isOwn: fc.boolean() }),
  fc.record({ kind: fc.constant('readOne' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('readAll' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('unreadAgain' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('recall' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('sweep' as const), at: fc.nat(30), stepRows: fc.integer({ min: 1, max: 5 }) }),
);

interface Entry {
  readonly mid: MessageId;
  readonly isOwn: boolean;
  readonly sentMs: number;
  isRead: boolean;
  isRecalled: boolean;
  isDeleted: boolean;
}

// Each message is a minute after the one before, so that a sweep can end anywhere between two of them.
test('unread and history equal a plain list, after any sends, receipts, recalls, deletes and sweeps', async () => {
  const MINUTE_MS = 60_000;
  let startMs = START_MS + 100 * DAY_MS;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { one: reader, other, make } = newPair();
      startMs += DAY_MS;
      let log: Entry[] = [];
      let nowMs = startMs;
      for (const { kind, ...detail } of steps) {
        nowMs += MINUTE_MS;
        if (kind === 'send') {
          const { isOwn } = detail as { isOwn: boolean };
          const people = isOwn ? { from: reader, to: other } : { from: other, to: reader };
          const { mid } = await stores.log.append(make({ ...people, nowMs }));
          log.push({ mid, isOwn, sentMs: nowMs, isRead: isOwn, isRecalled: false, isDeleted: false });
          continue;
        }
        const { at, stepRows = 3 } = detail as { at: number; stepRows?: number };
        const target = log[at];
        if (target === undefined) continue;
        const base = make({ from: reader, to: other, nowMs, kind: MetaKind.operation });
        const personal = { ...base, audience: reader };
        switch (kind) {
          case 'sweep':
            await sweep(target.sentMs + 1 + DAY_MS, stepRows);
            log = log.slice(at + 1);
            break;
          case 'readAll':
            await stores.receipts.readAll({ meta: personal, upTo: target.mid });
            for (const entry of log.slice(0, at + 1)) entry.isRead = true;
            break;
          case 'readOne':
            if (target.isOwn) break;
            await stores.receipts.apply({
              meta: receipt(base, OperationType.READ_ACK, target.mid),
              target: target.mid,
              kind: 'read',
              keptMembersMax: 100,
            });
            target.isRead = true;
            break;
          case 'unreadAgain':
            if (target.isOwn || target.isRecalled || target.isDeleted) break;
            await stores.receipts.cancelRead({ meta: personal, target: target.mid });
            target.isRead = false;
            break;
          case 'recall': {
            const meta = { ...base, from: target.isOwn ? reader : other };
            await stores.thread.call('messages.recall', {
              meta,
              target: target.mid,
              windowMs: 1e12,
              mayRecallAny: false,
            });
            target.isRecalled = true;
            break;
          }
          case 'delete':
            await stores.receipts.delete({ meta: personal, target: target.mid });
            target.isDeleted ||= !target.isRecalled;
            break;
          default:
            kind satisfies never;
        }
      }
      const shown = log.filter(({ isRecalled, isDeleted }) => !isRecalled && !isDeleted);
      expect((await unreadOf(reader))[other] ?? 0).toBe(shown.filter(({ isRead }) => !isRead).length);
      expect(await historyOf(reader, other)).toEqual(shown.map(({ mid }) => mid).reverse());
    }),
    { numRuns: 150 },
  );
});
