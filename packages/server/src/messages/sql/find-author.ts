import { type AppId, type ConversationId, ImError, isGroupId, type MessageId, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { keyOf } from '../meta.ts';
import { findLog } from './conversation-log.ts';
import { findMessage } from './find-message.ts';
import { readerOf } from './reader.ts';

/** A message, as one user addresses it. */
export interface AuthorInput {
  readonly appId: AppId;
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly mid: MessageId;
}

/**
 * Who sent a message that the user has got.
 *
 * @throws ImError `messageNotFound`; `notGroupMember` for a group that the user is not in
 */
export function findAuthor(store: StoreContext, { appId, user, conversation, mid }: AuthorInput): UserId {
  const log = findLog(store, keyOf(appId, user, conversation));
  const reader = log && readerOf(store, log.id, user);
  if (reader === undefined && isGroupId(conversation)) throw new ImError('notGroupMember');
  const message = log && findMessage(store, log.id, mid);
  if (reader === undefined || message === undefined || mid <= reader.streamFloor) throw new ImError('messageNotFound');
  return message.from;
}
