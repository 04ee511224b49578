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
    await this.#store(this.#batch);
    this.#batch = [];
    if (!this.#next) this.#current = undefined;
  }

  async #store(batch: readonly StorageChange[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#options.storage.write(batch);
        return;
      } catch (cause) {
        if (attempt === 0) this.#options.onProblem(new ImError('storageUnavailable', { cause }));
        await this.#pause(attempt);
      }
    }
  }

  #pause(attempt: number): Promise<void> {
    const { clock, random } = this.#options;
    return new Promise((resolve) => {
      if (!this.#isClosed) this.#cancelRetry = clock.after(backoffMs(attempt, random), resolve);
    });
  }
}
