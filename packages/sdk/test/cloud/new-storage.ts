import { createMemoryStorage, openIndexedDbStorage, type Storage } from '../../src/index.ts';

/** A storage of one device, of the kind that the platform has. */
export async function newStorage(): Promise<Storage> {
  if (typeof indexedDB === 'undefined') return createMemoryStorage();
  return openIndexedDbStorage({ name: crypto.randomUUID() });
}

/** One that outlives the client that closes it. */
export async function lastingStorage(): Promise<Storage> {
  return { ...(await newStorage()), close: async () => undefined };
}
