import type { MessageId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** Ids go on above those that were removed, whatever the clock says at the next start. */
export function keepIdsAbove({ statements }: StoreContext, mid: MessageId): void {
  statements.prepare("update id_counters set last = max(last, ?) where name = 'message'").run(mid);
}
