export { type Database, type StatementResult, UniqueViolation } from './database.ts';
export { createMessageIdSource, createTransientIdSource, type MessageIdSource } from './message-id-source.ts';
export { openDatabase } from './open-database.ts';
export type { StorageEngine } from './open-store.ts';
export type {
  Access,
  AccessOf,
  Procedure,
  ProcedureCaller,
  ProcedureRun,
  ProcedureTable,
  RunOutcome,
  RunRequest,
  StoreContext,
} from './procedure.ts';
export type { SqlRow } from './sql-connection.ts';
export { SqliteBinding } from './sqlite/sqlite-driver.ts';
export {
  type CommitReport,
  type StartStorageOptions,
  type StorageThread,
  startStorageThread,
} from './storage-thread.ts';
export { joinStorageThreads } from './storage-threads.ts';
export type { Tables } from './tables.ts';
