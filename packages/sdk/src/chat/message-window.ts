import type { MessageId } from '@warbler/protocol';
import type { Overlay } from '../actions/overlay.ts';
import type { LocalMessageId, Message } from '../message.ts';

/** Messages of one conversation in memory at most; older ones are in the storage. About 5 MB of short texts. */
export const windowMaxCount = 12_000;

/**
 * The newest messages of a conversation, without a gap: first those with a server id, in its order, then those on
 * their way; a failed one stays where it failed. The snapshot is the same array until something changes.
 */
export class MessageWindow {
  /** Oldest first. Copied on write, so that a snapshot may be the array itself. */
  #settled: readonly Message[] = [];
  /** On their way or failed, in the order they were sent, with the newest id known when each failed. */
  #unsettled: readonly Unsettled[] = [];
  #overlay: Overlay | undefined;
  #snapshot: readonly Message[] | undefined;
  #isLoaded = false;
  /** Nothing older is stored. */
  #isWhole = false;

  get snapshot(): readonly Message[] {
    this.#snapshot ??= this.#merge();
    return this.#snapshot;
  }

  get oldestId(): MessageId | undefined {
    return this.#settled[0]?.id;
  }

  get newestId(): MessageId | undefined {
    return this.#settled.at(-1)?.id;
  }

  /** The newest message with an id, as the user sees it. */
  get newest(): Message | undefined {
    const isThere = (message: Message) => !this.#overlay || this.#overlay.show(message) !== undefined;
    const message = this.#settled.findLast(isThere);
    return message && (this.#overlay?.show(message) ?? message);
  }

  /** A message with an id, as it is stored. */
  stored(id: MessageId): Message | undefined {
    return this.#settled.findLast((message) => message.id === id);
  }

  /** What the user did that is not answered yet. */
  setOverlay(overlay: Overlay | undefined): void {
    if (overlay === this.#overlay) return;
    this.#overlay = overlay;
    this.#snapshot = undefined;
  }

  get isFull(): boolean {
    return this.#settled.length >= windowMaxCount;
  }

  find(localId: LocalMessageId): Message | undefined {
    const isWanted = (message: Message) => message.localId === localId;
    return this.#unsettled.find(({ message }) => isWanted(message))?.message ?? this.#settled.findLast(isWanted);
  }

  /** Whether the stored messages have been read into it. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Adds older messages, which end where the window begins, or the first ones; `isAll` when no older ones are stored. */
  prepend(messages: readonly Message[], isAll = this.#isWhole): void {
    this.#isLoaded = true;
    this.#isWhole = isAll;
    this.#put(messages);
  }

  /**
   * Adds new messages or changes those it has. Changes of messages older than the window would leave a gap; what is new,
   * `after` this id, leaves none where nothing older is stored: answers to own sends and what others said at the same time
   * come in any order.
   */
  put(messages: readonly Message[], after = Number.POSITIVE_INFINITY): void {
    if (!this.#isLoaded) return;
    const begin = Math.min(this.oldestId ?? 0, this.#isWhole ? after + 1 : Number.POSITIVE_INFINITY);
    const within = messages.filter(({ id }) => id !== undefined && id >= begin);
    if (within.length < messages.length) this.#isWhole = false;
    this.#put(within);
  }

  /** Adds a message on its way or failed, or changes it. */
  putUnsettled(message: Message, failedAfter: MessageId | undefined): void {
    const entry = { message, failedAfter };
    const at = this.#unsettled.findIndex((one) => one.message.localId === message.localId);
    this.#unsettled = at < 0 ? [...this.#unsettled, entry] : this.#unsettled.with(at, entry);
    this.#snapshot = undefined;
  }

  /** Takes out a message on its way: it has its server id, or is sent anew. */
  removeUnsettled(localId: LocalMessageId): void {
    this.#unsettled = this.#unsettled.filter(({ message }) => message.localId !== localId);
    this.#snapshot = undefined;
  }

  remove(ids: readonly MessageId[]): void {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    this.#settled = this.#settled.filter(({ id }) => id === undefined || !gone.has(id));
    this.#snapshot = undefined;
  }

  clear(upTo: MessageId): void {
    this.#settled = this.#settled.filter(({ id }) => (id ?? 0) > upTo);
    this.#snapshot = undefined;
  }

  #put(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    const [first] = messages;
    const isOneMore = messages.length === 1 && (first?.id ?? 0) > (this.newestId ?? -1);
    const settled = isOneMore ? [...this.#settled, ...messages] : mergeById(this.#settled, messages);
    this.#settled = settled.length > windowMaxCount ? settled.slice(-windowMaxCount) : settled;
    if (this.#settled !== settled) this.#isWhole = false;
    this.#snapshot = undefined;
  }

  #merge(): readonly Message[] {
    const overlay = this.#overlay;
    const settled = overlay ? this.#settled.flatMap((message) => overlay.show(message) ?? []) : this.#settled;
    if (this.#unsettled.length === 0) return settled;
    const merged: Message[] = [...settled];
    for (const { message, failedAfter } of this.#unsettled) {
      if (failedAfter === undefined) continue;
      const at = merged.findIndex(({ id }) => id !== undefined && id > failedAfter);
      if (at < 0) merged.push(message);
      else merged.splice(at, 0, message);
    }
    for (const { message, failedAfter } of this.#unsettled) if (failedAfter === undefined) merged.push(message);
    return merged;
  }
}

interface Unsettled {
  readonly message: Message;
  readonly failedAfter: MessageId | undefined;
}

function mergeById(before: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const byId = new Map(before.map((message) => [message.id, message]));
  for (const message of incoming) byId.set(message.id, message);
  return [...byId.values()].sort((one, other) => (one.id ?? 0) - (other.id ?? 0));
}
