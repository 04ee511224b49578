import { type ClientMessageId, ImError, type MessageId, type SyncDL, type UserId, utf8Length } from '@warbler/protocol';
import type { Announcer } from '../chat/announcer.ts';
import type { Chat } from '../chat/chat.ts';
import { type ChatRecord, withMention } from '../chat/chat-record.ts';
import type { Chats } from '../chat/chats.ts';
import { cancelRead, isUnread, readAll, readOne } from '../chat/read-state.ts';
import type { DeletionScope } from '../client.ts';
import type { Message, SendFailure } from '../message.ts';
import { fromBase64, toBase64 } from '../outbox/base64.ts';
import type { ClientMessageIds } from '../outbox/client-message-ids.ts';
import { encodeAction } from '../outbox/encode-action.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Receipts } from '../outbox/receipts.ts';
import type { Sender } from '../outbox/sender.ts';
import type { Clock } from '../platform/clock.ts';
import type { StorageChange } from '../storage/storage.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { UnsentAction } from '../store/unsent.ts';
import type { ChatWriter } from '../sync/chat-writer.ts';
import type { MetaEvent } from '../sync/meta-event.ts';
import type { Action, EditAction } from './action.ts';
import { ActionWaiters } from './action-waiters.ts';
import type { EditCheck } from './edit-check.ts';
import { Overlay } from './overlay.ts';

/** What actions need. */
export interface ActionsOptions {
  readonly me: UserId;
  readonly clock: Clock;
  readonly ids: ClientMessageIds;
  readonly outbox: Outbox;
  readonly store: AccountStore;
  readonly chats: Chats;
  readonly writer: ChatWriter;
  readonly announcer: Announcer;
  readonly receipts: Receipts;
  readonly sender: Sender;
  readonly edits: EditCheck;
  problem(error: ImError): void;
  /** The server did something about what is unread, maybe before or after what another device did: its count is asked for. */
  recount(): void;
}

/** Actions that wait for an answer at most. */
const maxUnsentCount = 10_000;
/** Bytes that waiting texts for one message are gathered to, below what a server takes at once. */
const maxGatheredBytes = 32_768;

/**
 * What the user does to messages and conversations that are there: shown at once, stored, and sent in every session
 * until it is answered. Then it is applied to what is stored, as the server did it, or it is taken back.
 */
export class Actions {
  readonly #options: ActionsOptions;
  readonly #unsent = new Map<ClientMessageId, UnsentAction>();
  readonly #waiters: ActionWaiters;

  constructor(options: ActionsOptions) {
    this.#options = options;
    this.#waiters = new ActionWaiters((error) => options.problem(error));
  }

  /** Takes up a stored action. */
  restore(unsent: UnsentAction): void {
    const { chats, outbox } = this.#options;
    this.#unsent.set(unsent.clientMid, unsent);
    outbox.restore(unsent.conversationId, unsent.clientMid, fromBase64(unsent.frame));
    this.#lay(chats.open(unsent.conversationId));
  }

