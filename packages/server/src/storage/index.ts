export { type Database, type StatementResult, UniqueViolation } from './database.ts';
export { createMessageIdSource, type MessageIdSource, TRANSIENT_NODE } from './message-id-source.ts';
export { openDatabase } from './open-database.ts';
export type { Procedure, ProcedureCaller, ProcedureTable, StoreContext } from './procedure.ts';
export { SqliteBinding, type SqlRow } from './sqlite-driver.ts';
export {
  type CommitReport,
  type StartStorageOptions,
  type StorageThread,
  startStorageThread,
} from './storage-thread.ts';
export type { Tables } from './tables.ts';
