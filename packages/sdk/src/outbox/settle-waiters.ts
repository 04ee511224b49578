import { ImError } from '@warbler/protocol';
import type { LocalMessageId, Message } from '../message.ts';

interface Waiter {
  resolve(message: Message): void;
  reject(error: unknown): void;
}

/** Callers that wait until messages on their way are answered. */
export class SettleWaiters {
  readonly #waiters = new Map<LocalMessageId, Waiter[]>();

  wait(localId: LocalMessageId): Promise<Message> {
    return new Promise((resolve, reject) => {
      const others = this.#waiters.get(localId) ?? [];
      this.#waiters.set(localId, [...others, { resolve, reject }]);
    });
  }

  /** The message is answered; those who wait for it get it when `done` has stored it. */
  follow(localId: LocalMessageId, done: Promise<Message>): void {
    done.then(
      (message) => this.#take(localId, (waiter) => waiter.resolve(message)),
      (error: unknown) => this.#take(localId, (waiter) => waiter.reject(error)),
    );
  }

  close(): void {
    for (const localId of [...this.#waiters.keys()]) {
      this.#take(localId, (waiter) => waiter.reject(new ImError('cancelled')));
    }
  }

  #take(localId: LocalMessageId, settle: (waiter: Waiter) => void): void {
    const waiters = this.#waiters.get(localId) ?? [];
    this.#waiters.delete(localId);
    for (const waiter of waiters) settle(waiter);
  }
}
