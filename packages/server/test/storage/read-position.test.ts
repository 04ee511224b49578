import { type MessageId, OperationType, type UserId } from '@warbler/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SqliteBinding } from '../../src/storage/index.ts';
import { metaMaker, receipt } from '../suites/metas.ts';
import { openStores, type Stores } from '../suites/open-stores.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await openStores({ binding: SqliteBinding.betterSqlite3 });
});
afterAll(() => stores.close());

const step = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), isOwn: fc.boolean() }),
  fc.record({ kind: fc.constant('readOne' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('readAll' as const), at: fc.nat(30) }),
);

test('unread equals a plain list of what was read, after any sends and receipts', async () => {
  const make = metaMaker();
  let users = 1000;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const [reader, other] = [users as UserId, (users + 2) as UserId];
      users += 4;
      const log: { readonly mid: MessageId; readonly isOwn: boolean; isRead: boolean }[] = [];
      for (const { kind, ...detail } of steps) {
        if (kind === 'send') {
          const { isOwn } = detail as { isOwn: boolean };
          const sent = isOwn ? make({ from: reader, to: other }) : make({ from: other, to: reader });
          log.push({ mid: (await stores.log.append(sent)).mid, isOwn, isRead: isOwn });
          continue;
        }
        const { at } = detail as { at: number };
        const target = log[at];
        if (target === undefined) continue;
        const answer = make({ from: reader, to: other });
        if (kind === 'readAll') {
          await stores.receipts.readAll({ meta: { ...answer, audience: reader }, upTo: target.mid });
          for (const entry of log.slice(0, at + 1)) entry.isRead = true;
        } else if (!target.isOwn) {
          const meta = receipt(answer, OperationType.READ_ACK, target.mid);
          await stores.receipts.apply({ meta, target: target.mid, kind: 'read', keptMembersMax: 100 });
          target.isRead = true;
        }
      }
      const [conversation] = await stores.conversations.unread({ user: reader, limit: 10 });
      expect(conversation?.unreadCount ?? 0).toBe(log.filter(({ isRead }) => !isRead).length);
    }),
    { numRuns: 60 },
  );
});
