import {
  type AppId,
  type ClientMessageId,
  type ConversationId,
  type DeviceSn,
  type GroupId,
  isGroupId,
  type MessageId,
  type MetaNamespace,
  type UserId,
} from '@warbler/protocol';

/** What a stored meta is to unread counts and history. The numbers are stored. */
export const MetaKind = {
  /** A message that others have to read. */
  counted: 1,
  /** A message that does not count: call control. */
  uncounted: 2,
  /** An operation on another message (a receipt, an edit), or a notice. */
  operation: 3,
  /** A message that was counted and is recalled: it keeps its place, and nothing else. */
  recalled: 4,
  /** The same of one that was not counted. */
  recalledUncounted: 5,
  /** An edit that a later one took the place of: kept a while, so that its repeat is known. */
  superseded: 6,
} as const;

/** One of {@link MetaKind}. */
export type MetaKind = (typeof MetaKind)[keyof typeof MetaKind];

/** Client id of metas that the server writes by itself: they are never repeats of each other. */
export const SERVER_CLIENT_MID = 0 as ClientMessageId;

/** The log of one conversation inside the server: the two users, ordered, 0 being the system; or twice the group. */
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

/** The log that the members of a group share. */
export function groupKeyOf(appId: AppId, group: GroupId): PairKey {
  const id = group as ConversationId as UserId;
  return { appId, lowId: id, highId: id };
}

/** The log behind a conversation as one user addresses it. */
export function keyOf(appId: AppId, user: UserId, conversation: ConversationId): PairKey {
  return isGroupId(conversation) ? groupKeyOf(appId, conversation) : pairOf(appId, user, conversation);
}

/** Whose log it is, when it is a group's. */
export function groupOf({ highId }: PairKey): GroupId | undefined {
  const id: ConversationId = highId;
  return isGroupId(id) ? id : undefined;
}

/** Things that one user needs to hear the latest of only. The numbers are stored. */
export const PersonalSlot = { readAll: 1 } as const;

/** One of {@link PersonalSlot}. */
export type PersonalSlot = (typeof PersonalSlot)[keyof typeof PersonalSlot];

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
  /** What a repeat is known by, when it is not the payload: an edit is stored otherwise than it was sent. */
  readonly sentPayload?: Uint8Array;
  /** The message that an edit is about; only edits have one. */
  readonly about?: MessageId;
  /** A meta for one user that takes the place of the one that this user had there before. */
  readonly slot?: PersonalSlot;
  /** A message that is meant to alert everyone in its group. */
  readonly mentionsEveryone?: boolean;
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
  /**
   * The highest id in the conversation before this one, whoever it was for: a device that has everything up to there
   * misses nothing. Only of news for everyone.
   */
  readonly afterMid?: MessageId;
}
