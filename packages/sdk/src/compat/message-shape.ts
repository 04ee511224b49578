import { type ConversationId, MessageStatus, type UserId } from '@warbler/protocol';
import { kindOf } from '../chat/chat-record.ts';
import { isUnread, type ReadState } from '../chat/read-state.ts';
import { contentTypes } from '../content/wire-content.ts';
import { writeContent } from '../content/write-content.ts';
import type { Message } from '../message.ts';
import { callSentence } from './call-sentence.ts';
import { fieldIn, objectIn } from './json-text.ts';

/** What a conversation is with, in floo's words; the system's counts as a person's. */
export type FlooKind = 'roster' | 'group';

/** A message as apps written for floo see it (sdk-web.md §11.1). Ids are texts. */
export interface FlooMessage {
  /** The server's id; this device's own while the message is on its way. */
  readonly id: string;
  /** '0': the system. */
  readonly from: string;
  readonly to: string;
  readonly content: string;
  /** text, image, audio, video, file, location, command, forward, rtc. */
  readonly type: string;
  /** The app's own JSON, as text. */
  readonly ext?: string;
  readonly config?: object;
  readonly attach?: object;
  /** 0 unread, 1 delivered, 2 read. */
  readonly status: number;
  /** Ms since the epoch. */
  readonly timestamp: string;
  readonly toType: FlooKind;
  readonly is_system?: boolean;
  readonly isHistory?: boolean;
  readonly isNative?: boolean;
  readonly isPlayed?: boolean;
  /** When it was last changed, ms since the epoch; '0' when never. */
  readonly editTimestamp: string;
  readonly appendedContent?: string;
  readonly appendConfig?: object;
  readonly appendExt?: string;
  readonly replaceConfig?: object;
  readonly replaceExt?: string;
}

/** What messages are seen from. */
export interface Viewer {
  readonly me: UserId;
  /** What the user has read of a message's conversation. */
  readOf(id: ConversationId): ReadState | undefined;
}

/** The number of a content type's name; a name that is none counts as text. */
export function typeNumber(name: string): number {
  return Math.max(0, contentTypes.indexOf(name));
}

/** What a conversation is with, in floo's words. */
export function flooKindOf(id: ConversationId): FlooKind {
  return kindOf(id) === 'group' ? 'group' : 'roster';
}

/** A message of the core as floo shows it. */
export function flooMessage(message: Message, viewer: Viewer): FlooMessage {
  const { conversationId, editedMs = 0, ext, from, id, isOwn, localId, timestampMs } = message;
  const { ctype, content, attachment } = writeContent(message.content);
  const toType = flooKindOf(conversationId);
  const shown: FlooMessage = {
    id: String(id ?? localId),
    from: String(from),
    to: String(isOwn || toType === 'group' ? conversationId : viewer.me),
    content,
    type: contentTypes[ctype] ?? 'text',
    ...(ext === undefined ? {} : { ext }),
    ...objectField('config', message.config),
    ...objectField('attach', attachment),
    status: statusOf(message, viewer),
    timestamp: String(timestampMs),
    toType,
    ...(message.isSystem ? { is_system: true } : {}),
    ...(message.isPlayed ? { isPlayed: true } : {}),
    editTimestamp: String(editedMs),
  };
  return shown.type === 'rtc' && fieldIn(shown.config, 'action') === 'record' ? asCallRecord(shown, viewer.me) : shown;
}

function statusOf({ conversationId, id, isOwn, status }: Message, viewer: Viewer): number {
  if (isOwn) {
    if (status === 'read') return MessageStatus.READ;
    return status === 'delivered' ? MessageStatus.DELIVERED : MessageStatus.UNREAD;
  }
  const read = viewer.readOf(conversationId);
  return read && id !== undefined && !isUnread(read, id) ? MessageStatus.READ : MessageStatus.UNREAD;
}

/** Whoever began a call is shown as the sender of its record, whose content is a sentence for people. */
function asCallRecord(message: FlooMessage, me: UserId): FlooMessage {
  const initiator = String(fieldIn(message.config, 'initiator') ?? message.from);
  const isSwapped = initiator === message.to;
  const [from, to] = isSwapped ? [message.to, message.from] : [message.from, message.to];
  const isDropped = fieldIn(message.config, 'peerDrop') === true;
  return { ...message, from, to, content: callSentence(message.content, { isOwn: from === String(me), isDropped }) };
}

function objectField(name: string, json: string | undefined): object {
  const parsed = json === undefined ? undefined : objectIn(json);
  return parsed === undefined ? {} : { [name]: parsed };
}
