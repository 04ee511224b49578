import type { AppId, UserId } from '@warbler/protocol';
import type { StoredObject, StoreKey } from './file.ts';
import type { FilePorts } from './file-ports.ts';
import { newStoreKey } from './file-sign.ts';
import { type MeasureOptions, measure } from './measure.ts';

/** Bytes that are to be kept. */
export interface WriteObjectRequest extends MeasureOptions {
  readonly appId: AppId;
  /** Who uploads them; absent for what the server makes. */
  readonly owner?: UserId;
  /** What they count while they are written. */
  readonly reservedBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Makes something name the bytes that are in the store; false when nothing does, so that they go again. */
  readonly keep: (object: StoredObject) => Promise<boolean>;
}

/**
 * Writes bytes to the file store: noted before the first one, named after the last one is durable. Whatever happens in
 * between, nobody ever reads half of them, and what is left behind is known and removed.
 *
 * @returns undefined when `keep` did not want them
 * @throws ImError `uploadLimit`, `fileTooLarge`, `storageFull`, `objectStorageFailed`; what `keep`, `onContentType` and the
 *   source of the bytes throw
 */
export async function writeObject(ports: FilePorts, request: WriteObjectRequest): Promise<StoredObject | undefined> {
  const { storage, store, limits, now } = ports;
  const { appId, owner, reservedBytes, bytes, keep, ...looking } = request;
  const key = newStoreKey();
  const bytesPerDay = limits.uploadBytesPerDay;
  const who = owner === undefined ? {} : { owner };
  await storage.call('files.begin', { appId, ...who, key, reservedBytes, bytesPerDay, nowMs: now() });
  try {
    const measured = measure(bytes, looking);
    await store.put(key, measured.bytes);
    const object = { key, ...measured.result() };
    if (await keep(object)) return object;
    await discard(ports, key);
    return undefined;
  } catch (error) {
    await discard(ports, key);
    throw error;
  }
}

/** Removes bytes that nothing names. What fails here is left to the sweep; a keep whose answer was lost stays. */
async function discard({ storage, store, onProblem }: FilePorts, key: StoreKey): Promise<void> {
  try {
    if (!(await storage.call('files.abandon', { key }))) return;
    await store.remove(key);
    await storage.call('files.forget', { keys: [key] });
  } catch (error) {
    onProblem(error);
  }
}
