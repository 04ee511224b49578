import type { SqlRow, StoreContext } from '../../storage/index.ts';
import type { StoredObject, StoreKey } from '../file.ts';

/** What is known of bytes in the file store; the numbers are stored. */
export const ObjectState = { writing: 0, kept: 1, dead: 2 } as const;

/** One of {@link ObjectState}. */
export type ObjectState = (typeof ObjectState)[keyof typeof ObjectState];

/** Changes the state of bytes that are in another. @returns whether they were in it */
export function moveObject(
  { statements }: StoreContext,
  key: StoreKey,
  { from, to }: { readonly from: ObjectState; readonly to: ObjectState },
): boolean {
  return statements.prepare(MOVE).run(to, key, from).changes > 0;
}

const MOVE = 'update file_objects set state = ? where store_key = ? and state = ?';

/** Notes what was written. */
export function keepObject({ statements }: StoreContext, { key, sizeBytes, hash, contentType }: StoredObject): void {
  statements.prepare(KEEP).run(ObjectState.kept, sizeBytes, hash, contentType, key);
}

const KEEP = 'update file_objects set state = ?, size = ?, hash = ?, content_type = ? where store_key = ?';

/** Lets go of bytes that nothing names any more: the sweep removes them. */
export function releaseObject(store: StoreContext, key: StoreKey): void {
  const named = store.statements.prepare(NAMED).get(key, key);
  if (named === undefined) moveObject(store, key, { from: ObjectState.kept, to: ObjectState.dead });
}

/** Bytes that are their own thumbnail are not kept for that. */
const NAMED = `select 1 from files where store_key = ?
  union all select 1 from file_variants where store_key = ? and source_key <> store_key limit 1`;

/** The columns that {@link toObject} reads. */
export const OBJECT_COLUMNS = 'o.store_key, o.size, o.hash, o.content_type';

/** Bytes from a row with {@link OBJECT_COLUMNS}. */
export function toObject(row: SqlRow): StoredObject {
  return {
    key: row.store_key as StoreKey,
    sizeBytes: row.size as number,
    hash: row.hash as string,
    contentType: row.content_type as string,
  };
}
