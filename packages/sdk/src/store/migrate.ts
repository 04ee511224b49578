import { ImError } from '@warbler/protocol';
import type { Storage, StorageChange } from '../storage/storage.ts';

/** Where an account's data is. */
export interface AccountPlace {
  readonly storage: Storage;
  /** What all keys of the account begin with, without the slash. */
  readonly root: string;
}

/** Brings an account's data from one version to the next; what it returns is stored together with the new version. */
export type Migration = (place: AccountPlace) => Promise<readonly StorageChange[]>;

/**
 * The migrations from version 1 on, in order: the first makes version 2. Version 1 is the layout of `AccountKeys` with
 * the rows of `AccountStore`. A migration is never edited once it was released.
 */
const migrations: readonly Migration[] = [];

/**
 * Brings an account's data to the newest version, each step once and whole. Data without a version is of version 1.
 * @throws ImError `storageUnavailable` for data that a later version of this program wrote.
 */
export async function migrate(place: AccountPlace, steps: readonly Migration[] = migrations): Promise<void> {
  const key = `${place.root}/version`;
  const stored = await place.storage.get(key);
  const newest = steps.length + 1;
  const version = typeof stored === 'number' ? stored : 1;
  if (version > newest) {
    throw new ImError('storageUnavailable', {
      message: 'The stored data was written by a later version of this program',
      details: { version, newest },
    });
  }
  for (let at = version; at < newest; at += 1) {
    const changes = (await steps[at - 1]?.(place)) ?? [];
    await place.storage.write([...changes, { key, value: at + 1 }]);
  }
  if (stored === undefined && newest === 1) await place.storage.write([{ key, value: 1 }]);
}
