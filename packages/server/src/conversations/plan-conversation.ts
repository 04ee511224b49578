import {
  ConversationOperationType,
  decodeConversation,
  encodeConversation,
  ImError,
  type Meta,
  MetaNamespace,
  parseClientMessageId,
  parseConversationId,
} from '@warbler/protocol';
import { type Commit, type Delivery, keyOf, MetaKind, type NewMeta, type Sender } from '../messages/index.ts';
import type { ConversationStore } from './conversation-store.ts';

/** What operations on conversations need. */
export interface ConversationDependencies {
  readonly conversations: Pick<ConversationStore, 'hide' | 'clear'>;
  readonly delivery: Delivery;
  readonly now: () => number;
}

/**
 * Checks an operation on a whole conversation (XSYNC.md, Conversation operations).
 *
 * @throws ImError `invalidParameter` for one without a conversation, or of another kind
 */
export function planConversation(
  { conversations, delivery, now }: ConversationDependencies,
  { appId, user, deviceSn }: Sender,
  sent: Pick<Meta, 'id' | 'payload'>,
): Commit {
  const { operation } = decodeConversation(sent.payload);
  const type = operation?.type;
  const isKnown = type === ConversationOperationType.DELETE || type === ConversationOperationType.DELETE_EVERYWHERE;
  if (operation?.xid === undefined || !isKnown) {
    throw new ImError('invalidParameter', { message: 'a conversation can be deleted here or everywhere, by its xid' });
  }
  const meta: NewMeta = {
    pair: keyOf(appId, user, parseConversationId(operation.xid.uid)),
    kind: MetaKind.operation,
    from: user,
    fromSn: deviceSn,
    to: user,
    audience: user,
    clientMid: parseClientMessageId(sent.id),
    namespace: MetaNamespace.CONVERSATION,
    payload: encodeConversation({ type: 1, operation: { type, xid: { uid: operation.xid.uid } } }),
    nowMs: now(),
  };
  if (type === ConversationOperationType.DELETE) return () => conversations.hide({ meta });
  return async () => {
    const appended = await conversations.clear({ meta });
    if (appended.isNew) delivery.deliver({ meta, mid: appended.mid, sentAtMs: appended.sentAtMs });
    return appended;
  };
}
