import type { StoreContext } from '../../storage/index.ts';
import type { StoreKey } from '../file.ts';
import { moveObject, ObjectState } from './object-rows.ts';
import { forgetVariants } from './variants.ts';

/** What to remove. */
export interface ListRemovableInput {
  /** Writes that began before are of nobody any more. */
  readonly writtenBeforeMs: number;
  readonly limit: number;
}

/**
 * Bytes to remove from the file store: those that nothing names, and those of writes that ended in nothing. From here on
 * nothing can begin to name them.
 */
export function listRemovable(
  store: StoreContext,
  { writtenBeforeMs, limit }: ListRemovableInput,
): readonly StoreKey[] {
  const { dead, writing } = ObjectState;
  const rows = store.statements.prepare(REMOVABLE).all(dead, writing, writtenBeforeMs, limit);
  return rows.map(({ store_key }) => {
    const key = store_key as StoreKey;
    moveObject(store, key, { from: writing, to: dead });
    forgetVariants(store, key);
    return key;
  });
}

const REMOVABLE = `select store_key from file_objects
  where state <> 1 and (state = ? or (state = ? and created_at < ?)) order by created_at limit ?`;

/** Gives up bytes that are being written. @returns whether they were: bytes that somebody may read already stay */
export function abandonObject(store: StoreContext, { key }: { readonly key: StoreKey }): boolean {
  return moveObject(store, key, { from: ObjectState.writing, to: ObjectState.dead });
}

/** Forgets bytes that are gone from the file store. */
export function forgetObjects({ statements }: StoreContext, { keys }: { readonly keys: readonly StoreKey[] }): void {
  const forget = statements.prepare('delete from file_objects where store_key = ? and state = ?');
  for (const key of keys) forget.run(key, ObjectState.dead);
}
