import { type ConversationId, ImError, type MessageId, parseConversationId } from '@warbler/protocol';

/** An id as apps give it: a number, or digits. */
export type FlooId = number | string;

/** An id of a conversation. @throws ImError `invalidParameter` */
export function conversationIdOf(id: unknown): ConversationId {
  return parseConversationId(typeof id === 'string' ? Number(id) : id);
}

/** A message's id as apps give it. @throws ImError `invalidParameter` */
export function messageIdOf(mid: unknown): MessageId {
  const id = Number(mid);
  if (!Number.isSafeInteger(id) || id < 0) throw new ImError('invalidParameter', { details: { mid } });
  return id as MessageId;
}
