import type { MessageId } from '@warbler/protocol';
import type { ConversationStore } from './conversation-store.ts';
import type { Cursor } from './sql/save-cursors.ts';

/** Which device, in which conversation. */
export type CursorKey = Omit<Cursor, 'mid'>;

/**
 * What devices acknowledged since the last flush, in memory: acknowledging costs no write of its own.
 * Losing the last flush only means that a device gets a meta twice.
 */
export class CursorBook {
  readonly #store: Pick<ConversationStore, 'saveCursors'>;
  #unsaved = new Map<string, Cursor>();
  /** On their way to the store: until they are there, a reader of it does not see them. */
  readonly #underWay = new Set<ReadonlyMap<string, Cursor>>();

  constructor(store: Pick<ConversationStore, 'saveCursors'>) {
    this.#store = store;
  }

  /** The device has everything up to `mid`. */
  acknowledge(key: CursorKey, mid: MessageId): void {
    const name = nameOf(key);
    const known = this.#unsaved.get(name);
    if (known === undefined || known.mid < mid) this.#unsaved.set(name, { ...key, mid });
  }

  /** An acknowledgement that the store may not know yet. */
  unsaved(key: CursorKey): MessageId | undefined {
    const name = nameOf(key);
    const mids = [this.#unsaved, ...this.#underWay].map((cursors) => cursors.get(name)?.mid ?? 0);
    const newest = Math.max(...mids);
    return newest === 0 ? undefined : (newest as MessageId);
  }

  /** Hands everything to the store; what fails is kept for the next time. */
  async flush(): Promise<void> {
    if (this.#unsaved.size === 0) return;
    const flushed = this.#unsaved;
    this.#unsaved = new Map();
    this.#underWay.add(flushed);
    try {
      await this.#store.saveCursors([...flushed.values()]);
    } catch (error) {
      for (const { mid, ...key } of flushed.values()) this.acknowledge(key, mid);
      throw error;
    } finally {
      this.#underWay.delete(flushed);
    }
  }
}

function nameOf({ user, deviceSn, peer }: CursorKey): string {
  return `${user}:${deviceSn}:${peer}`;
}
