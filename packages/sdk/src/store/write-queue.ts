import { ImError } from '@warbler/protocol';
import { backoffMs } from '../connection/backoff.ts';
import type { Clock } from '../platform/clock.ts';
import type { Storage, StorageChange } from '../storage/storage.ts';

/** What a write queue needs. */
export interface WriteQueueOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  random(): number;
  /** The storage refused a batch; it is tried again. Told once until a batch succeeds. */
  onProblem(error: ImError): void;
  /** The storage is full: makes room, and says what of the batch is to be written then; undefined when there is none. */
  makeRoom?(batch: readonly StorageChange[]): Promise<readonly StorageChange[] | undefined>;
}

/**
 * Writes in the order of the calls, many waiting calls in one batch. A batch that fails is kept and tried again: what
 * waits for it (the acknowledgement of a meta, the sending of a message) waits on, so that nothing is lost.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #waiting: StorageChange[] = [];
  #batch: readonly StorageChange[] = [];
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #isClosed = false;
  #cancelRetry = () => undefined as void;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Resolves when the changes are stored. Never resolves when the queue is closed before. */
  write(changes: readonly StorageChange[]): Promise<void> {
    // Another client may be using the storage by now; and what waits for this write must not happen any more.
    if (this.#isClosed) return new Promise(() => undefined);
    this.#waiting.push(...changes);
    return this.flushed();
  }

  /** Resolves when everything written so far is stored. */
  flushed(): Promise<void> {
    if (this.#waiting.length === 0) return this.#current ?? Promise.resolve();
    this.#next ??= this.#startAfter(this.#current);
    return this.#next;
  }

  /** Writes what waits, once, and gives up on what fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry();
    // What is being written is written again: puts and deletes may be repeated.
    const last = [...this.#batch, ...this.#waiting.splice(0)];
    if (last.length > 0) await this.#options.storage.write(last);
  }

  async #startAfter(previous: Promise<void> | undefined): Promise<void> {
    // Even the first write waits a moment, so that everything that happens now goes into one batch.
    await (previous ?? Promise.resolve());
    this.#current = this.#next;
    this.#next = undefined;
    this.#batch = this.#waiting.splice(0);
    await this.#store();
    this.#batch = [];
    if (!this.#next) this.#current = undefined;
  }

  async #store(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#options.storage.write(this.#batch);
        return;
      } catch (cause) {
        const isFull = ImError.from(cause).code === 'storageFull';
        if (isFull && (await this.#makeRoom())) continue;
        if (attempt === 0)
          this.#options.onProblem(new ImError(isFull ? 'storageFull' : 'storageUnavailable', { cause }));
        await this.#pause(attempt);
      }
    }
  }

  async #makeRoom(): Promise<boolean> {
    // What fails here is the storage once more: the batch waits and is tried again.
    const batch = await this.#options.makeRoom?.(this.#batch).catch(() => undefined);
    if (batch) this.#batch = batch;
    return batch !== undefined;
  }

  #pause(attempt: number): Promise<void> {
    const { clock, random } = this.#options;
    return new Promise((resolve) => {
      if (!this.#isClosed) this.#cancelRetry = clock.after(backoffMs(attempt, random), resolve);
    });
  }
}