  /** A message is to be gone, for everyone or for this user. */
  async remove(chat: Chat, kind: 'recall' | 'delete', mid: MessageId): Promise<void> {
    // Without a wait where the message is in the window: what is called next must come after this.
    const message = chat.window?.stored(mid) ?? (await this.#options.store.message(chat.id, mid));
    await this.#perform(chat, { kind, mid, isOther: message?.isOwn === false });
  }

  /** An own message says something else. */
  async replace(
    chat: Chat,
    mid: MessageId,
    text: string,
    also: { readonly ext?: string; readonly config?: string } = {},
  ): Promise<void> {
    const atMs = this.#options.clock.now();
    await this.#perform(chat, { kind: 'edit', mid, isAppended: false, text, atMs, ...also });
  }

  /** A text is added to an own message; to one that waits already where there is one. */
  async append(chat: Chat, mid: MessageId, text: string): Promise<void> {
    const waiting = this.#lastEdit(chat, mid);
    if (waiting && this.#mayGather(waiting, text)) return this.#gather(chat, waiting, text);
    await this.#perform(chat, { kind: 'edit', mid, isAppended: true, text, atMs: this.#options.clock.now() });
  }

  /** Somebody else's message counts as unread again. */
  async markUnread(chat: Chat, mid: MessageId): Promise<void> {
    const message = chat.window?.stored(mid) ?? (await this.#options.store.message(chat.id, mid));
    const isOther = message?.isOwn === false;
    const wasUnread = isOther && isUnread(chat.record.read, mid);
    const also = this.#options.receipts.forget(chat.id, mid);
    const record = isOther ? markedUnread(chat.record, message) : chat.record;
    await this.#perform(chat, { kind: 'markUnread', mid, wasUnread }, { record, also });
  }

  /** As `markUnread`, on this device only. */
  markUnreadHere(chat: Chat, mid: MessageId): void {
    const message = chat.window?.stored(mid);
    if (message?.isOwn !== false) return;
    chat.record = markedUnread(chat.record, message);
    this.#options.writer.recordChanged(chat).catch((error: unknown) => this.#options.problem(ImError.from(error)));
  }

  /** The conversation is to be gone: from the list of this device, which is nobody else's business, or everywhere. */
  async deleteConversation(chat: Chat, where: DeletionScope): Promise<void> {
    const { clock, sender, writer } = this.#options;
    const { cursor, last, read } = chat.record;
    const also = sender.dropFailed(chat);
    if (where === 'here') {
      chat.record = { ...chat.record, isHidden: true };
      return writer.recordChanged(chat, also);
    }
    const upTo = Math.max(last?.id ?? 0, cursor) as MessageId;
    const record = { ...chat.record, read: readAll(read, upTo, []) };
    await this.#perform(chat, { kind: 'clear', upTo, atMs: clock.now() }, { record, also });
  }

  /** Whether what the user did to the unread messages of a conversation has not reached the server. */
  isAboutUnread(chat: Chat): boolean {
    return this.#of(chat).some(({ action }) => action.kind !== 'edit');
  }

  /** The server has done it. Tells whether it was one of ours. */
  accepted(answer: SyncDL): boolean {
    const unsent = this.#take(answer.clientMid);
    if (!unsent) return false;
    const chat = this.#options.chats.open(unsent.conversationId);
    this.#waiters.follow(unsent.clientMid, this.#settle(chat, unsent, answer));
    return true;
  }

  /** The server refused it for good: it is taken back. Tells whether it was one of ours. */
  refused(clientMid: number, { code, message }: SendFailure): boolean {
    const unsent = this.#take(clientMid);
    if (!unsent) return false;
    const chat = this.#options.chats.open(unsent.conversationId);
    const done = this.#takeBack(chat, unsent);
    const error = new ImError(code === 'unauthorized' ? 'noPermission' : code, { message });
    this.#waiters.refuse(unsent.clientMid, done, error);
    return true;
  }

  close(): void {
    this.#waiters.close();
  }

  #perform(
    chat: Chat,
    action: Action,
    {
      record = chat.record,
      also = [],
    }: { readonly record?: ChatRecord; readonly also?: readonly StorageChange[] } = {},
  ): Promise<void> {
    const { clock, ids, me, outbox, store, writer } = this.#options;
    if (this.#unsent.size >= maxUnsentCount) throw new ImError('rateLimited', { message: 'Too much is unsent' });
    const clientMid = ids.next();
    const frame = encodeAction({ clientMid, from: me, timestampMs: clock.now() }, chat.id, action);
    const unsent: UnsentAction = {
      ...{ kind: 'action', clientMid, frame: toBase64(frame), conversationId: chat.id, action },
    };
    this.#unsent.set(clientMid, unsent);
    chat.record = record;
    this.#lay(chat);
    this.#show(chat, action);
    outbox.add(chat.id, clientMid, frame);
    const changes = [...also, store.unsentChange(unsent), store.lastClientMidChange(clientMid)];
    const stored = writer.recordChanged(chat, changes);
    void stored.then(() => outbox.ready(clientMid, frame));
    return this.#waiters.wait(clientMid);
  }

  #mayGather({ clientMid, action }: UnsentAction & { action: EditAction }, text: string): boolean {
    if (!action.isAppended || !this.#options.outbox.isUnknown(clientMid)) return false;
    return utf8Length(action.text + text) <= maxGatheredBytes;
  }

  #gather(chat: Chat, waiting: UnsentAction & { action: EditAction }, text: string): Promise<void> {
    const { clock, me, outbox, store } = this.#options;
    const { clientMid } = waiting;
    const action: EditAction = { ...waiting.action, text: waiting.action.text + text };
    const frame = encodeAction({ clientMid, from: me, timestampMs: clock.now() }, chat.id, action);
    const unsent: UnsentAction = { ...waiting, frame: toBase64(frame), action };
    this.#unsent.set(clientMid, unsent);
    this.#lay(chat);
    this.#show(chat, action);
    outbox.replace(clientMid, frame);
    void store.write([store.unsentChange(unsent)]).then(() => outbox.ready(clientMid, frame));
    return this.#waiters.wait(clientMid);
  }

  #take(clientMid: number): UnsentAction | undefined {
    const unsent = this.#unsent.get(clientMid as ClientMessageId);
    return unsent && this.#options.outbox.settle(unsent.clientMid) ? unsent : undefined;
  }

  /** Applies it to what is stored, in the moment in which it stops being laid over that. */
  async #settle(chat: Chat, unsent: UnsentAction, answer: SyncDL): Promise<void> {
    const { edits, writer } = this.#options;
    const { action } = unsent;
    const serverMid = answer.serverMid as MessageId;
    const doubts = action.kind === 'edit' ? edits.doubt(chat, action.mid) : [];
    await writer.applyEvent(
      chat,
      (record) => eventOf(action, serverMid, answer.editTimestamp, record),
      () => [...this.#drop(chat, unsent), ...doubts],
    );
    if (action.kind === 'edit') edits.checkSoon(chat, action.mid);
    else this.#options.recount();
  }

  async #takeBack(chat: Chat, unsent: UnsentAction): Promise<void> {
    const { edits, writer } = this.#options;
    const { action } = unsent;
    await chat.inOrder.run(async () => {
      chat.record = takenBack(chat.record, action);
      // An edit that was done, and whose answer was lost, may be refused when it is repeated.
      const doubts = action.kind === 'edit' ? edits.doubt(chat, action.mid) : [];
      await writer.recordChanged(chat, [...this.#drop(chat, unsent), ...doubts]);
    });
    if (action.kind === 'edit') edits.checkSoon(chat, action.mid);
  }

  #drop(chat: Chat, { clientMid, action }: UnsentAction): readonly StorageChange[] {
    this.#unsent.delete(clientMid);
    this.#lay(chat);
    this.#show(chat, action);
    return [this.#options.store.unsentRemoval(clientMid)];
  }

  /** Lays what is not answered over the conversation. */
  #lay(chat: Chat): void {
    const actions = this.#of(chat).map(({ action }) => action);
    const isSeen = actions.some(({ kind }) => kind !== 'markUnread');
    chat.setOverlay(isSeen ? new Overlay(actions, chat.overlay) : undefined);
    this.#options.chats.invalidate();
    if (chat.isLastHidden && !chat.window?.isLoaded) this.#findSubstitute(chat, actions.length);
  }

  /** The list shows the newest message that is left. */
  #findSubstitute(chat: Chat, hiddenCount: number): void {
    const { announcer, chats, problem, store } = this.#options;
    const { overlay } = chat;
    chat.inOrder
      .run(async () => {
        const [newest] = chat.shown(await store.messagesBefore(chat.id, { limit: hiddenCount + 1 }));
        if (chat.overlay !== overlay) return;
        chat.setOverlay(overlay, newest);
        chats.invalidate();
        announcer.conversationsChanged();
      })
      .catch((error: unknown) => problem(ImError.from(error)));
  }

