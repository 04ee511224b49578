export { type Database, type StatementResult, UniqueViolation } from './database.ts';
export { createMessageIdSource, type MessageIdSource, TRANSIENT_NODE } from './message-id-source.ts';
export { openDatabase } from './open-database.ts';
export { openStore } from './open-store.ts';
export type { Procedure, ProcedureCaller, ProcedureTable, StoreContext } from './procedure.ts';
export { serveStorage } from './serve-storage.ts';
export { sqlProcedures } from './sql-procedures.ts';
export { SqliteBinding, type SqlRow } from './sqlite-driver.ts';
export {
  type CommitReport,
  type StartStorageOptions,
  type StorageThread,
  startStorageThread,
} from './storage-thread.ts';
export type { Tables } from './tables.ts';
