import type { ImError } from '@warbler/protocol';
import type { MessageIdSource } from './message-id-source.ts';
import type { SqlConnection } from './sql-connection.ts';
import type { StatementCache } from './statement-cache.ts';

/** What a procedure may use while it runs on the storage thread, inside the batch's transaction. */
export interface StoreContext {
  readonly connection: SqlConnection;
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

/** A call of a procedure, as it is run together with others. */
export interface RunRequest {
  readonly name: string;
  readonly input: unknown;
}

/** What came of it: what the procedure gives, or its refusal. */
export type RunOutcome = { readonly output: unknown } | { readonly error: ImError };

/**
 * Calls that come one after another and are done at once, on an engine where each statement is a journey to a server.
 * Whatever is stored and answered is the same as if each were done by its procedure.
 */
export interface ProcedureRun {
  /** Whether a call can be part of it. */
  readonly takes: (request: RunRequest) => boolean;
  /** Does them, in order. What it throws breaks the batch, as what procedures throw. */
  readonly run: (store: StoreContext, requests: readonly RunRequest[]) => readonly RunOutcome[];
}

/**
 * What others may do in the data while a procedure runs, on an engine that several write at a time:
 *
 * - `read`: anything; the procedure only reads, and what it reads is of one moment.
 * - `keys`: anything that does not have one of the keys. A key names what is read to decide what is written, such as a
 *   conversation; the conversations that `messages` are in count as well.
 * - `alone`: nothing but reading.
 */
export type Access = 'read' | 'alone' | { readonly keys: readonly string[]; readonly messages?: readonly number[] };

/** The accesses of a table's procedures; `alone` for those that have none here. */
export type AccessOf<Table extends ProcedureTable> = {
  readonly [Name in keyof Table]?: Access | ((input: Parameters<Table[Name]>[1]) => Access);
};

/** Accesses by the procedure's name, whatever the input. */
export type ProcedureAccess = Readonly<Record<string, Access | ((input: never) => Access) | undefined>>;

/** What others may do while this call runs. */
export function accessOf(table: ProcedureAccess, name: string, input: unknown): Access {
  const access = table[name] ?? 'alone';
  // A table's function takes the input of the procedure of its name.
  return typeof access === 'function' ? access(input as never) : access;
}

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
