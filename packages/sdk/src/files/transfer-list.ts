import type { Transfer } from './files-api.ts';

/** What is under way, as snapshots. */
export class TransferList {
  readonly #transfers = new Map<string, Transfer>();
  readonly #handlers = new Set<() => void>();
  #snapshot: readonly Transfer[] | undefined;
  #isTelling = false;

  get snapshot(): readonly Transfer[] {
    this.#snapshot ??= [...this.#transfers.values()];
    return this.#snapshot;
  }

  find(id: string): Transfer | undefined {
    return this.#transfers.get(id);
  }

  put(transfer: Transfer): void {
    this.#transfers.set(transfer.id, transfer);
    this.#changed();
  }

  change(id: string, changes: Partial<Omit<Transfer, 'id' | 'kind'>>): void {
    const transfer = this.#transfers.get(id);
    if (transfer) this.put({ ...transfer, ...changes });
  }

  remove(id: string): void {
    if (this.#transfers.delete(id)) this.#changed();
  }

  onChange(handler: () => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  #changed(): void {
    this.#snapshot = undefined;
    if (this.#isTelling) return;
    this.#isTelling = true;
    void Promise.resolve().then(() => {
      this.#isTelling = false;
      for (const handler of [...this.#handlers]) handler();
    });
  }
}
