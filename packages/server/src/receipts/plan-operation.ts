import {
  BodyType,
  encodeMessageBody,
  ImError,
  type MessageId,
  MessageStatus,
  MetaNamespace,
  OperationType,
  parseMessageId,
  parseUserId,
  type UserId,
} from '@warbler/protocol';
import {
  type Appended,
  type Commit,
  checkBody,
  type MessageDraft,
  MetaKind,
  type NewMeta,
  pairOf,
  type Sender,
  type SendingDependencies,
} from '../messages/index.ts';
import type { ReceiptStore } from './receipt-store.ts';

/** What operations need. */
export interface OperationDependencies extends SendingDependencies {
  readonly receipts: ReceiptStore;
}

/**
 * Checks an operation (XSYNC.md, Operations). Nothing is stored until the result is called.
 *
 * @throws ImError `invalidParameter` for a malformed one, `notSupported` for one that this server does not know yet
 */
export function planOperation(dependencies: OperationDependencies, sender: Sender, draft: MessageDraft): Commit {
  const { receipts } = dependencies;
  checkBody(draft.body, dependencies.limits);
  const { operation } = draft.body;
  if (operation === undefined) throw new ImError('invalidParameter', { message: 'the operation is missing' });
  const target = parseMessageId(operation.mid);
  if (target === 0) throw new ImError('invalidParameter', { message: 'operation.mid must name a message, not 0' });
  switch (operation.type) {
    case OperationType.READ_ACK: {
      const meta = operationMeta(dependencies, sender, draft, draft.to, 'everyone');
      return storing(dependencies, meta, () => receipts.apply({ meta, target, status: MessageStatus.READ }));
    }
    case OperationType.DELIVER_ACK: {
      const meta = operationMeta(dependencies, sender, draft, draft.to, draft.to);
      return storing(dependencies, meta, () => receipts.apply({ meta, target, status: MessageStatus.DELIVERED }));
    }
    case OperationType.PLAY_ACK: {
      const meta = operationMeta(dependencies, sender, draft, draft.to, 'everyone');
      return storing(dependencies, meta, () => receipts.apply({ meta, target }));
    }
    case OperationType.READ_ALL:
      return planReadAll(dependencies, sender, draft, target);
    default:
      throw new ImError('notSupported', { message: `operation ${operation.type} is not supported by this server yet` });
  }
}

/** Said to oneself about a conversation, so it goes into that conversation's stream, for one's own devices only. */
function planReadAll(
  dependencies: OperationDependencies,
  sender: Sender,
  draft: MessageDraft,
  upTo: MessageId,
): Commit {
  const conversation = parseUserId(draft.body.operation?.xid?.uid ?? 0);
  const meta = operationMeta(dependencies, sender, { ...draft, to: sender.user }, conversation, sender.user);
  return storing(dependencies, meta, () => dependencies.receipts.readAll({ meta, upTo }));
}

function operationMeta(
  { now }: OperationDependencies,
  sender: Sender,
  { to, clientMid, body }: MessageDraft,
  peer: UserId,
  audience: NewMeta['audience'],
): NewMeta {
  return {
    pair: pairOf(sender.appId, sender.user, peer),
    kind: MetaKind.operation,
    from: sender.user,
    fromSn: sender.deviceSn,
    to,
    audience,
    clientMid,
    namespace: MetaNamespace.MESSAGE,
    // An operation says nothing but what it does: texts and claims beside it are not passed on.
    payload: encodeMessageBody({ type: BodyType.OPER, ctype: body.ctype, operation: body.operation }),
    nowMs: now(),
  };
}

function storing({ delivery }: OperationDependencies, meta: NewMeta, store: () => Promise<Appended>): Commit {
  return async () => {
    const appended = await store();
    if (appended.isNew) delivery.deliver({ meta, mid: appended.mid, sentAtMs: appended.sentAtMs });
    return appended;
  };
}
