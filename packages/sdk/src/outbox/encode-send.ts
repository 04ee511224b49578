import {
  BodyType,
  type ClientMessageId,
  Command,
  ContentType,
  type ConversationId,
  type EncodeInput,
  encodeFrameOf,
  encodeMessageBody,
  encodeSyncUL,
  type MessageBody,
  type MessageId,
  MetaNamespace,
  OperationType,
  Qos,
  type UserId,
} from '@warbler/protocol';
import { kindOf } from '../chat/chat-record.ts';
import { writeContent } from '../content/write-content.ts';
import type { Message } from '../message.ts';
import type { Receipt } from '../sync/meta-event.ts';

/** What every send carries. */
export interface Envelope {
  readonly clientMid: ClientMessageId;
  readonly from: UserId;
  /** Whom it is addressed to: a conversation, or oneself. */
  readonly to: ConversationId;
  readonly timestampMs: number;
}

/** The SYNC frame of a message. */
export function encodeMessage(
  envelope: Envelope,
  { content, ext = '', config = '', priority = 0 }: Pick<Message, 'content' | 'ext' | 'config' | 'priority'>,
): Uint8Array {
  return encodeBody(envelope, { type: bodyTypeFor(envelope.to), ...writeContent(content), ext, config, priority });
}

/** The SYNC frame that tells that the user is typing: for devices online now, never stored. */
export function encodeTyping(envelope: Envelope): Uint8Array {
  const ext = JSON.stringify({ input_status: 'typing' });
  return encodeBody(envelope, { type: bodyTypeFor(envelope.to), ext, qos: Qos.AT_MOST_ONCE });
}

const receiptTypes = {
  delivered: OperationType.DELIVER_ACK,
  read: OperationType.READ_ACK,
  played: OperationType.PLAY_ACK,
} as const;

/** The SYNC frame of a receipt for one message, addressed to its sender. */
export function encodeReceipt(envelope: Envelope, receipt: Receipt['status'], mid: MessageId): Uint8Array {
  const type = receiptTypes[receipt];
  return encodeOperation(envelope, { type, mid });
}

/** The SYNC frame that tells the user's other devices that a conversation is read up to a message. */
export function encodeReadAll(envelope: Envelope, conversationId: ConversationId, mid: MessageId): Uint8Array {
  return encodeOperation(envelope, { type: OperationType.READ_ALL, mid, xid: { uid: conversationId } });
}

function encodeOperation(envelope: Envelope, operation: EncodeInput<MessageBody>['operation']): Uint8Array {
  return encodeBody(envelope, { type: BodyType.OPER, ctype: ContentType.COMMAND, operation });
}

/** The SYNC frame of a body. */
export function encodeBody({ clientMid, from, to, timestampMs }: Envelope, body: EncodeInput<MessageBody>): Uint8Array {
  const meta = {
    id: clientMid,
    from: { uid: from },
    to: { uid: to },
    timestamp: timestampMs,
    ns: MetaNamespace.MESSAGE,
    payload: encodeMessageBody(body),
  };
  return encodeFrameOf(Command.SYNC, encodeSyncUL({ meta }));
}

function bodyTypeFor(to: ConversationId): BodyType {
  return kindOf(to) === 'group' ? BodyType.GROUPCHAT : BodyType.CHAT;
}