  #show(chat: Chat, action: Action): void {
    const { announcer } = this.#options;
    const message = 'mid' in action ? chat.window?.stored(action.mid) : undefined;
    if (action.kind !== 'markUnread') announcer.messagesChanged(chat.id, message ? chat.shown([message]) : []);
    announcer.conversationsChanged();
  }

  #of(chat: Chat): readonly UnsentAction[] {
    return [...this.#unsent.values()].filter(({ conversationId }) => conversationId === chat.id);
  }

  #lastEdit(chat: Chat, mid: MessageId): (UnsentAction & { action: EditAction }) | undefined {
    return this.#of(chat).findLast((unsent): unsent is UnsentAction & { action: EditAction } => {
      return unsent.action.kind === 'edit' && unsent.action.mid === mid;
    });
  }
}

/** What the server did, as its stream would tell it to another device. */
function eventOf(action: Action, serverMid: MessageId, editedMs: number, record: ChatRecord): MetaEvent {
  switch (action.kind) {
    case 'recall':
    case 'delete':
      return { kind: 'removed', mid: action.mid };
    case 'edit':
      return { ...action, kind: 'edited', ext: action.ext ?? '', config: action.config ?? '', editedMs };
    case 'markUnread':
      return { kind: 'readCancel', mid: action.mid };
    default:
      // A server that keeps nothing of the user's in it (somebody put out of a group) has nothing to tell other devices,
      // and no id for it. Nothing above the cursor has been counted yet.
      return {
        kind: 'conversationDeleted',
        upTo: serverMid === 0 ? action.upTo : serverMid,
        at: (record.cursor + 1) as MessageId,
      };
  }
}

function markedUnread(record: ChatRecord, { id, isMentioningMe }: Message): ChatRecord {
  if (id === undefined) return record;
  const unread = { ...record, read: cancelRead(record.read, id) };
  return isMentioningMe ? withMention(unread, id) : unread;
}

/** The one thing that showing it at once changed in what is stored, changed back. */
function takenBack(record: ChatRecord, action: Action): ChatRecord {
  if (action.kind !== 'markUnread' || action.wasUnread) return record;
  return { ...record, read: readOne(record.read, action.mid) };
}
