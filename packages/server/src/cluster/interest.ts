import type { GroupId, UserId } from '@warbler/protocol';
import { type Slot, slotOf } from './subjects.ts';

/** Told what this node wants to hear. */
export interface InterestPorts {
  /** @returns what ends it */
  hearSlot(slot: Slot): () => void;
  /** @returns what ends it */
  hearGroup(group: GroupId): () => void;
}

interface Heard {
  count: number;
  readonly stop: () => void;
}

/** Subscribes to what concerns those who are online here, once each however many they are. */
export class Interest {
  readonly #ports: InterestPorts;
  readonly #slots = new Map<Slot, Heard>();
  readonly #groups = new Map<GroupId, () => void>();

  constructor(ports: InterestPorts) {
    this.#ports = ports;
  }

  /** How many subjects are subscribed to. */
  get size(): number {
    return this.#slots.size + this.#groups.size;
  }

  /** The user's news is wanted here; each call needs its {@link Interest.releaseUser}. */
  holdUser(user: UserId): void {
    const slot = slotOf(user);
    const heard = this.#slots.get(slot);
    if (heard === undefined) this.#slots.set(slot, { count: 1, stop: this.#ports.hearSlot(slot) });
    else heard.count += 1;
  }

  releaseUser(user: UserId): void {
    const slot = slotOf(user);
    const heard = this.#slots.get(slot);
    if (heard === undefined) return;
    heard.count -= 1;
    if (heard.count > 0) return;
    this.#slots.delete(slot);
    heard.stop();
  }

  /** Somebody here is in the group. */
  holdGroup(group: GroupId): void {
    if (!this.#groups.has(group)) this.#groups.set(group, this.#ports.hearGroup(group));
  }

  /** Nobody here is in the group any more. */
  releaseGroup(group: GroupId): void {
    this.#groups.get(group)?.();
    this.#groups.delete(group);
  }
}
