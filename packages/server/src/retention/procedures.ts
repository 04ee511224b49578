import { findExpired } from './sql/find-expired.ts';
import { removeExpired } from './sql/remove-expired.ts';
import { retireReaders } from './sql/retire-readers.ts';

/** What the removal of old messages runs on the storage thread, in steps of bounded work. */
export const retentionProcedures = {
  'retention.findExpired': findExpired,
  'retention.retireReaders': retireReaders,
  'retention.removeExpired': removeExpired,
};
