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
  readonly #store: ConversationStore;
  #unsaved = new Map<string, Cursor>();

  constructor(store: ConversationStore) {
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
    return this.#unsaved.get(nameOf(key))?.mid;
  }

  /** Hands everything to the store; what fails is kept for the next time. */
  async flush(): Promise<void> {
    if (this.#unsaved.size === 0) return;
    const flushed = this.#unsaved;
    this.#unsaved = new Map();
    try {
      await this.#store.saveCursors([...flushed.values()]);
    } catch (error) {
      for (const { mid, ...key } of flushed.values()) this.acknowledge(key, mid);
      throw error;
    }
  }
}

function nameOf({ user, deviceSn, peer }: CursorKey): string {
  return `${user}:${deviceSn}:${peer}`;
}
