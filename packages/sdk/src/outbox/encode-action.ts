import {
  BodyType,
  Command,
  ContentType,
  ConversationBodyType,
  type ConversationId,
  ConversationOperationType,
  encodeConversation,
  encodeFrameOf,
  encodeSyncUL,
  MetaNamespace,
  OperationType,
  type UserId,
} from '@warbler/protocol';
import type { Action } from '../actions/action.ts';
import { type Envelope, encodeBody } from './encode-send.ts';

/** The SYNC frame of what the user does in a conversation (XSYNC.md: Operations, Conversation operations). */
export function encodeAction(
  envelope: Omit<Envelope, 'to'>,
  conversationId: ConversationId,
  action: Action,
): Uint8Array {
  const xid = { uid: conversationId };
  const shared = { ...envelope, to: conversationId };
  const personal = { ...envelope, to: envelope.from satisfies UserId };
  const operation = { type: BodyType.OPER, ctype: ContentType.COMMAND };
  switch (action.kind) {
    case 'recall':
      return encodeBody(shared, { ...operation, operation: { type: OperationType.RECALL, mid: action.mid, xid } });
    case 'delete':
      return encodeBody(personal, { ...operation, operation: { type: OperationType.DELETE, mid: action.mid, xid } });
    case 'markUnread':
      return encodeBody(personal, {
        ...operation,
        operation: { type: OperationType.READ_CANCEL, mid: action.mid, xid },
      });
    case 'edit': {
      const type = action.isAppended ? OperationType.APPEND : OperationType.REPLACE;
      const { text: content, ext = '', config = '' } = action;
      const body = { type: BodyType.OPER, ctype: ContentType.TEXT, content, ext, config };
      return encodeBody(shared, { ...body, operation: { type, mid: action.mid, xid } });
    }
    case 'clear':
      return encodeDeletion(envelope, conversationId);
    default:
      return action satisfies never;
  }
}

function encodeDeletion(
  { clientMid, from, timestampMs }: Omit<Envelope, 'to'>,
  conversationId: ConversationId,
): Uint8Array {
  const operation = { type: ConversationOperationType.DELETE_EVERYWHERE, xid: { uid: conversationId } };
  const meta = {
    id: clientMid,
    from: { uid: from },
    timestamp: timestampMs,
    ns: MetaNamespace.CONVERSATION,
    payload: encodeConversation({ type: ConversationBodyType.OPER, operation }),
  };
  return encodeFrameOf(Command.SYNC, encodeSyncUL({ meta }));
}
