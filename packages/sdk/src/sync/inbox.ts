import {
  type ClientMessageId,
  Command,
  type ConversationId,
  decodeNotice,
  decodeSyncDL,
  decodeUnreadDL,
  type Frame,
  ImError,
  type MessageId,
  type Meta,
  type Status,
  StatusCode,
  type SyncDL,
  type UserId,
} from '@warbler/protocol';
import type { Chats } from '../chat/chats.ts';
import { errorNameOf } from '../connection/error-name-of.ts';
import { readRefusal, type SessionRefusal } from '../connection/refusal.ts';
import type { Message, SendFailure } from '../message.ts';
import type { ChatWriter, StreamEvent } from './chat-writer.ts';
import { readDownlink } from './downlink.ts';
import type { HistoryRequests } from './history-requests.ts';
import type { MetaEvent } from './meta-event.ts';
import type { Puller } from './puller.ts';
import { readMeta } from './read-meta.ts';
import type { UnreadList } from './unread-list.ts';

/**
 * How an event came: not stored, so of this moment; pushed to a device that has everything before; or with a page, in
 * which it may be old.
 */
export type EventOrigin = 'transient' | 'push' | 'page';

/** A meta as it came, and how it was read. */
export interface HeardMeta {
  readonly conversationId: ConversationId;
  readonly meta: Meta;
  readonly event: MetaEvent;
  readonly origin: EventOrigin;
}

/** What an inbox hands on. */
export interface InboxEvents {
  /** A send was answered: durable, refused for good, or (without a failure) to be tried again later. */
  sendAccepted(answer: SyncDL): void;
  sendRefused(clientMid: ClientMessageId, failure: SendFailure): void;
  sendPostponed(clientMid: ClientMessageId): void;
  sessionRefused(refusal: SessionRefusal): void;
  /** New messages of others, stored. */
  arrived(messages: readonly Message[]): void;
  /** What a stream said, once, that is about more than its conversation. */
  noticed(conversationId: ConversationId, event: MetaEvent, origin: EventOrigin): void;
  /** Every meta once, after what it changed is there. */
  heard(heard: HeardMeta): void;
  problem(error: ImError): void;
}

/** What an inbox needs. */
export interface InboxOptions {
  readonly me: UserId;
  readonly chats: Chats;
  readonly writer: ChatWriter;
  readonly puller: Puller;
  readonly history: HistoryRequests;
  readonly unread: UnreadList;
  readonly events: InboxEvents;
}

/** Reads what the server sends and hands each frame to whom it concerns. */
export class Inbox {
  readonly #options: InboxOptions;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** One frame of a session. A frame that cannot be read is reported; commands of later versions are skipped. */
  receive(frame: Frame): void {
    switch (frame.command) {
      case Command.SYNC:
        return this.#sync(decodeSyncDL(frame.payload));
      case Command.NOTICE:
        return this.#options.puller.request((decodeNotice(frame.payload).xid?.uid ?? 0) as ConversationId);
      case Command.UNREAD: {
        const { status, unread } = decodeUnreadDL(frame.payload);
        if (status && status.code !== StatusCode.OK) this.#refusal(status, undefined);
        else this.#options.unread.take(unread);
        return;
      }
      default:
        return;
    }
  }

  #sync(sync: SyncDL): void {
    const downlink = readDownlink(sync);
    const { events, history, puller } = this.#options;
    switch (downlink.kind) {
      case 'sendAnswer':
        if (downlink.isAccepted) events.sendAccepted(sync);
        else if (sync.status) this.#sendRefusal(sync.clientMid as ClientMessageId, sync.status);
        return;
      case 'refusal':
        if (sync.status) this.#refusal(sync.status, downlink.id);
        return;
      case 'history':
        return history.answered(downlink.id, sync);
      case 'drained':
        return this.#drained(downlink.id);
      case 'transient':
        for (const read of this.#read(sync.metas, downlink.id)) this.#transient(downlink.id, read);
        return;
      case 'push':
      case 'page':
        this.#stream(downlink.id, sync, downlink.kind === 'push').catch((error: unknown) => {
          events.problem(ImError.from(error));
          puller.failed(downlink.id);
        });
        return;
      default:
        downlink satisfies never;
    }
  }

  async #stream(id: ConversationId, sync: SyncDL, isPush: boolean): Promise<void> {
    const { chats, events, puller, writer } = this.#options;
    const outcome = await writer.applyPage(chats.open(id), {
      events: this.#read(sync.metas, id),
      nextKey: sync.nextKey as MessageId,
      ...(isPush ? { prevMid: sync.prevMid as MessageId } : {}),
    });
    if (outcome.kind === 'gap') return puller.request(id);
    if (isPush) puller.pushStored(id);
    else puller.pageStored(id, outcome.kind === 'stored');
    if (outcome.kind !== 'stored') return;
    if (outcome.arrived.length > 0) events.arrived(outcome.arrived);
    const origin = isPush ? 'push' : 'page';
    for (const { event } of outcome.fresh) events.noticed(id, event, origin);
    for (const { event, meta } of outcome.fresh) events.heard({ conversationId: id, event, meta, origin });
  }

  /** Of what is not stored only receipts change a conversation: further readers of a message in a group. */
  #transient(conversationId: ConversationId, { event, meta }: StreamEvent): void {
    const { chats, events, writer } = this.#options;
    const heard = () => events.heard({ conversationId, event, meta, origin: 'transient' });
    if (event.kind !== 'receipt') {
      events.noticed(conversationId, event, 'transient');
      return heard();
    }
    const applied = writer.applyEvent(chats.open(conversationId), () => event);
    applied.then(heard).catch((error: unknown) => events.problem(ImError.from(error)));
  }

  /** Behind the pages of the conversation that are still being stored. */
  #drained(id: ConversationId): void {
    const chat = this.#options.chats.open(id);
    void chat.inOrder.run(async () => this.#options.puller.drained(id));
  }

  #read(metas: readonly Meta[], conversationId: ConversationId): StreamEvent[] {
    const stream = { conversationId, me: this.#options.me };
    return metas.map((meta) => ({ mid: meta.id as MessageId, event: this.#readOne(meta, stream), meta }));
  }

  /** A meta that cannot be read must not stop the stream behind it. */
  #readOne(meta: Meta, stream: { conversationId: ConversationId; me: UserId }): MetaEvent {
    try {
      return readMeta(meta, stream);
    } catch (error) {
      this.#options.events.problem(ImError.from(error));
      return { kind: 'ignored' };
    }
  }

  #sendRefusal(clientMid: ClientMessageId, status: Status): void {
    const { events } = this.#options;
    const refusal = readRefusal(status);
    const code = errorNameOf(status);
    if (refusal.kind !== 'other') events.sessionRefused(refusal);
    else if (code === 'rateLimited') events.sendPostponed(clientMid);
    else events.sendRefused(clientMid, { code, message: status.reason || new ImError(code).message });
  }

  #refusal(status: Status, id: ConversationId | undefined): void {
    const { events, history, puller } = this.#options;
    const refusal = readRefusal(status);
    if (refusal.kind !== 'other') return events.sessionRefused(refusal);
    const error = new ImError(errorNameOf(status), { message: status.reason || undefined });
    if (id === undefined) return events.problem(error);
    const isHistory = history.refused(id, error);
    // Who left a group gets no more of it: that is how it should be, and asking again would not change it.
    if (error.code === 'notGroupMember') return puller.closed(id);
    if (!isHistory) events.problem(error);
    puller.failed(id);
  }
}
