import {
  BodyType,
  ContentType,
  type ConversationId,
  ConversationOperationType,
  decodeConversation,
  decodeGroupNotice,
  decodeMessageBody,
  decodeRosterNotice,
  decodeUserNotice,
  type GroupId,
  isGroupId,
  type MessageBody,
  type MessageId,
  type MessageOperation,
  MessageStatus,
  type Meta,
  MetaNamespace,
  OperationType,
  Qos,
  type UserId,
} from '@warbler/protocol';
import { isForPrograms } from '../content/outgoing-message.ts';
import { parseObject } from '../content/parse-object.ts';
import { readContent } from '../content/read-content.ts';
import type { LocalMessageId, Message, MessageState } from '../message.ts';
import type { MetaEvent } from './meta-event.ts';

/** Whose stream a meta is read from. */
export interface Stream {
  readonly conversationId: ConversationId;
  readonly me: UserId;
}

const ignored: MetaEvent = { kind: 'ignored' };

/** Reads a meta. What this version does not know is `ignored`. @throws ImError `parseFailed`. */
export function readMeta(meta: Meta, stream: Stream): MetaEvent {
  const from = (meta.from?.uid ?? 0) as UserId;
  switch (meta.ns) {
    case MetaNamespace.MESSAGE:
      return readMessage(meta, from, stream);
    case MetaNamespace.CONVERSATION:
      return readConversationOperation(meta);
    case MetaNamespace.USER_NOTICE:
      return { kind: 'userNotice', from, ...decodeUserNotice(meta.payload) };
    case MetaNamespace.ROSTER_NOTICE: {
      const notice = decodeRosterNotice(meta.payload);
      const about = [notice.from ?? { uid: from }, ...notice.to].map(({ uid }) => uid as UserId);
      return { kind: 'rosterNotice', type: notice.type, about };
    }
    case MetaNamespace.GROUP_NOTICE:
      return readGroupNotice(meta, from);
    default:
      return ignored;
  }
}

function readGroupNotice(meta: Meta, from: UserId): MetaEvent {
  const { type, gid, to, content } = decodeGroupNotice(meta.payload);
  const group = (gid?.uid ?? 0) as GroupId;
  if (!isGroupId(group)) return ignored;
  const about = to.map(({ uid }) => uid as UserId);
  return { kind: 'groupNotice', notice: { type, group, from, to: about, content, atMs: meta.timestamp } };
}

function readMessage(meta: Meta, from: UserId, stream: Stream): MetaEvent {
  const body = decodeMessageBody(meta.payload);
  const isOwn = from === stream.me;
  switch (body.type) {
    case BodyType.OPER:
      return body.operation ? readOperation({ meta, body, from, isOwn }, body.operation) : ignored;
    case BodyType.NORMAL:
    case BodyType.CHAT:
    case BodyType.GROUPCHAT:
      break;
    default:
      return ignored;
  }
  if (body.qos === Qos.AT_MOST_ONCE) return readTyping(body, from, isOwn);
  const message = messageOf(meta, body, from, stream);
  const isRead = body.status === MessageStatus.READ;
  // Of call control only the record of a finished call is a message (XSYNC.md, unread).
  if (isForPrograms(message)) return { kind: 'command', message, isCounted: body.ctype !== ContentType.RTC && !isRead };
  return { kind: 'message', message, isRead };
}

function messageOf(meta: Meta, body: MessageBody, from: UserId, { conversationId, me }: Stream): Message {
  const isOwn = from === me;
  return {
    localId: `m${meta.id}` as LocalMessageId,
    id: meta.id as MessageId,
    conversationId,
    from,
    isOwn,
    timestampMs: meta.timestamp,
    content: readContent(body),
    ...mentionsOf(body, isOwn ? undefined : me),
    ...(body.ext === '' ? {} : { ext: body.ext }),
    ...(body.config === '' ? {} : { config: body.config }),
    ...(body.priority === 0 ? {} : { priority: body.priority }),
    ...(body.senderName === '' ? {} : { senderName: body.senderName }),
    ...(body.isSystem ? { isSystem: true } : {}),
    ...(body.editTimestamp === 0 ? {} : { editedMs: body.editTimestamp }),
    status: isOwn ? ownStatusOf(body) : 'received',
  };
}

/** Whom the message is meant for (XSYNC.md, config); `me` is undefined for an own one. */
function mentionsOf(
  { config }: MessageBody,
  me: UserId | undefined,
): Pick<Message, 'mentions' | 'mentionsAll' | 'isMentioningMe'> {
  if (!config.includes('mention')) return { isMentioningMe: false };
  const list = fieldOf(config, 'mentionList');
  const mentions = (Array.isArray(list) ? list : []).map(Number).filter(Number.isSafeInteger) as UserId[];
  const mentionsAll = fieldOf(config, 'mentionAll') === true;
  return {
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(mentionsAll ? { mentionsAll } : {}),
    isMentioningMe: me !== undefined && (mentionsAll || mentions.includes(me)),
  };
}

function ownStatusOf({ status }: MessageBody): MessageState {
  if (status === MessageStatus.READ) return 'read';
  return status === MessageStatus.DELIVERED ? 'delivered' : 'sent';
}

interface Said {
  readonly meta: Meta;
  readonly body: MessageBody;
  readonly from: UserId;
  readonly isOwn: boolean;
}

function readOperation({ meta, body, from, isOwn }: Said, operation: MessageOperation): MetaEvent {
  const mid = operation.mid as MessageId;
  switch (operation.type) {
    case OperationType.DELIVER_ACK:
      return isOwn ? ignored : { kind: 'receipt', mid, status: 'delivered', from };
    case OperationType.READ_ACK:
      return isOwn ? { kind: 'readOne', mid } : { kind: 'receipt', mid, status: 'read', from };
    case OperationType.PLAY_ACK:
      return { kind: 'receipt', mid, status: 'played', from };
    case OperationType.READ_ALL:
      return isOwn ? { kind: 'readAll', upTo: mid, at: meta.id as MessageId } : ignored;
    case OperationType.READ_CANCEL:
      return isOwn ? { kind: 'readCancel', mid } : ignored;
    case OperationType.RECALL:
    case OperationType.DELETE:
      return { kind: 'removed', mid };
    case OperationType.APPEND:
    case OperationType.REPLACE: {
      const isAppended = operation.type === OperationType.APPEND;
      const editedMs = body.editTimestamp || meta.timestamp;
      return { kind: 'edited', mid, isAppended, text: body.content, ext: body.ext, config: body.config, editedMs };
    }
    default:
      return ignored;
  }
}

function readConversationOperation(meta: Meta): MetaEvent {
  const type = decodeConversation(meta.payload).operation?.type;
  // A local DELETE concerns the device that said it, and a device does not get back its own sends.
  if (type !== ConversationOperationType.DELETE_EVERYWHERE) return ignored;
  return { kind: 'conversationDeleted', upTo: meta.id as MessageId, at: meta.id as MessageId };
}

function readTyping({ ext }: MessageBody, from: UserId, isOwn: boolean): MetaEvent {
  const status = fieldOf(ext, 'input_status');
  if (isOwn || typeof status !== 'string') return ignored;
  return { kind: 'typing', from, isTyping: status === 'typing' };
}

/** A field of the JSON that apps put into strings, which may be anything. */
function fieldOf(json: string, name: string): unknown {
  return parseObject(json)?.[name];
}
