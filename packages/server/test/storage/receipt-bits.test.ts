import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageId } from '@warbler/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ReceiptBit, readReceiptBits, setReceiptBit } from '../../src/receipts/sql/receipt-bits.ts';
import { SqliteBinding } from '../../src/storage/index.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';

let folder: string;
let store: OpenStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warbler-bits-'));
  store = await openSqliteStore({ folder, binding: SqliteBinding.betterSqlite3, node: 0 });
});
afterAll(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

/** Around the ends of bytes and rows, and anywhere in a group of 20,000. */
const memberNumber = fc.oneof(
  fc.constantFrom(1, 7, 8, 4095, 4096, 4097, 8191, 8192),
  fc.integer({ min: 1, max: 20_000 }),
);

test('each member is noted once, apart from the others, from other messages and from the other kind', () => {
  let mid = 0;
  fc.assert(
    fc.property(fc.array(memberNumber, { maxLength: 60 }), (numbers) => {
      mid += 1;
      const read = { conversation: 1, mid: mid as MessageId, bit: ReceiptBit.read };
      const noted = new Set<number>();
      for (const number of numbers) {
        expect(setReceiptBit(store.context, read, number)).toBe(!noted.has(number));
        noted.add(number);
      }
      const hasRead = readReceiptBits(store.context, read);
      for (const number of [...numbers, 1, 4096, 9999]) expect(hasRead(number)).toBe(noted.has(number));
      expect(readReceiptBits(store.context, { ...read, bit: ReceiptBit.played })(numbers[0] ?? 1)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test('ten thousand readers of a message are three rows', () => {
  const key = { conversation: 2, mid: 1 as MessageId, bit: ReceiptBit.read };
  for (let number = 1; number <= 10_000; number += 1) setReceiptBit(store.context, key, number);
  const rows = store.context.statements.prepare(
    'select length(bits) as bytes from receipt_bits where conversation_id = 2',
  );
  expect(rows.all().map(({ bytes }) => bytes)).toEqual([512, 512, 227]);
});
