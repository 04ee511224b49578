import {
  type AppId,
  type ClientMessageId,
  type ConversationId,
  type DeviceSn,
  encodeMessageBody,
  isGroupId,
  type MessageBody,
  MetaNamespace,
  Qos,
  type UserId,
} from '@warbler/protocol';
import { type Awaitable, andThen } from '../awaitable.ts';
import type { Commit, Delivery } from './delivery.ts';
import type { MessageLog } from './message-log.ts';
import {
  checkBody,
  checkMentions,
  checkType,
  hasServerFields,
  kindOf,
  type MessageLimits,
  mentionsEveryone,
} from './message-rules.ts';
import { type Appended, keyOf, type NewMeta } from './meta.ts';

/** Who sends: always the authenticated user and device, whatever the frame says. */
export interface Sender {
  readonly appId: AppId;
  readonly user: UserId;
  readonly deviceSn: DeviceSn;
}

/** A message that a client wants to send to a user or a group. */
export interface MessageDraft {
  readonly to: ConversationId;
  readonly clientMid: ClientMessageId;
  readonly body: MessageBody;
  /** The body as it came over the wire; kept as it is unless it claims what only the server may say. */
  readonly payload: Uint8Array;
}

/** What came of storing a message to a group. */
export interface AppendedToGroup extends Appended {
  /** Nobody counts what is said there, so that a message with a priority need not reach everyone. */
  readonly isDroppable?: boolean;
}

/** What sending needs. */
export interface SendingDependencies {
  readonly log: MessageLog;
  readonly delivery: Delivery;
  readonly limits: MessageLimits;
  readonly now: () => number;
  /**
   * Whether the sender may say this to the receiver: a user who does not block them, a group that they may speak in.
   *
   * @throws ImError `userNotFound`, `blockedByPeer`, `notGroupMember`, `groupMemberBanned`, `unauthorized`
   */
  readonly checkMayMessage: (sender: Sender, to: ConversationId, body: MessageBody) => Awaitable<void>;
  /** Whether the sender may recall what others said there: owners and admins of a group. */
  readonly mayModerate: (who: Pick<Sender, 'appId' | 'user'>, conversation: ConversationId) => Promise<boolean>;
  /** Stores a message to a group, if the sender may speak there at that moment. @throws ImError as `checkMayMessage` */
  readonly appendToGroup: (meta: NewMeta) => Promise<AppendedToGroup>;
}

/**
 * Checks a message to a user or a group. Nothing is stored until the result is called, so that the caller can keep its order of
 * commits without waiting for each of them.
 *
 * @throws ImError `textTooLong`, `invalidParameter`, `userNotFound`, `unauthorized`
 */
export function planMessage(dependencies: SendingDependencies, sender: Sender, draft: MessageDraft): Awaitable<Commit> {
  const { limits, checkMayMessage } = dependencies;
  checkBody(draft.body, limits);
  checkType(draft.body);
  checkMentions(draft.body);
  const ready = () => commitOf(dependencies, sender, draft);
  // A group asks in the moment of storing: members are banned and removed while messages are under way.
  if (isGroupId(draft.to) && draft.body.qos !== Qos.AT_MOST_ONCE) return ready();
  return andThen(checkMayMessage(sender, draft.to, draft.body), ready);
}

function commitOf(
  { log, delivery, now, appendToGroup }: SendingDependencies,
  sender: Sender,
  draft: MessageDraft,
): Commit {
  const isGroup = isGroupId(draft.to);
  const meta: NewMeta = {
    pair: keyOf(sender.appId, sender.user, draft.to),
    kind: kindOf(draft.body),
    from: sender.user,
    fromSn: sender.deviceSn,
    to: draft.to as UserId,
    audience: 'everyone',
    clientMid: draft.clientMid,
    namespace: MetaNamespace.MESSAGE,
    payload: hasServerFields(draft.body) ? withoutServerFields(draft.body) : draft.payload,
    ...(isGroup && mentionsEveryone(draft.body) ? { mentionsEveryone: true } : {}),
    nowMs: now(),
  };
  if (draft.body.qos === Qos.AT_MOST_ONCE) {
    return async () => {
      delivery.deliverTransient(meta);
      return { sentAtMs: meta.nowMs };
    };
  }
  const tell = (appended: AppendedToGroup) => {
    const { mid, sentAtMs, afterMid, isNew, isDroppable } = appended;
    // Where messages count as unread each must reach everyone: only chatrooms may leave one out.
    const priority = isDroppable ? { priority: draft.body.priority } : {};
    if (isNew) delivery.deliver({ meta, mid, sentAtMs, afterMid, ...priority });
    return appended;
  };
  return () => (isGroup ? appendToGroup(meta) : log.append(meta)).then(tell);
}

function withoutServerFields({ from: _from, to: _to, ...body }: MessageBody): Uint8Array {
  return encodeMessageBody({ ...body, isSystem: false, status: 0, editTimestamp: 0 });
}
