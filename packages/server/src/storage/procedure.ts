import type { MessageIdSource } from './message-id-source.ts';
import type { SqliteConnection } from './sqlite-driver.ts';
import type { StatementCache } from './statement-cache.ts';

/** What a procedure may use while it runs on the storage thread, inside the batch's transaction. */
export interface StoreContext {
  readonly connection: SqliteConnection;
  readonly statements: StatementCache;
  readonly messageIds: MessageIdSource;
}

/**
 * A unit of work on the storage thread: it runs whole, in the order of the requests, and is durable when answered.
 *
 * A procedure that refuses throws an ImError **before its first write** and leaves the batch as it was. Anything else
 * that it throws rolls the batch back, and every request of it is run again on its own.
 */
export type Procedure<Input, Output> = (store: StoreContext, input: Input) => Output;

/** Procedures by name, `capability.action`. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` accepts procedures of every input; callers see the exact types
export type ProcedureTable = Readonly<Record<string, Procedure<any, unknown>>>;

/** What a capability sees of the storage thread: its own procedures, typed, as promises. */
export interface ProcedureCaller<Table extends ProcedureTable> {
  /**
   * Runs a procedure; resolves once its effects are durable.
   *
   * @throws ImError as the procedure says; `storageUnavailable` when the queue is full or the thread is gone;
   *   `storageFull` when the disk is
   */
  call<Name extends keyof Table & string>(
    name: Name,
    input: Parameters<Table[Name]>[1],
  ): Promise<ReturnType<Table[Name]>>;
}
