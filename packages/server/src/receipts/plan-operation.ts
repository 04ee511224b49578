import {
  type AppId,
  BodyType,
  type ConversationId,
  encodeMessageBody,
  ImError,
  isGroupId,
  type MessageId,
  MetaNamespace,
  OperationType,
  parseConversationId,
  parseMessageId,
  Qos,
  type UserId,
} from '@warbler/protocol';
import {
  type Appended,
  type Commit,
  checkBody,
  keyOf,
  type MessageDraft,
  type MessageLimits,
  MetaKind,
  type NewMeta,
  PersonalSlot,
  type Sender,
  type SendingDependencies,
} from '../messages/index.ts';
import type { ReceiptStore } from './receipt-store.ts';
import type { Receipted } from './sql/apply-receipt.ts';

/** What operations need. */
export interface OperationDependencies extends SendingDependencies {
  readonly receipts: ReceiptStore;
  /** How long after sending an author may recall in this app, in milliseconds; 0: not at all. */
  readonly recallWindowMs: (appId: AppId) => Promise<number>;
  readonly limits: MessageLimits & {
    /** Groups with more members keep the first receipt of a message for devices that are away, not every one. */
    readonly receiptsKeptMembers: number;
  };
}

/**
 * Checks an operation (XSYNC.md, Operations). Nothing is stored until the result is called.
 *
 * @throws ImError `invalidParameter` for a malformed one, `notSupported` for one that this server does not know,
 *   `notGroupMember` in a group that the sender is not in
 */
export async function planOperation(
  dependencies: OperationDependencies,
  sender: Sender,
  draft: MessageDraft,
): Promise<Commit> {
  const { receipts, log, limits } = dependencies;
  const { receiptsKeptMembers: keptMembersMax } = limits;
  checkBody(draft.body, limits);
  const { operation } = draft.body;
  if (operation === undefined) throw new ImError('invalidParameter', { message: 'the operation is missing' });
  const target = parseMessageId(operation.mid);
  if (target === 0) throw new ImError('invalidParameter', { message: 'operation.mid must name a message, not 0' });
  const concerned = parseConversationId(operation.xid?.uid ?? 0);
  switch (operation.type) {
    case OperationType.READ_ACK: {
      const meta = receiptMeta(dependencies, sender, draft, 'everyone');
      return acknowledging(dependencies, () => receipts.apply({ meta, target, kind: 'read', keptMembersMax }));
    }
    case OperationType.DELIVER_ACK: {
      const meta = receiptMeta(dependencies, sender, draft, userOf(draft.to));
      return acknowledging(dependencies, () => receipts.apply({ meta, target, kind: 'delivered', keptMembersMax }));
    }
    case OperationType.PLAY_ACK: {
      const meta = receiptMeta(dependencies, sender, draft, 'everyone');
      return acknowledging(dependencies, () => receipts.apply({ meta, target, kind: 'played', keptMembersMax }));
    }
    case OperationType.READ_ALL: {
      const meta = { ...personalMeta(dependencies, sender, draft, concerned), slot: PersonalSlot.readAll };
      return storing(dependencies, meta, () => receipts.readAll({ meta, upTo: target }));
    }
    case OperationType.READ_CANCEL: {
      const meta = personalMeta(dependencies, sender, draft, concerned);
      return storing(dependencies, meta, () => receipts.cancelRead({ meta, target }));
    }
    case OperationType.DELETE: {
      const meta = personalMeta(dependencies, sender, draft, concerned);
      return storing(dependencies, meta, () => receipts.delete({ meta, target }));
    }
    case OperationType.RECALL: {
      const mayRecallAny = await dependencies.mayModerate(sender, draft.to);
      const meta = sharedMeta(dependencies, sender, draft, target);
      const windowMs = await dependencies.recallWindowMs(sender.appId);
      return storing(dependencies, meta, () => log.recall({ meta, target, windowMs, mayRecallAny }));
    }
    case OperationType.APPEND:
    case OperationType.REPLACE:
      return planEdit(dependencies, sender, draft, target);
    default:
      throw new ImError('notSupported', { message: `operation ${operation.type} is not known to this server` });
  }
}

/**
 * Live devices get the edit as it was made, those that come later what the message says by then. One that is for devices
 * online now only changes nothing for the others: what streams says all of it once more in the end.
 */
