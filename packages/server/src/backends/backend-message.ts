import {
  type AppId,
  BodyType,
  type ConversationId,
  encodeMessageBody,
  ImError,
  isGroupId,
  type MessageBody,
  type OpenEnum,
  Qos,
  type UserId,
} from '@warbler/protocol';
import type { Awaitable } from '../awaitable.ts';

/** What a message says, whoever sends it. */
export interface MessageContent {
  /** A content type of messages (xsync.proto, MessageBody.ContentType). */
  readonly contentType: OpenEnum<MessageBody['ctype']>;
  readonly content: string;
  readonly config: string;
  readonly ext: string;
  readonly attachment: string;
}

/** A message that an app's backend sends for a user, or a user without a socket. */
export interface BackendMessage {
  readonly appId: AppId;
  readonly from: UserId;
  /** All users, or all groups. */
  readonly targets: readonly ConversationId[];
  readonly content: MessageContent;
  /** To devices online now, not stored. */
  readonly isOnlineOnly: boolean;
  /** The same again within a while is the same message. */
  readonly transactionId?: number;
}

/** The body of a message to a user or a group. */
export function bodyOf(content: MessageContent, to: ConversationId, isOnlineOnly = false): Uint8Array {
  return encodeMessageBody({
    ...fieldsOf(content),
    type: isGroupId(to) ? BodyType.GROUPCHAT : BodyType.CHAT,
    qos: isOnlineOnly ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE,
  });
}

/** The body of what the system says: clients show it apart from what people say. */
export function systemBodyOf(content: MessageContent, to: ConversationId): Uint8Array {
  const type = isGroupId(to) ? BodyType.GROUPCHAT : BodyType.CHAT;
  return encodeMessageBody({ ...fieldsOf(content), type, isSystem: true });
}

function fieldsOf({ contentType, content, config, ext, attachment }: MessageContent) {
  return { ctype: contentType as MessageBody['ctype'], content, config, ext, attachment };
}

/** Does something for a target of several, and says of an error which of them it is about. */
export async function naming<Result>(target: ConversationId, work: () => Awaitable<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const error = ImError.from(cause);
    if (error.code === 'internal') throw cause;
    throw new ImError(error.code, { message: `target ${target}: ${error.message}`, cause });
  }
}
