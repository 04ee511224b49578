import type { OpenPostgresOptions } from './postgres/open-postgres-store.ts';
import type { ProcedureAccess, RunRequest, StoreContext } from './procedure.ts';
import type { OpenSqliteOptions } from './sqlite/open-sqlite-store.ts';

/** What the data is kept in. */
export type StorageEngine =
  | ({ readonly kind: 'sqlite' } & OpenSqliteOptions)
  | ({ readonly kind: 'postgres' } & OpenPostgresOptions);

/**
 * What becomes of a batch that broke and was rolled back: it is run again as it was (`again`), each of its requests
 * is run on its own (`apart`), or all of them are refused (`refuse`).
 */
export type AfterFailure = 'again' | 'apart' | 'refuse';

/** The transaction that a batch runs in. */
export interface BatchTransaction {
  /** Requests in one batch at most, so that the first of a flood does not wait for the last. */
  readonly requestsMax: number;
  /** Begins it; what the requests write is theirs alone until it ends. */
  begin(requests: readonly RunRequest[]): void;
  /** Makes it durable. */
  commit(): void;
  rollBack(): void;
  /** @param attempts how often the batch was run already, from 1 */
  afterFailure(error: unknown, attempts: number): AfterFailure;
}

/** An open, migrated store on its storage thread. */
export interface OpenStore {
  /** Whether each statement is a journey to a server, so that calls are better done many at once. */
  readonly isFar: boolean;
  /** The number of this node in ids and among the nodes of a cluster, 0 to 30. */
  readonly node: number;
  readonly context: StoreContext;
  readonly transaction: BatchTransaction;
  close(): void;
}

/**
 * Opens the store of an engine on this thread, creating and migrating it as needed. Only the engine's own code is loaded.
 *
 * @throws ImError `dataFolderInUse` when another server has the folder; `storageUnavailable` when PostgreSQL cannot be reached
 */
export async function openStore(engine: StorageEngine, access: ProcedureAccess): Promise<OpenStore> {
  switch (engine.kind) {
    case 'sqlite':
      return (await import('./sqlite/open-sqlite-store.ts')).openSqliteStore(engine);
    case 'postgres':
      return (await import('./postgres/open-postgres-store.ts')).openPostgresStore(engine, access);
    default:
      return engine satisfies never;
  }
}
