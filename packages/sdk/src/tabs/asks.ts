import { ImError } from '@warbler/protocol';
import type { Reading } from './tab-words.ts';

/** A call that waits for its answer. */
export interface Ask extends Reading {
  readonly id: number;
  /** Whether it may be made again when nobody knows whether it was made. */
  readonly mayRepeat: boolean;
  /** The epoch of the leader that was asked; undefined while nobody was. */
  askedIn: number | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ImError) => void;
}

/** The calls of a tab that wait for their answers, whoever gives them. */
export class Asks {
  readonly #asks = new Map<number, Ask>();
  readonly #make: (ask: Ask) => void;
  #lastId = 0;

  /** `make` asks whoever leads, or does nothing while nobody does. */
  constructor(make: (ask: Ask) => void) {
    this.#make = make;
  }

  /** Makes a call. */
  add(reading: Reading, mayRepeat: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const ask: Ask = { ...reading, id: this.#lastId, mayRepeat, askedIn: undefined, resolve, reject };
      this.#asks.set(ask.id, ask);
      this.#make(ask);
    });
  }

  /** An answer came; `error` where it was refused. Answers of leaders that are not asked any more do not count. */
  answered({ id, epoch }: { readonly id: number; readonly epoch: number }, value: unknown, error?: ImError): void {
    const ask = this.#asks.get(id);
    if (ask?.askedIn !== epoch) return;
    this.#asks.delete(id);
    if (error) ask.reject(error);
    else ask.resolve(value);
  }

  /** There is a new leader, the one of this epoch. */
  makeAgain(epoch: number): void {
    for (const ask of [...this.#asks.values()]) {
      if (ask.askedIn === epoch) continue;
      if (ask.askedIn === undefined || ask.mayRepeat) {
        ask.askedIn = undefined;
        this.#make(ask);
      } else {
        this.#asks.delete(ask.id);
        ask.reject(
          new ImError('connectionClosed', { message: 'The tab that was asked is gone: it may have been done' }),
        );
      }
    }
  }

  /** Nobody will answer any more. Log-outs are done by that. */
  end(error: ImError): void {
    for (const { path, resolve, reject } of this.#asks.values()) {
      if (path === 'logout') resolve(undefined);
      else reject(error);
    }
    this.#asks.clear();
  }
}
