import { accessOf, type ProcedureAccess, type ProcedureTable } from './procedure.ts';
import type { StorageThread } from './storage-thread.ts';

/**
 * One door to several storage threads over one database: reading procedures go to whoever of `readers` has the least to
 * do, all others to the writer, which keeps their order. A read sees everything that was answered before it.
 */
export function joinStorageThreads<Table extends ProcedureTable>(
  writer: StorageThread<Table>,
  readers: readonly StorageThread<Table>[],
  access: ProcedureAccess,
): StorageThread<Table> {
  const all = [writer, ...readers];
  return {
    get waitingCount() {
      return all.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
    },
    call(name, input) {
      const isRead = readers.length > 0 && accessOf(access, name, input) === 'read';
      return (isRead ? leastBusy(readers) : writer).call(name, input);
    },
    async stop() {
      await Promise.all(all.map((thread) => thread.stop()));
    },
  };
}

function leastBusy<Table extends ProcedureTable>(threads: readonly StorageThread<Table>[]): StorageThread<Table> {
  return threads.reduce((least, thread) => (thread.waitingCount < least.waitingCount ? thread : least));
}
