import type { AccountSeam, SeamLock } from '../seam.ts';

/** What becomes of claims. */
export interface FileClaimEvents {
  /** The file is this tab's to upload. */
  granted(id: string): void;
  /** Another tab was given the file anew: it is that tab's now. */
  lost(id: string): void;
}

/**
 * Which files this tab uploads, so that no other does the same; they pass on to the next tab when this one is gone. A
 * client without other tabs has them all.
 */
export class FileClaims {
  readonly #account: AccountSeam;
  readonly #events: FileClaimEvents;
  readonly #locks = new Map<string, SeamLock>();
  readonly #mine = new Set<string>();

  constructor(account: AccountSeam, events: FileClaimEvents) {
    this.#account = account;
    this.#events = events;
  }

  isMine(id: string): boolean {
    return !this.#account.lock || this.#mine.has(id);
  }

  /** Waits until no other tab has the file. */
  want(id: string): void {
    if (!this.#locks.has(id)) this.#open(id)?.want();
  }

  /** Takes the file from whichever tab has it: the bytes are here. */
  take(id: string): void {
    if (!this.isMine(id)) (this.#locks.get(id) ?? this.#open(id))?.steal();
  }

  letGo(id: string): void {
    this.#locks.get(id)?.letGo();
    this.#locks.delete(id);
    this.#mine.delete(id);
  }

  close(): void {
    for (const id of [...this.#locks.keys()]) this.letGo(id);
  }

  #open(id: string): SeamLock | undefined {
    const lock = this.#account.lock?.(`file.${id}`, {
      held: () => {
        this.#mine.add(id);
        this.#events.granted(id);
      },
      stolen: () => {
        this.#mine.delete(id);
        this.#locks.get(id)?.want();
        this.#events.lost(id);
      },
    });
    if (lock) this.#locks.set(id, lock);
    return lock;
  }
}
