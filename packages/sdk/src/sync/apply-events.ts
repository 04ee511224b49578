import type { MessageId } from '@warbler/protocol';
import { type ChatRecord, isGone, withGone, withMention } from '../chat/chat-record.ts';
import { cancelRead, countIncoming, isUnread, type ReadState, readAll, readOne } from '../chat/read-state.ts';
import type { Message } from '../message.ts';
import { applyEdit } from './apply-edit.ts';
import { withReceipt } from './message-progress.ts';
import type { Edit, MetaEvent, Receipt } from './meta-event.ts';

/** A conversation as it stands, with the messages that the events may be about. */
export interface ChatBefore {
  readonly record: ChatRecord;
  /** Stored messages: those that the events name, and for a `readAll` those above it. */
  readonly known: ReadonlyMap<MessageId, Message>;
}

/** What the events made of it. */
export interface ChatAfter {
  readonly record: ChatRecord;
  /** New and changed messages, oldest first. */
  readonly put: readonly Message[];
  readonly removed: readonly MessageId[];
  /** Set when the conversation was deleted: all stored messages up to this one are gone. */
  readonly clearedUpTo?: MessageId;
  /** Messages of others that were not here before, oldest first. */
  readonly arrived: readonly Message[];
  /** What concerns messages that are not here: their sends may not have been answered yet. */
  readonly unmatched: readonly (Receipt | Edit)[];
}

/** Applies what a stream said after the cursor, in its order. Pure. */
export function applyEvents({ record, known }: ChatBefore, events: readonly MetaEvent[]): ChatAfter {
  const work = new Work(record, known);
  for (const event of events) work.apply(event);
  return work.result();
}

class Work {
  #record: ChatRecord;
  readonly #known: ReadonlyMap<MessageId, Message>;
  readonly #put = new Map<MessageId, Message>();
  readonly #removed = new Set<MessageId>();
  readonly #arrived: Message[] = [];
  readonly #unmatched: (Receipt | Edit)[] = [];
  #clearedUpTo: MessageId | undefined;

  constructor(record: ChatRecord, known: ReadonlyMap<MessageId, Message>) {
    this.#record = record;
    this.#known = known;
  }

