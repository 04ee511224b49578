import type { SeamLock, SeamLockEvents } from '../seam.ts';

/** One lock that this tab wants, and holds from some moment on until it lets go or somebody steals it. */
export class TabLock implements SeamLock {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #events: SeamLockEvents;
  #giveUp: (() => void) | undefined;

  constructor(locks: LockManager, name: string, events: SeamLockEvents) {
    this.#locks = locks;
    this.#name = name;
    this.#events = events;
  }

  want(): void {
    const waiting = new AbortController();
    this.#request({ signal: waiting.signal }, () => waiting.abort());
  }

  steal(): void {
    this.letGo();
    this.#request({ steal: true }, () => undefined);
  }

  letGo(): void {
    this.#giveUp?.();
    this.#giveUp = undefined;
  }

  #request(options: LockOptions, stopWaiting: () => void): void {
    let release = stopWaiting;
    const giveUp = () => release();
    this.#giveUp = giveUp;
    const isMine = () => this.#giveUp === giveUp;
    const request = this.#locks.request(this.#name, options, () => {
      if (!isMine()) return undefined;
      return new Promise<void>((resolve) => {
        release = resolve;
        this.#events.held();
      });
    });
    request.catch(() => {
      // Rejects when the wait was given up, which is no news, and when the lock was stolen.
      if (!isMine()) return;
      this.#giveUp = undefined;
      this.#events.stolen();
    });
  }
}
