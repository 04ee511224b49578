import { ImError } from '@warbler/protocol';
import type { SessionClient } from '../session-client.ts';
import type { StorageGuard } from '../storage/indexed-db-storage.ts';
import type { Storage } from '../storage/storage.ts';

/** The right to write, and the client that does. */
export interface Leadership {
  readonly client: SessionClient;
  readonly storage: Storage;
  readonly epoch: number;
  /** Whether nobody has claimed a later epoch. */
  isValid(): Promise<boolean>;
}

/** What a leadership is made of. */
export interface LeadershipOptions {
  readonly epochKey: string;
  openStorage(guard: StorageGuard): Promise<Storage>;
  openClient(storage: Storage): SessionClient;
}

/**
 * Claims the next epoch of a scope: from then on no earlier leader can write. The client is not signed in yet.
 * @throws ImError `storageUnavailable`, also when somebody else claimed it in this moment.
 */
export async function claimLeadership(options: LeadershipOptions): Promise<Leadership> {
  const { epochKey, openClient, openStorage } = options;
  const claim: { expected: number | undefined } = { expected: undefined };
  const storage = await openStorage({ key: epochKey, expected: () => claim.expected });
  try {
    const last = await storage.get(epochKey);
    if (last !== undefined && typeof last !== 'number') throw new ImError('storageUnavailable');
    const epoch = (last ?? 0) + 1;
    claim.expected = last;
    await storage.write([{ key: epochKey, value: epoch }]);
    claim.expected = epoch;
    const isValid = async () => (await storage.get(epochKey)) === epoch;
    return { client: openClient(storage), storage, epoch, isValid };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Ends a leadership; what could not be written because it is over is left to the next one. */
export async function endLeadership({ client, storage }: Leadership): Promise<void> {
  // A client that cannot write what it has left does not come to closing its storage.
  await client.close().catch(() => storage.close());
}
