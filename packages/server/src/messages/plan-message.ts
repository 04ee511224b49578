import {
  type AppId,
  type ClientMessageId,
  type DeviceSn,
  encodeMessageBody,
  type MessageBody,
  MetaNamespace,
  Qos,
  type UserId,
} from '@warbler/protocol';
import type { Commit, Delivery } from './delivery.ts';
import type { MessageLog } from './message-log.ts';
import { checkBody, checkType, hasServerFields, kindOf, type MessageLimits } from './message-rules.ts';
import { type NewMeta, pairOf } from './meta.ts';

/** Who sends: always the authenticated user and device, whatever the frame says. */
export interface Sender {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
}

/** A message that a client wants to send to a user. */
export interface MessageDraft {
  readonly to: UserId;
  readonly clientMid: ClientMessageId;
  readonly body: MessageBody;
  /** The body as it came over the wire; kept as it is unless it claims what only the server may say. */
  readonly payload: Uint8Array;
}

/** What sending needs. */
export interface SendingDependencies {
  readonly log: MessageLog;
  readonly delivery: Delivery;
  readonly limits: MessageLimits;
  readonly now: () => number;
  /**
   * Whether the sender may reach the receiver.
   *
   * @throws ImError `userNotFound` or `unauthorized`
   */
  readonly checkMayMessage: (sender: Sender, to: UserId) => Promise<void>;
}

/**
 * Checks a message to a user. Nothing is stored until the result is called, so that the caller can keep its order of
 * commits without waiting for each of them.
 *
 * @throws ImError `textTooLong`, `invalidParameter`, `userNotFound`, `unauthorized`
 */
export async function planMessage(
  { log, delivery, limits, now, checkMayMessage }: SendingDependencies,
  sender: Sender,
  draft: MessageDraft,
): Promise<Commit> {
  checkBody(draft.body, limits);
  checkType(draft.body);
  await checkMayMessage(sender, draft.to);
  const meta: NewMeta = {
    pair: pairOf(sender.appId, sender.user, draft.to),
    kind: kindOf(draft.body),
    from: sender.user,
    fromSn: sender.deviceSn,
    to: draft.to,
    audience: 'everyone',
    clientMid: draft.clientMid,
    namespace: MetaNamespace.MESSAGE,
    payload: hasServerFields(draft.body) ? withoutServerFields(draft.body) : draft.payload,
    nowMs: now(),
  };
  if (draft.body.qos === Qos.AT_MOST_ONCE) {
    return async () => {
      delivery.deliverTransient(meta);
      return { sentAtMs: meta.nowMs };
    };
  }
  return async () => {
    const appended = await log.append(meta);
    if (appended.isNew) delivery.deliver({ meta, mid: appended.mid, sentAtMs: appended.sentAtMs });
    return appended;
  };
}

function withoutServerFields({ from: _from, to: _to, ...body }: MessageBody): Uint8Array {
  return encodeMessageBody({ ...body, isSystem: false, status: 0, editTimestamp: 0 });
}
