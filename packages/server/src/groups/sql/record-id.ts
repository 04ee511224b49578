import { type GroupRecordId, parseGroupRecordId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** The next id of a record; they grow over all apps. */
export function nextRecordId({ statements }: StoreContext): GroupRecordId {
  const row = statements
    .prepare("update id_counters set last = last + 1 where name = 'group_record' returning last")
    .get();
  return parseGroupRecordId(row?.last);
}