async function planEdit(
  dependencies: OperationDependencies,
  sender: Sender,
  draft: MessageDraft,
  target: MessageId,
): Promise<Commit> {
  const { log, limits, delivery, checkMayMessage } = dependencies;
  await checkMayMessage(sender, draft.to, draft.body);
  const { content, config, ext, ctype } = draft.body;
  const type = draft.body.operation?.type ?? OperationType.REPLACE;
  const xid = { uid: draft.to, deviceSN: 0 };
  const operation = { ...draft.body, ...NOT_SAID, type: BodyType.OPER, operation: { type, mid: target, xid } };
  const payload = encodeMessageBody({
    type: BodyType.OPER,
    ctype,
    content,
    config,
    ext,
    operation: operation.operation,
  });
  const meta: NewMeta = { ...sharedMeta(dependencies, sender, draft, target), payload, about: target };
  const isAppend = type === OperationType.APPEND;
  if (draft.body.qos === Qos.AT_MOST_ONCE) {
    return async () => {
      const onlineOnly = { ...operation, qos: Qos.AT_MOST_ONCE };
      const heard = await log.rehearseEdit({ meta, target, operation: onlineOnly, isAppend, limits });
      delivery.deliverTransient({ ...meta, ...heard });
      return { sentAtMs: meta.nowMs };
    };
  }
  return async () => {
    const edited = await log.edit({ meta, target, operation, isAppend, limits });
    if (edited.isNew) {
      delivery.deliver({ meta: { ...meta, payload: edited.payload }, mid: edited.mid, sentAtMs: edited.sentAtMs });
    }
    return edited;
  };
}

/** An edit says content, config and ext; nothing else that a client wrote beside them is passed on. */
const NOT_SAID = { attachment: '', senderName: '', isSystem: false, status: 0, priority: 0, qos: 0 } as const;

/** Said to the sender of the message that it is about. */
function receiptMeta(
  dependencies: OperationDependencies,
  sender: Sender,
  draft: MessageDraft,
  audience: NewMeta['audience'],
): NewMeta {
  const to = userOf(draft.to);
  return operationMeta(dependencies, sender, draft, { conversation: to, to, audience });
}

/** Said to oneself about a conversation, so it goes into that conversation's stream, for one's own devices only. */
function personalMeta(
  dependencies: OperationDependencies,
  sender: Sender,
  draft: MessageDraft,
  conversation: ConversationId,
): NewMeta {
  return operationMeta(dependencies, sender, draft, { conversation, to: sender.user, audience: sender.user });
}

/** Said to everyone of the conversation. It names the conversation: clients look the message up by it. */
function sharedMeta(
  dependencies: OperationDependencies,
  sender: Sender,
  { body, ...draft }: MessageDraft,
  mid: MessageId,
): NewMeta {
  const operation = { type: body.operation?.type ?? OperationType.RECALL, mid, xid: { uid: draft.to, deviceSN: 0 } };
  const to = draft.to as UserId;
  const named = { ...draft, body: { ...body, operation } };
  return operationMeta(dependencies, sender, named, { conversation: draft.to, to, audience: 'everyone' });
}

function operationMeta(
  { now }: OperationDependencies,
  sender: Sender,
  { clientMid, body }: MessageDraft,
  place: { readonly conversation: ConversationId; readonly to: UserId; readonly audience: NewMeta['audience'] },
): NewMeta {
  return {
    pair: keyOf(sender.appId, sender.user, place.conversation),
    kind: MetaKind.operation,
    from: sender.user,
    fromSn: sender.deviceSn,
    to: place.to,
    audience: place.audience,
    clientMid,
    namespace: MetaNamespace.MESSAGE,
    // An operation says nothing but what it does: texts and claims beside it are not passed on.
    payload: encodeMessageBody({ type: BodyType.OPER, ctype: body.ctype, operation: body.operation }),
    nowMs: now(),
  };
}

/** @throws ImError `invalidParameter` for a group: receipts go to the one who sent the message */
function userOf(to: ConversationId): UserId {
  if (!isGroupId(to)) return to as UserId;
  throw new ImError('invalidParameter', {
    message: 'a receipt is addressed to the sender of the message, not to a group',
  });
}

function acknowledging({ delivery }: OperationDependencies, apply: () => Promise<Receipted>): Commit {
  return async () => {
    const { meta, isTransient, ...appended } = await apply();
    const { mid, sentAtMs, afterMid, isNew } = appended;
    if (isTransient) delivery.deliverTransient(meta);
    else if (isNew) delivery.deliver({ meta, mid, sentAtMs, afterMid });
    return appended;
  };
}

function storing({ delivery }: OperationDependencies, meta: NewMeta, store: () => Promise<Appended>): Commit {
  return async () => {
    const appended = await store();
    const { mid, sentAtMs, afterMid, isNew } = appended;
    if (isNew) delivery.deliver({ meta, mid, sentAtMs, afterMid });
    return appended;
  };
}
