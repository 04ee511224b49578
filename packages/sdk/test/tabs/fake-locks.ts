interface Request {
  readonly tab: string;
  readonly use: (lock: Lock | null) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The Web Locks of one browser: exclusive, first come first served; they can be stolen, and die with their tab. */
export class FakeLocks {
  readonly #holders = new Map<string, Request>();
  readonly #waiting = new Map<string, Request[]>();

  /** The locks as one tab sees them. */
  of(tab: string): LockManager {
    const request = (name: string, options: LockOptions, use: Request['use']) => this.#request(tab, name, options, use);
    return { request } as unknown as LockManager;
  }

  /** A tab is gone, with all it holds and wants. */
  drop(tab: string): void {
    for (const [name, waiting] of this.#waiting) {
      this.#waiting.set(
        name,
        waiting.filter((request) => request.tab !== tab),
      );
    }
    for (const [name, holder] of [...this.#holders]) {
      if (holder.tab !== tab) continue;
      this.#holders.delete(name);
      this.#grantNext(name);
    }
  }

  /** Which tab holds a lock. */
  holderOf(name: string): string | undefined {
    return this.#holders.get(name)?.tab;
  }

  #request(tab: string, name: string, { signal, steal }: LockOptions, use: Request['use']): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request: Request = { tab, use, resolve, reject };
      const waiting = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, steal ? [request, ...waiting] : [...waiting, request]);
      if (steal) {
        const holder = this.#holders.get(name);
        this.#holders.delete(name);
        holder?.reject(new DOMException('stolen', 'AbortError'));
      }
      signal?.addEventListener('abort', () => {
        const still = this.#waiting.get(name) ?? [];
        if (!still.includes(request)) return;
        this.#waiting.set(
          name,
          still.filter((one) => one !== request),
        );
        reject(signal.reason);
      });
      setImmediate(() => this.#grantNext(name));
    });
  }

  #grantNext(name: string): void {
    if (this.#holders.has(name)) return;
    const [next, ...rest] = this.#waiting.get(name) ?? [];
    if (!next) return;
    this.#waiting.set(name, rest);
    this.#holders.set(name, next);
    const finished = async () => next.use({ name, mode: 'exclusive' });
    finished()
      .then(next.resolve, next.reject)
      .finally(() => {
        if (this.#holders.get(name) !== next) return;
        this.#holders.delete(name);
        this.#grantNext(name);
      });
  }
}
