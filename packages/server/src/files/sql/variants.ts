import type { SqlRow, StoreContext } from '../../storage/index.ts';
import type { StoredObject, StoreKey } from '../file.ts';
import { keepObject, moveObject, OBJECT_COLUMNS, ObjectState, releaseObject, toObject } from './object-rows.ts';

/** Something made of bytes, by a name that says how. */
export interface VariantRef {
  readonly source: StoreKey;
  readonly variant: string;
}

/** What was made of bytes before; undefined when it was not. */
export function findVariant({ statements }: StoreContext, { source, variant }: VariantRef): StoredObject | undefined {
  const row = statements.prepare(FIND).get(source, variant);
  return row === undefined ? undefined : toObject(row);
}

const FIND = `select ${OBJECT_COLUMNS} from file_variants v join file_objects o on o.store_key = v.store_key
  where v.source_key = ? and v.variant = ?`;

/** Something that was made and is in the store; the source's own bytes where nothing had to be made. */
export interface KeepVariantInput extends VariantRef {
  readonly object: StoredObject;
  readonly variantsMax: number;
  readonly nowMs: number;
}

/**
 * Keeps what was made. Past the limit the oldest goes.
 *
 * @returns false when the source is gone or somebody else made the same, so that nothing names the new bytes
 */
export function keepVariant(store: StoreContext, input: KeepVariantInput): boolean {
  const { source, variant, object, variantsMax, nowMs } = input;
  const { statements } = store;
  if (statements.prepare(KEPT).get(source, ObjectState.kept) === undefined) return false;
  if (findVariant(store, input) !== undefined) return false;
  if (object.key !== source) {
    if (!moveObject(store, object.key, { from: ObjectState.writing, to: ObjectState.kept })) return false;
    keepObject(store, object);
  }
  statements.prepare(INSERT).run(source, variant, object.key, nowMs);
  for (const row of statements.prepare(OLDEST).all(source, variantsMax)) forget(store, source, row);
  return true;
}

const KEPT = 'select 1 from file_objects where store_key = ? and state = ?';
const INSERT = 'insert into file_variants (source_key, variant, store_key, created_at) values (?, ?, ?, ?)';
const OLDEST = `select variant, store_key from file_variants where source_key = ?
  order by created_at desc, variant limit -1 offset ?`;

/** Lets go of everything that was made of bytes which go themselves. */
export function forgetVariants(store: StoreContext, source: StoreKey): void {
  for (const row of store.statements.prepare(ALL).all(source)) forget(store, source, row);
}

const ALL = 'select variant, store_key from file_variants where source_key = ?';

function forget(store: StoreContext, source: StoreKey, row: SqlRow): void {
  store.statements
    .prepare('delete from file_variants where source_key = ? and variant = ?')
    .run(source, row.variant as string);
  releaseObject(store, row.store_key as StoreKey);
}