  result(): ChatAfter {
    return {
      record: this.#record,
      put: [...this.#put.values()],
      removed: [...this.#removed],
      arrived: this.#arrived,
      unmatched: this.#unmatched,
      ...(this.#clearedUpTo === undefined ? {} : { clearedUpTo: this.#clearedUpTo }),
    };
  }

  apply(event: MetaEvent): void {
    switch (event.kind) {
      case 'message':
        return this.#addMessage(event.message, event.isRead);
      case 'command':
        return this.#countCommand(event.message, event.isCounted);
      case 'receipt':
        return this.#addReceipt(event);
      case 'readOne':
        return this.#changeRead(event.mid, readOne);
      case 'readCancel':
        return this.#changeRead(event.mid, cancelRead);
      case 'readAll':
        return this.#setRead(readAll(this.#record.read, event.upTo, this.#othersBetween(event.upTo, event.at)));
      case 'removed':
        return this.#remove(event.mid);
      case 'edited':
        return this.#edit(event);
      case 'conversationDeleted':
        return this.#clear(event.upTo, event.at);
      case 'typing':
      case 'userNotice':
      case 'rosterNotice':
      case 'groupNotice':
      case 'ignored':
        return;
      default:
        event satisfies never;
    }
  }

  #addMessage(message: Message, isRead: boolean): void {
    const { id } = message;
    if (id === undefined || isGone(this.#record, id)) return;
    // History may have brought it before the stream did; then it is stored, perhaps with later changes, but not counted.
    if (!this.#find(id)) this.#store(message);
    if (!message.isOwn) this.#arrived.push(message);
    if (!message.isOwn && !isRead && !this.#record.isAdopting) this.#setRead(countIncoming(this.#record.read, id));
    if (message.isMentioningMe && !isRead) this.#record = withMention(this.#record, id);
    const lastActivityMs = Math.max(this.#record.lastActivityMs, message.timestampMs);
    this.#record = { ...this.#record, lastActivityMs, isHidden: false };
    if (id > (this.#record.last?.id ?? 0)) this.#record = { ...this.#record, last: message };
  }

  /** The server counts it as unread, and so it is read with the rest of the conversation. */
  #countCommand({ id, isOwn }: Message, isCounted: boolean): void {
    if (id === undefined || isOwn || !isCounted || this.#record.isAdopting || isGone(this.#record, id)) return;
    this.#setRead(countIncoming(this.#record.read, id));
  }

  #addReceipt(receipt: Receipt): void {
    const message = this.#find(receipt.mid);
    if (!message) this.#unmatched.push(receipt);
    // A sound of somebody else is played by this user, on another device.
    if (!message || (!message.isOwn && receipt.status !== 'played')) return;
    const after = withReceipt(message, receipt);
    if (after !== message) this.#store(after);
  }

  #edit(edit: Edit): void {
    const message = this.#find(edit.mid);
    if (!message) this.#unmatched.push(edit);
    const edited = message && applyEdit(message, edit);
    if (edited && edited !== message) this.#store(edited);
  }

  #changeRead(mid: MessageId, change: (read: ReadState, mid: MessageId) => ReadState): void {
    const message = this.#find(mid);
    if (message && !message.isOwn) this.#setRead(change(this.#record.read, mid));
  }

  #remove(mid: MessageId): void {
    const message = this.#find(mid);
    this.#removed.add(mid);
    if (!message || mid > this.#record.cursor) this.#record = withGone(this.#record, mid);
    if (!message) return;
    if (!message.isOwn && isUnread(this.#record.read, mid)) this.#setRead(readOne(this.#record.read, mid));
    this.#put.delete(mid);
    this.#dropMentions((mention) => mention === mid);
    if (this.#record.last?.id === mid) this.#dropLast();
  }

  #clear(upTo: MessageId, at: MessageId): void {
    const newer = this.#othersBetween(upTo, at);
    for (const id of this.#put.keys()) if (id <= upTo) this.#put.delete(id);
    this.#clearedUpTo = upTo;
    this.#setRead(readAll(this.#record.read, upTo, newer));
    this.#dropMentions((mention) => mention <= upTo);
    if ((this.#record.last?.id ?? 0) <= upTo) this.#dropLast();
    const clearedUpTo = Math.max(this.#record.clearedUpTo ?? 0, upTo) as MessageId;
    const isHidden = this.#record.last === undefined;
    this.#record = { ...this.#record, clearedUpTo, isHidden, isComplete: true };
  }

  #dropMentions(isGone: (mid: MessageId) => boolean): void {
    const { mentions } = this.#record;
    if (mentions?.some(isGone)) this.#record = { ...this.#record, mentions: mentions.filter((mid) => !isGone(mid)) };
  }

  #dropLast(): void {
    const { last: _, ...record } = this.#record;
    this.#record = record;
  }

  #store(message: Message): void {
    if (message.id === undefined) return;
    this.#put.set(message.id, message);
    if (this.#record.last?.id === message.id) this.#record = { ...this.#record, last: message };
  }

  #setRead(read: ReadState): void {
    this.#record = { ...this.#record, read };
  }

  #find(mid: MessageId): Message | undefined {
    if (this.#removed.has(mid) || mid <= (this.#clearedUpTo ?? -1)) return undefined;
    return this.#put.get(mid) ?? this.#known.get(mid);
  }

  /** Messages of others above `upTo` that the stream has told of before `at`. */
  #othersBetween(upTo: MessageId, at: MessageId): MessageId[] {
    const ids = new Set([...this.#known.keys(), ...this.#put.keys()]);
    return [...ids].filter((id) => id > upTo && id < at && this.#find(id)?.isOwn === false);
  }
}
