import { type ConversationId, type MessageId, parseUserId } from '@warbler/protocol';
import type { ReceiptsPage, ReceiptsQuery } from '../client.ts';
import { fieldsOf, listOf } from './fields.ts';
import type { UserRest } from './user-rest.ts';

/** Asks who has read a message, or has not. @throws ImError `messageNotFound`, `noPermission`, ... */
export async function askReceipts(
  rest: UserRest,
  message: { readonly conversationId: ConversationId; readonly messageId: MessageId },
  { which, cursor = '' }: ReceiptsQuery,
): Promise<ReceiptsPage> {
  const { conversationId, messageId } = message;
  const query = { conversation_id: conversationId, msg_id: messageId, type: which, cursor };
  const answer = await rest.page('/message/receipts', query);
  const fields = fieldsOf(answer.data);
  const count = fieldsOf(fields.counts ?? {})[which];
  return {
    userIds: listOf(fields.user_ids).map(parseUserId),
    ...(typeof count === 'number' ? { count } : {}),
    ...(answer.cursor === '' ? {} : { cursor: answer.cursor }),
  };
}
