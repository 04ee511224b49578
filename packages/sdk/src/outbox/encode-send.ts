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
import type { OutgoingContent } from '../message.ts';

/** What every send carries. */
export interface Envelope {
  readonly clientMid: ClientMessageId;
  readonly from: UserId;
  /** Whom it is addressed to: a conversation, or oneself. */
  readonly to: ConversationId;
  readonly timestampMs: number;
}

/** The SYNC frame of a text message; read receipts are wanted from `readersAsked`. */
export function encodeText(
  envelope: Envelope,
  { text, ext = '', mentions = [], mentionsAll = false }: OutgoingContent,
  readersAsked: readonly UserId[],
): Uint8Array {
  const config = {
    ...(mentions.length > 0 ? { mentionList: mentions } : {}),
    ...(mentionsAll ? { mentionAll: true } : {}),
    ...(readersAsked.length > 0 ? { groupMemberList: readersAsked } : {}),
  };
  return encodeBody(envelope, {
    ...{ type: bodyTypeFor(envelope.to), ctype: ContentType.TEXT, content: text, ext },
    config: Object.keys(config).length > 0 ? JSON.stringify(config) : '',
  });
}

/** The SYNC frame that tells that the user is typing: for devices online now, never stored. */
export function encodeTyping(envelope: Envelope): Uint8Array {
  const ext = JSON.stringify({ input_status: 'typing' });
  return encodeBody(envelope, { type: bodyTypeFor(envelope.to), ext, qos: Qos.AT_MOST_ONCE });
}

/** The SYNC frame of a receipt for one message, addressed to its sender. */
export function encodeReceipt(envelope: Envelope, receipt: 'delivered' | 'read', mid: MessageId): Uint8Array {
  const type = receipt === 'read' ? OperationType.READ_ACK : OperationType.DELIVER_ACK;
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

/** What a message to a conversation is. */
export function bodyTypeFor(to: ConversationId): BodyType {
  return kindOf(to) === 'group' ? BodyType.GROUPCHAT : BodyType.CHAT;
}
