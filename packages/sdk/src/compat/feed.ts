import {
  type ConversationId,
  decodeMessageBody,
  ErrorCode,
  type ImError,
  type MessageBody,
  type MessageId,
  type Meta,
  OperationType,
  StatusCode,
} from '@warbler/protocol';
import type { AccountObserver } from '../account/assemble.ts';
import { InOrder } from '../chat/in-order.ts';
import type { Message } from '../message.ts';
import type { MessagingClient } from '../messaging-client.ts';
import type { HeardMeta } from '../sync/inbox.ts';
import { fieldIn, objectIn } from './json-text.ts';
import { type FlooMessage, flooKindOf, flooMessage } from './message-shape.ts';
import { tellNotice } from './notice-events.ts';
import { markMentioned } from './recents.ts';
import type { World } from './world.ts';

/** Turns what comes and what is sent into floo's events, one after the other in the order of what happened. */
export class Feed implements AccountObserver {
  readonly #world: World;
  readonly #inOrder = new InOrder();
  readonly #unread = new Map<ConversationId, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Tells of the list of conversations and of what fails in the background. */
  follow(client: MessagingClient): void {
    client.on('conversations', () => {
      this.#world.bus.fire('recentlistUpdate');
      for (const { id, unreadCount } of client.conversations()) {
        if ((this.#unread.get(id) ?? 0) !== unreadCount) this.#world.bus.fire('onUnreadChange', id);
        this.#unread.set(id, unreadCount);
      }
    });
    client.on('problem', ({ error }) => this.#problem(error));
  }

  heard(heard: HeardMeta): void {
    void this.#inOrder
      .run(() => this.#tell(heard))
      .catch((error: unknown) => this.#world.log('error', 'an event was lost', error));
  }

  /** Tells of an own message, now and when it is answered. Returns its id on this device. */
  sent(message: Message): number {
    const { bus, client, viewer } = this.#world;
    const mid = Number(message.localId);
    const shown = flooMessage(message, viewer);
    bus.fire('onSendingMessageStatusChanged', { status: 'sending', uid: shown.to, mid, message: shown });
    client
      .whenSettled(message.localId)
      .then((settled) => this.#settled(settled, mid))
      .catch((error: unknown) => this.#world.log('debug', 'a send was not answered', error));
    return mid;
  }

  /** Tells of an edit, recall, deletion or the like of a message. */
  operated(event: string, conversationId: ConversationId, mid: MessageId): void {
    const payload = { uid: String(conversationId), mid: String(mid) };
    if (event !== '') this.#world.bus.fire(event, payload);
    this.#world.bus.fire('onMessageStatusChanged', payload);
  }

  /** Tells of what an APPEND or REPLACE made of a message. */
  async edited(id: ConversationId, mid: MessageId, edit: EditFacts): Promise<void> {
    const { bus, parts, viewer } = this.#world;
    const chat = parts.chats.open(id);
    const message = chat.window?.stored(mid) ?? (await parts.store.message(id, mid));
    if (!message) return;
    const shown = flooMessage(message, viewer);
    const { isAppended, text, ext, config } = edit;
    const word = isAppended ? 'append' : 'replace';
    const parsed = objectIn(config);
    bus.fire(
      `${id === 0 || flooKindOf(id) === 'roster' ? 'onRoster' : 'onGroup'}Message${isAppended ? 'ContentAppend' : 'Replace'}`,
      {
        ...shown,
        appendedContent: text,
        ...(parsed ? { [`${word}Config`]: parsed } : {}),
        ...(ext === '' ? {} : { [`${word}Ext`]: ext }),
      },
    );
    this.operated('', id, mid);
  }

  /** Tells of a message that is there: come, sent, or brought by history. */
  message(conversationId: ConversationId, message: FlooMessage): void {
    const { bus } = this.#world;
    if (message.type === 'rtc') bus.fire('onRosterRTCMessage', message);
    bus.fire(flooKindOf(conversationId) === 'group' ? 'onGroupMessage' : 'onRosterMessage', message);
  }

  async #tell({ conversationId, event, meta, origin }: HeardMeta): Promise<void> {
    const { bus, viewer } = this.#world;
    switch (event.kind) {
      case 'message':
        return this.#arrived(event.message);
      case 'typing': {
        const { ext } = decodeMessageBody(meta.payload);
        const [from, to] = [String(event.from), String(viewer.me)];
        bus.fire('onInputStatusMessage', { ext, from, to });
        return;
      }
      case 'command':
        return this.#told(event.message);
      case 'receipt':
      case 'readOne':
        return this.operated('', conversationId, event.mid);
      case 'readAll':
        return this.operated('', conversationId, event.upTo);
      case 'readCancel':
        return this.operated('onMessageCanceled', conversationId, event.mid);
      case 'removed':
        return this.operated(removalEvent(operationOf(meta)), conversationId, event.mid);
      case 'edited':
        return this.edited(conversationId, event.mid, event);
      case 'conversationDeleted':
        return this.#world.notice('conversation_deleted', { id: conversationId, source: 'other_operation' });
      case 'userNotice':
      case 'rosterNotice':
      case 'groupNotice':
        return tellNotice(this.#world, meta, origin);
      case 'ignored':
        return;
      default:
        event satisfies never;
    }
  }

  async #arrived(message: Message): Promise<void> {
    const { bus, parts, viewer } = this.#world;
    const { conversationId, isMentioningMe } = message;
    this.#callChanged(message);
    await parts.loader.openWindow(parts.chats.open(conversationId));
    const shown = flooMessage(message, viewer);
    this.message(conversationId, shown);
    if (!isMentioningMe) return;
    markMentioned(this.#world, conversationId);
    bus.fire('onMentionMessage', shown);
  }

  /** A command, or control of a call. */
  #told(message: Message): void {
    this.#callChanged(message);
    const shown = flooMessage(message, this.#world.viewer);
    this.message(message.conversationId, message.isOwn && shown.type === 'rtc' ? { ...shown, isNative: true } : shown);
  }

  /** The user is in a call from his own call or answer on, until somebody hangs up. */
  #callChanged({ config = '', content, isOwn }: Message): void {
    if (content.type !== 'rtc') return;
    const action = fieldIn(config, 'action');
    const begins = isOwn && (action === 'call' || action === 'pickup');
    if (begins || action === 'hangup' || action === 'record') this.#world.store.set('key_rtc_in_call', begins);
  }

  #settled(message: Message, mid: number): void {
    const { bus, viewer } = this.#world;
    const shown = flooMessage(message, viewer);
    const { failure } = message;
    if (failure) {
      const { code, message: errorReason } = failure;
      const errorCode = ErrorCode[code].status;
      bus.fire('onSendingMessageStatusChanged', { status: 'failed', mid, message: shown, errorCode, errorReason });
      return;
    }
    bus.fire('onSendingMessageStatusChanged', { status: 'sent', mid, message: shown });
    this.#told(message);
  }

  #problem(error: ImError): void {
    this.#world.log('warn', error);
    // A server that cannot be reached is asked again; the app cannot do more.
    if (error.code === 'serverUnreachable' || error.code === 'timedOut') return;
    const { status } = ErrorCode[error.code];
    this.#world.error(status === StatusCode.FAIL ? 'FAIL' : status, error.message);
  }
}

/** What an edit changed. */
export interface EditFacts {
  readonly isAppended: boolean;
  readonly text: string;
  readonly ext: string;
  readonly config: string;
}

function operationOf(meta: Meta): MessageBody['operation'] {
  return decodeMessageBody(meta.payload).operation;
}

function removalEvent(operation: MessageBody['operation']): string {
  return operation?.type === OperationType.RECALL ? 'onMessageRecalled' : 'onMessageDeleted';
}
