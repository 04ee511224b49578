import type { ClientMessageId, ConversationId, MessageId } from '@warbler/protocol';
import type { Action } from '../actions/action.ts';
import type { Message } from '../message.ts';

/** Something to send that the server has not answered yet, or a message that it refused. */
export type Unsent = UnsentMessage | UnsentReceipt | UnsentAction | UnsentNote;

interface UnsentFrame {
  readonly clientMid: ClientMessageId;
  /** The SYNC frame in base64: a retry must be the same bytes, also from a later version. '' before it has any. */
  readonly frame: string;
}

/** A message on its way, or one that failed. */
export interface UnsentMessage extends UnsentFrame {
  readonly kind: 'message';
  readonly message: Message;
  /** Set when it failed: the newest message of the conversation then. */
  readonly failedAfter?: MessageId;
}

/** A message that the app put at the end of a conversation, for this device only: it is never sent. */
export interface UnsentNote extends UnsentFrame {
  readonly kind: 'note';
  readonly message: Message;
  /** The newest message of the conversation then. */
  readonly failedAfter: MessageId;
}

/** A receipt. */
export interface UnsentReceipt extends UnsentFrame {
  readonly kind: 'operation';
  /** The conversation it concerns. */
  readonly conversationId: ConversationId;
  readonly isReadAll: boolean;
  /** The message that was read, of one that tells its sender. */
  readonly mid?: MessageId;
}

/** Something that was done to a message or a conversation. */
export interface UnsentAction extends UnsentFrame {
  readonly kind: 'action';
  readonly conversationId: ConversationId;
  readonly action: Action;
}
