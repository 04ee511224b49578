import type { ConversationId, MessageId } from '@warbler/protocol';
import type { Overlay } from '../actions/overlay.ts';
import type { Conversation } from '../conversation.ts';
import type { LocalMessageId, Message } from '../message.ts';
import type { UnsentNote } from '../store/unsent.ts';
import type { Edit, Receipt } from '../sync/meta-event.ts';
import { type ChatRecord, isGone, isMentioned, kindOf } from './chat-record.ts';
import { InOrder } from './in-order.ts';
import { MessageWindow } from './message-window.ts';

/** How a conversation is shown. */
export interface ChatTitle {
  readonly title: string;
  readonly avatar?: string;
  readonly isMuted: boolean;
  readonly isPinned: boolean;
}

/** Of what comes before the answer to a send so much is kept for each message; more is asked for then. */
export const maxEarlyEvents = 100;

/** Removed messages that are remembered in each conversation. */
const maxGone = 500;

/** A message on its way, or one that failed when `failedAfter` was the newest. */
export interface UnsettledMessage {
  readonly message: Message;
  readonly failedAfter?: MessageId;
}

/** One conversation in memory: its record, its window, and what was last shown of it. */
export class Chat {
  readonly id: ConversationId;
  /** Everything that reads the storage and then changes this conversation goes through here. */
  readonly inOrder = new InOrder();
  /** Undefined until somebody looks at the conversation. */
  window: MessageWindow | undefined;
  /** Calls for older messages, one after the other. */
  readonly historyInOrder = new InOrder();
  #unsettled: readonly UnsettledMessage[] = [];
  readonly #notes = new Map<LocalMessageId, UnsentNote>();
  #overlay: Overlay | undefined;
  /** The newest message that the overlay leaves, where it hides the record's. */
  #substitute: Message | undefined;
  readonly #gone = new Set<MessageId>();
  /** What came before the answers to the sends it is about. */
  readonly early = new Map<MessageId, readonly (Receipt | Edit)[]>();
  /** Grows with every change of the record: tells whether a comparison with the server was of the same state. */
  version = 0;
  #record: ChatRecord;
  #snapshot: Conversation | undefined;

  constructor(record: ChatRecord) {
    this.id = record.id;
    this.#record = record;
  }

  get record(): ChatRecord {
    return this.#record;
  }

  set record(record: ChatRecord) {
    if (record === this.#record) return;
    this.#record = record;
    this.version += 1;
    this.#snapshot = undefined;
  }

  /** The title, the profile or what is on its way changed. */
  invalidate(): void {
    this.#snapshot = undefined;
  }

  conversation(titleOf: (id: ConversationId) => ChatTitle): Conversation {
    this.#snapshot ??= this.#show(titleOf(this.id));
    return this.#snapshot;
  }

  /** Whether the list shows it. */
  get isListed(): boolean {
    const { isHidden, last } = this.#record;
    const deletion = this.#overlay?.deletion;
    const isDeleted = deletion !== undefined && (last?.id ?? 0) <= deletion.upTo;
    if (!isHidden && !isDeleted) return true;
    return this.#unsettled.some(({ message }) => message.timestampMs >= (deletion?.atMs ?? 0));
  }

  /** Whether a message is on its way. */
  get isSending(): boolean {
    return this.#unsettled.some(({ failedAfter }) => failedAfter === undefined);
  }

  /** What the user has done here that is not answered. */
  get overlay(): Overlay | undefined {
    return this.#overlay;
  }

  /** `substitute` is the newest message that the overlay leaves, where that is known. */
  setOverlay(overlay: Overlay | undefined, substitute?: Message): void {
    this.#overlay = overlay;
    this.#substitute = substitute;
    this.window?.setOverlay(overlay);
    this.#snapshot = undefined;
  }

  /** Whether what the list would show last is hidden by what the user did. */
  get isLastHidden(): boolean {
    const { last } = this.#record;
    return last !== undefined && this.#overlay !== undefined && this.#overlay.show(last) === undefined;
  }

  /** The messages as the user sees them, without those that are gone. */
  shown(messages: readonly Message[]): readonly Message[] {
    const overlay = this.#overlay;
    return overlay ? messages.flatMap((message) => overlay.show(message) ?? []) : messages;
  }

  /** Messages were removed: history that was read before must not bring them back. */
  noteGone(ids: readonly MessageId[]): void {
    for (const id of ids) this.#gone.add(id);
    for (const oldest of this.#gone) {
      if (this.#gone.size <= maxGone) return;
      this.#gone.delete(oldest);
    }
  }

  isGone(id: MessageId): boolean {
    return this.#gone.has(id) || isGone(this.#record, id);
  }

  get rank(): number {
    return this.#record.rank;
  }

  /** Adds a message on its way, or changes one. */
  putUnsettled(unsettled: UnsettledMessage): void {
    const { localId } = unsettled.message;
    const at = this.#unsettled.findIndex(({ message }) => message.localId === localId);
    this.#unsettled = at < 0 ? [...this.#unsettled, unsettled] : this.#unsettled.with(at, unsettled);
    this.window?.putUnsettled(unsettled.message, unsettled.failedAfter);
    this.#snapshot = undefined;
  }

  /** Adds a message that only this device has. */
  putNote(note: UnsentNote): void {
    this.#notes.set(note.message.localId, note);
    this.putUnsettled(note);
  }

  /** Takes such a message out. */
  takeNote(localId: LocalMessageId): UnsentNote | undefined {
    const note = this.#notes.get(localId);
    if (note) this.removeUnsettled(localId);
    this.#notes.delete(localId);
    return note;
  }

  /** A message is not on its way any more. */
  removeUnsettled(localId: LocalMessageId): void {
    this.#unsettled = this.#unsettled.filter(({ message }) => message.localId !== localId);
    this.window?.removeUnsettled(localId);
    this.#snapshot = undefined;
  }

  openWindow(): MessageWindow {
    const window = new MessageWindow();
    window.setOverlay(this.#overlay);
    for (const { message, failedAfter } of this.#unsettled) window.putUnsettled(message, failedAfter);
    this.window = window;
    return window;
  }

  #show(shown: ChatTitle): Conversation {
    const { draft, extension, id, lastActivityMs } = this.#record;
    const read = this.#overlay?.readAfter(this.#record.read) ?? this.#record.read;
    const last = this.#lastShown();
    const lastId = last?.id ?? 0;
    const newest = this.#unsettled.findLast(({ failedAfter = lastId }) => failedAfter >= lastId);
    const lastMessage = newest?.message ?? last;
    return {
      id,
      kind: kindOf(id),
      ...shown,
      unreadCount: read.unreadCount,
      isMentioned: isMentioned({ ...this.#record, read }),
      ...(lastMessage ? { lastMessage } : {}),
      hasDraft: draft !== undefined,
      ...(draft === undefined ? {} : { draft }),
      ...(extension === undefined ? {} : { extension }),
      lastActivityMs: Math.max(lastActivityMs, newest?.message.timestampMs ?? 0),
    };
  }

  #lastShown(): Message | undefined {
    const { last } = this.#record;
    if (!last || !this.#overlay) return last;
    const shown = this.#overlay.show(last);
    if (shown) return shown;
    return this.window?.isLoaded ? this.window.newest : this.#substitute;
  }
}
