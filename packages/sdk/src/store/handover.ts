import type { LocalMessageId } from '../message.ts';
import type { StorageChange } from '../storage/storage.ts';

/** What a message that was shown before it came to this client brings with it. */
export interface Handover {
  readonly localId: LocalMessageId;
  readonly timestampMs: number;
  /** Stored together with the message: takes it away from where it was kept until now. */
  readonly changes: readonly StorageChange[];
}
