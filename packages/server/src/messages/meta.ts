import type {
  AppId,
  ClientMessageId,
  ConversationId,
  DeviceSn,
  MessageId,
  MetaNamespace,
  UserId,
} from '@warbler/protocol';

/** What a stored meta is to unread counts and history. The numbers are stored. */
export const MetaKind = {
  /** A message that others have to read. */
  counted: 1,
  /** A message that does not count: call control. */
  uncounted: 2,
  /** An operation on another message: a receipt. */
  operation: 3,
} as const;

/** One of {@link MetaKind}. */
export type MetaKind = (typeof MetaKind)[keyof typeof MetaKind];

/** The log of one conversation inside the server: the two users, ordered; 0 is the system. */
export interface PairKey {
  readonly appId: AppId;
  readonly lowId: UserId;
  readonly highId: UserId;
}

/** The log that two users share; the same whoever asks. A user's messages to oneself have a pair of twice the same. */
export function pairOf(appId: AppId, one: UserId, peer: ConversationId): PairKey {
  const other = peer as UserId;
  return one <= other ? { appId, lowId: one, highId: other } : { appId, lowId: other, highId: one };
}

/** A meta on its way into the log. */
export interface NewMeta {
  readonly pair: PairKey;
  readonly kind: MetaKind;
  readonly from: UserId;
  readonly fromSn: DeviceSn;
  readonly to: UserId;
  /** Who may see it: everyone of the conversation, or this user's devices only. */
  readonly audience: UserId | 'everyone';
  readonly clientMid: ClientMessageId;
  readonly namespace: MetaNamespace;
  readonly payload: Uint8Array;
  /** The server's time. */
  readonly nowMs: number;
}

/** A meta as the log holds it. */
export interface StoredMeta {
  readonly mid: MessageId;
  readonly from: UserId;
  readonly fromSn: DeviceSn;
  readonly to: UserId;
  readonly sentAtMs: number;
  readonly namespace: MetaNamespace;
  readonly payload: Uint8Array;
}

/** What came of storing a meta. */
export interface Appended {
  readonly mid: MessageId;
  readonly sentAtMs: number;
  /** False for a retry, which was answered before, and for an operation that changed nothing: there is no news then. */
  readonly isNew: boolean;
}
