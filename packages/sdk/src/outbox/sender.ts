import {
  type ClientMessageId,
  type ConversationId,
  ImError,
  type MessageId,
  type SyncDL,
  type UserId,
} from '@warbler/protocol';
import type { EditCheck } from '../actions/edit-check.ts';
import type { Announcer } from '../chat/announcer.ts';
import { type Chat, maxEarlyEvents } from '../chat/chat.ts';
import type { Chats } from '../chat/chats.ts';
import { authoredFrom, isForPrograms, isWithoutFile } from '../content/outgoing-message.ts';
import type { LocalMessageId, Message, MessageContent, OutgoingContent, SendFailure } from '../message.ts';
import type { Clock } from '../platform/clock.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { Handover } from '../store/handover.ts';
import type { UnsentMessage } from '../store/unsent.ts';
import { applyEdit } from '../sync/apply-edit.ts';
import type { ChatWriter } from '../sync/chat-writer.ts';
import { mergeMessages, withReceipt } from '../sync/message-progress.ts';
import type { Edit, Receipt } from '../sync/meta-event.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { ClientMessageIds } from './client-message-ids.ts';
import { encodeMessage } from './encode-send.ts';
import type { Outbox } from './outbox.ts';
import { SettleWaiters } from './settle-waiters.ts';

/** What a sender needs. */
export interface SenderOptions {
  readonly me: UserId;
  readonly clock: Clock;
  readonly ids: ClientMessageIds;
  readonly outbox: Outbox;
  readonly store: AccountStore;
  readonly chats: Chats;
  readonly writer: ChatWriter;
  readonly announcer: Announcer;
  readonly edits: EditCheck;
  /** Members of a group whom its messages ask for read receipts. */
  readersAsked(conversationId: ConversationId): readonly UserId[];
}

/** Unsent messages of one device at most; more than anybody types, little enough to be sent in a minute or two. */
const maxUnsentCount = 10_000;

/** Answered messages that are remembered for those who ask late. */
const maxSettledCount = 1_000;

