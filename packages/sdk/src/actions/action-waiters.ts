import { type ClientMessageId, ImError } from '@warbler/protocol';

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/** Callers that wait until what they did is done or refused. */
export class ActionWaiters {
  readonly #waiters = new Map<ClientMessageId, Waiter[]>();
  readonly #onUnheard: (error: ImError) => void;

  /** `onUnheard` is told of a refusal that nobody waits for any more, as after a reload. */
  constructor(onUnheard: (error: ImError) => void) {
    this.#onUnheard = onUnheard;
  }

  wait(clientMid: ClientMessageId): Promise<void> {
    return new Promise((resolve, reject) => {
      const others = this.#waiters.get(clientMid) ?? [];
      this.#waiters.set(clientMid, [...others, { resolve, reject }]);
    });
  }

  /** It is done once `done` has stored what came of it. */
  follow(clientMid: ClientMessageId, done: Promise<void>): void {
    done.then(
      () => {
        for (const { resolve } of this.#take(clientMid)) resolve();
      },
      (error: unknown) => this.#fail(clientMid, ImError.from(error)),
    );
  }

  /** It is refused, and `done` takes it back. */
  refuse(clientMid: ClientMessageId, done: Promise<void>, error: ImError): void {
    done.then(
      () => this.#fail(clientMid, error),
      (cause: unknown) => this.#fail(clientMid, ImError.from(cause)),
    );
  }

  close(): void {
    for (const clientMid of [...this.#waiters.keys()]) {
      for (const { reject } of this.#take(clientMid)) reject(new ImError('cancelled'));
    }
  }

  #fail(clientMid: ClientMessageId, error: ImError): void {
    const waiters = this.#take(clientMid);
    if (waiters.length === 0) this.#onUnheard(error);
    for (const { reject } of waiters) reject(error);
  }

  #take(clientMid: ClientMessageId): readonly Waiter[] {
    const waiters = this.#waiters.get(clientMid) ?? [];
    this.#waiters.delete(clientMid);
    return waiters;
  }
}
