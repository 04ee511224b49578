import type { MessageId } from '@warbler/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cancelRead, countIncoming, isUnread, nothingRead, readAll, readOne } from './read-state.ts';

const mid = fc.integer({ min: 1, max: 20 }).map((id) => id as MessageId);
const action = fc.oneof(
  fc.record({ kind: fc.constant('arrive' as const) }),
  fc.record({ kind: fc.constantFrom('readOne' as const, 'readAll' as const, 'cancel' as const), mid }),
);

test('the unread count is what a plain set of unread messages would hold, whatever is read and unread in what order', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60, size: 'max' }), (actions) => {
      let state = nothingRead;
      let newest = 0;
      const unread = new Set<MessageId>();
      for (const one of actions) {
        if (one.kind === 'arrive') {
          newest += 1;
          state = countIncoming(state, newest as MessageId);
          unread.add(newest as MessageId);
        } else if (one.mid > newest) {
          continue;
        } else if (one.kind === 'readOne') {
          state = readOne(state, one.mid);
          unread.delete(one.mid);
        } else if (one.kind === 'cancel') {
          state = cancelRead(state, one.mid);
          unread.add(one.mid);
        } else {
          const newer = Array.from({ length: newest - one.mid }, (_, at) => (one.mid + at + 1) as MessageId);
          state = readAll(state, one.mid, newer);
          for (const id of [...unread]) if (id <= one.mid) unread.delete(id);
        }
        expect(state.unreadCount).toBe(unread.size);
        for (let id = 1; id <= newest; id += 1) {
          expect(isUnread(state, id as MessageId)).toBe(unread.has(id as MessageId));
        }
      }
    }),
  );
});