/** Sends messages: shows them at once, stores them, and follows each until the server has answered. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #unsent = new Map<ClientMessageId, UnsentMessage>();
  readonly #settled = new Map<LocalMessageId, Message>();
  readonly #waiters = new SettleWaiters();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Takes up a stored message: one on its way goes on. */
  restore(unsent: UnsentMessage): void {
    const { chats, outbox } = this.#options;
    const { clientMid, frame, message } = unsent;
    this.#unsent.set(clientMid, unsent);
    if (!isForPrograms(message)) chats.open(message.conversationId).putUnsettled(unsent);
    if (message.status === 'sending' && frame !== '')
      outbox.restore(message.conversationId, clientMid, fromBase64(frame));
  }

  /**
   * A message whose file is not uploaded waits for `release`. `handover` is of one that somebody else has shown already.
   * @throws ImError `rateLimited` when too much is unsent.
   */
  send(conversationId: ConversationId, content: OutgoingContent, handover?: Handover): Message {
    const { clock, ids, me } = this.#options;
    const clientMid = ids.next();
    const message: Message = {
      localId: handover?.localId ?? (String(clientMid) as LocalMessageId),
      conversationId,
      from: me,
      isOwn: true,
      timestampMs: handover?.timestampMs ?? clock.now(),
      ...authoredFrom(content, this.#options.readersAsked(conversationId)),
      status: 'sending',
    };
    this.#post(clientMid, message, handover?.changes);
    return message;
  }

  /** Sends a failed message again, under a new client id: the server has refused the old one for good. */
  resend(localId: LocalMessageId): void {
    const failed = [...this.#unsent.values()].find(({ message }) => message.localId === localId);
    if (failed?.message.status !== 'failed') return;
    const { failure: _, ...message } = failed.message;
    const { clock, chats, ids, store } = this.#options;
    this.#unsent.delete(failed.clientMid);
    chats.open(message.conversationId).removeUnsettled(localId);
    const again: Message = { ...message, timestampMs: clock.now(), status: 'sending' };
    this.#post(ids.next(), again, [store.unsentRemoval(failed.clientMid)]);
  }

  /** The messages that wait for their files. */
  get held(): readonly Message[] {
    return [...this.#unsent.values()].flatMap(({ message }) => (isHeld(message) ? [message] : []));
  }

  /** Whether a message that is not sent has no file yet. */
  isWithoutFile(localId: string): boolean {
    return [...this.#unsent.values()].some(({ message }) => message.localId === localId && isWithoutFile(message));
  }

  /** The file of a message is uploaded: it goes its way. */
  release(localId: LocalMessageId, content: MessageContent): void {
    const held = this.#findHeld(localId);
    if (held) this.#post(held.clientMid, { ...held.message, content });
  }

  /** The file of a message could not be uploaded. */
  failHeld(localId: LocalMessageId, failure: SendFailure): void {
    const held = this.#findHeld(localId);
    if (held) this.refused(held.clientMid, failure);
  }

  /** The conversation is deleted, or one failed message: what failed in it goes too. Returns what removes it. */
  dropFailed(chat: Chat, only?: LocalMessageId): readonly StorageChange[] {
    const { store } = this.#options;
    const failed = [...this.#unsent.values()].filter(
      ({ message }) =>
        message.conversationId === chat.id &&
        message.status === 'failed' &&
        (only === undefined || message.localId === only),
    );
    return failed.map(({ clientMid, message }) => {
      this.#unsent.delete(clientMid);
      chat.removeUnsettled(message.localId);
      return store.unsentRemoval(clientMid);
    });
  }

  /** The message once it is answered. @throws ImError `messageNotFound`, or `cancelled` when the client is closed. */
  async whenSettled(localId: LocalMessageId): Promise<Message> {
    const unsent = [...this.#unsent.values()].find(({ message }) => message.localId === localId);
    if (unsent?.message.status === 'sending') return this.#waiters.wait(localId);
    const message = unsent?.message ?? this.#findSettled(localId);
    if (!message) throw new ImError('messageNotFound');
    return message;
  }

  /** The server stored a message. Tells whether it was one of ours. */
  accepted({ clientMid, serverMid, serverTime }: SyncDL): boolean {
    const isRepeated = this.#options.outbox.isRepeated(clientMid as ClientMessageId);
    const unsent = this.#take(clientMid);
    if (!unsent) return false;
    const chat = this.#options.chats.open(unsent.message.conversationId);
    const answer = { id: serverMid as MessageId, timestampMs: serverTime, isRepeated };
    const done = chat.inOrder.run(() => this.#settle(chat, unsent, answer));
    this.#waiters.follow(unsent.message.localId, done);
    return true;
  }

  /** The server refused a message for good. Tells whether it was one of ours. */
  refused(clientMid: number, failure: SendFailure): boolean {
    const unsent = this.#take(clientMid);
    if (!unsent) return false;
    const chat = this.#options.chats.open(unsent.message.conversationId);
    const failedAfter = chat.record.last?.id ?? (0 as MessageId);
    const failed = { ...unsent, message: { ...unsent.message, status: 'failed' as const, failure }, failedAfter };
    const { store } = this.#options;
    const isKept = !isForPrograms(failed.message);
    if (isKept) {
      this.#unsent.set(unsent.clientMid, failed);
      chat.putUnsettled(failed);
      this.#shown(chat, failed.message);
    } else this.#forget(unsent, failed.message);
    const change = isKept ? store.unsentChange(failed) : store.unsentRemoval(unsent.clientMid);
    const done = store.write([change]).then(() => failed.message);
    this.#waiters.follow(failed.message.localId, done);
    return true;
  }

  close(): void {
    this.#waiters.close();
  }

  #post(clientMid: ClientMessageId, message: Message, also: readonly StorageChange[] = []): void {
    const { chats, me, outbox, store } = this.#options;
    if (outbox.size >= maxUnsentCount) throw new ImError('rateLimited', { message: 'Too many messages are unsent' });
    const { conversationId, timestampMs } = message;
    const envelope = { clientMid, from: me, to: conversationId, timestampMs };
    const frame = isWithoutFile(message) ? undefined : encodeMessage(envelope, message);
    const unsent: UnsentMessage = { kind: 'message', clientMid, frame: frame ? toBase64(frame) : '', message };
    const chat = chats.open(conversationId);
    this.#unsent.set(clientMid, unsent);
    if (!isForPrograms(message)) {
      chat.putUnsettled({ message });
      this.#shown(chat, message);
    }
    if (frame) outbox.add(conversationId, clientMid, frame);
    const changes = [...also, store.unsentChange(unsent), store.lastClientMidChange(clientMid)];
    void store.write(changes).then(() => frame && outbox.ready(clientMid, frame));
  }

  #findHeld(localId: LocalMessageId): UnsentMessage | undefined {
    return [...this.#unsent.values()].find(({ message }) => message.localId === localId && isHeld(message));
  }

  #forget({ clientMid }: UnsentMessage, answered: Message): void {
    this.#unsent.delete(clientMid);
    this.#remember(answered);
  }

  #take(clientMid: number): UnsentMessage | undefined {
    const unsent = this.#unsent.get(clientMid as ClientMessageId);
    if (unsent?.message.status !== 'sending') return undefined;
    this.#options.outbox.settle(unsent.clientMid);
    return unsent;
  }

  async #settle(chat: Chat, unsent: UnsentMessage, answer: SendAnswer): Promise<Message> {
    const { edits, store, writer } = this.#options;
    const { id, isRepeated } = answer;
    const timestampMs = answer.timestampMs || unsent.message.timestampMs;
    const sent: Message & { readonly id: MessageId } = { ...unsent.message, id, timestampMs, status: 'sent' };
    if (isForPrograms(sent)) {
      this.#forget(unsent, sent);
      await store.write([store.unsentRemoval(unsent.clientMid)]);
      return sent;
    }
    const early = chat.early.get(id) ?? [];
    // History may have brought it before the answer, and the stream what became of it.
    const stored = id > (chat.record.last?.id ?? 0) ? undefined : await store.message(chat.id, id);
    const known = stored ? mergeMessages({ ...stored, localId: sent.localId }, sent) : sent;
    const message = { ...early.reduce(withEarly, known), id };
    chat.early.delete(id);
    this.#forget(unsent, message);
    chat.removeUnsettled(message.localId);
    if (chat.isGone(id)) {
      this.#shown(chat);
      await writer.recordChanged(chat, [store.unsentRemoval(unsent.clientMid)]);
      return message;
    }
    chat.window?.put([message], 0);
    chat.record = {
      ...chat.record,
      ...(id > (chat.record.last?.id ?? 0) ? { last: message } : {}),
      lastActivityMs: Math.max(chat.record.lastActivityMs, message.timestampMs),
      isHidden: false,
    };
    this.#shown(chat, message);
    // It may have been edited on another device of the user before this answer came.
    const isDoubtful = isRepeated || early.length >= maxEarlyEvents;
    const doubts = isDoubtful ? edits.doubt(chat, id) : [];
    if (isDoubtful) edits.checkSoon(chat, id);
    const changes = [store.messageChange(message), store.unsentRemoval(unsent.clientMid), ...doubts];
    await writer.recordChanged(chat, changes);
    return message;
  }

  #findSettled(localId: LocalMessageId): Message | undefined {
    for (const { window } of this.#options.chats.all()) {
      const message = window?.find(localId);
      if (message) return message;
    }
    return this.#settled.get(localId);
  }

  #remember(message: Message): void {
    this.#settled.set(message.localId, message);
    const [oldest] = this.#settled.keys();
    if (this.#settled.size > maxSettledCount && oldest !== undefined) this.#settled.delete(oldest);
  }

  #shown(chat: Chat, ...changed: readonly Message[]): void {
    const { announcer, chats } = this.#options;
    chats.invalidate();
    announcer.messagesChanged(chat.id, changed);
    announcer.conversationsChanged();
  }
}

/** What the server says of a message that it has stored. */
interface SendAnswer {
  readonly id: MessageId;
  readonly timestampMs: number;
  readonly isRepeated: boolean;
}

function isHeld(message: Message): boolean {
  return message.status === 'sending' && isWithoutFile(message);
}

function withEarly(message: Message, event: Receipt | Edit): Message {
  return event.kind === 'receipt' ? withReceipt(message, event) : applyEdit(message, event);
}
