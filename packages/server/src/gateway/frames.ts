import {
  Command,
  type ConversationId,
  type DeviceSn,
  encodeFrameOf,
  encodeMeta,
  encodeNoticeFrame,
  encodeProvision,
  encodeSyncFrame,
  encodeUnreadDL,
  encodeUserNotice,
  type ImError,
  isGroupId,
  type MessageId,
  MetaNamespace,
  StatusCode,
  type SyncUL,
  statusCodeOf,
  type UserId,
  type UserNoticeType,
} from '@warbler/protocol';
import type { ConversationUnread } from '../conversations/index.ts';
import type { StoredMeta } from '../messages/index.ts';
import type { StreamNews } from './device-streams.ts';

const OK = { code: StatusCode.OK } as const;
const NO_METAS: readonly Uint8Array[] = [];

/** A refusal as it stands on the wire. An internal error keeps its text to itself. */
function statusOf(error: ImError): { code: StatusCode; reason: string } {
  return { code: statusCodeOf(error), reason: error.message };
}

/** The login's answer: the device's serial number. */
export function provisionedFrame(user: UserId, deviceSn: DeviceSn): Uint8Array {
  return encodeFrameOf(Command.PROVISION, encodeProvision({ status: OK, xid: { uid: user, deviceSN: deviceSn } }));
}

/** The login is refused. */
export function provisionRefusedFrame(error: ImError): Uint8Array {
  return encodeFrameOf(Command.PROVISION, encodeProvision({ status: statusOf(error) }));
}

/** A frame was refused as a whole. */
export function refusedFrame(error: ImError): Uint8Array {
  return encodeSyncFrame({ status: statusOf(error), metas: NO_METAS });
}

/** A pull or a page of history was refused; the latter says so, as its answer would. */
export function conversationRefusedFrame(error: ImError, { xid, isFullSync }: SyncUL): Uint8Array {
  return encodeSyncFrame({ status: statusOf(error), xid: { uid: xid?.uid ?? 0 }, metas: NO_METAS, isFullSync });
}

/** A send was refused: no server id. */
export function sendRefusedFrame(error: ImError, to: number, clientMid: number): Uint8Array {
  return encodeSyncFrame({ status: statusOf(error), xid: { uid: to }, clientMid, metas: NO_METAS });
}

/** The answer to a send. */
export function sentFrame(answer: {
  readonly to: number;
  readonly clientMid: number;
  readonly serverMid: number;
  readonly serverTime: number;
  /** Of an edit; 0 otherwise. */
  readonly editTimestamp: number;
}): Uint8Array {
  const { to, ...ids } = answer;
  return encodeSyncFrame({ status: OK, xid: { uid: to }, ...ids, metas: NO_METAS });
}

/** A page of a device's stream; the last page is empty and has no next key. */
export function pageFrame(conversation: ConversationId, metas: readonly StoredMeta[]): Uint8Array {
  return encodeSyncFrame({
    status: OK,
    xid: { uid: conversation },
    metas: metas.map(encodeStored),
    nextKey: metas.at(-1)?.mid ?? 0,
  });
}

/** The same of metas that are encoded already: all that came since the device's last one. */
export function pendingFrame(conversation: ConversationId, pending: readonly StreamNews[]): Uint8Array {
  const last = pending.at(-1);
  const make = () =>
    encodeSyncFrame({
      status: OK,
      xid: { uid: conversation },
      metas: pending.map(({ encoded }) => encoded),
      nextKey: last?.mid ?? 0,
    });
  return last?.memo === undefined ? make() : last.memo.page(pending, make);
}

/** A page of history, newest first. */
export function historyFrame(
  conversation: ConversationId,
  page: { readonly metas: readonly StoredMeta[]; readonly nextMid: MessageId },
): Uint8Array {
  return encodeSyncFrame({
    status: OK,
    xid: { uid: conversation },
    metas: page.metas.map(encodeStored),
    nextKey: page.nextMid,
    isFullSync: true,
  });
}

/** Metas, one at least, pushed unasked to a device that has everything up to `previousMid`. */
export function eagerFrame(
  conversation: ConversationId,
  news: readonly StreamNews[],
  previousMid: MessageId,
): Uint8Array {
  const last = news.at(-1);
  const make = () =>
    encodeSyncFrame({
      status: OK,
      xid: { uid: conversation },
      metas: news.map(({ encoded }) => encoded),
      nextKey: last?.mid ?? 0,
      prevMid: previousMid,
      isEagerSync: true,
    });
  return last?.memo === undefined ? make() : last.memo.eager(previousMid, news, make);
}

/** A meta that is not stored, and so not acknowledged. */
export function transientFrame(conversation: ConversationId, encoded: Uint8Array): Uint8Array {
  return encodeSyncFrame({ status: OK, xid: { uid: conversation }, metas: [encoded] });
}

/** A conversation has news. The id stands alone: JavaScript clients read the payload as a bare XID. */
export function noticeFrame(conversation: ConversationId): Uint8Array {
  return encodeNoticeFrame(conversation);
}

/** The user's conversations; also the answer to a heartbeat. */
export function unreadFrame(conversations: readonly ConversationUnread[]): Uint8Array {
  const unread = conversations.map(({ conversation, unreadCount }) => ({
    xid: { uid: conversation },
    n: unreadCount,
    type: isGroupId(conversation) ? CONVERSATION_GROUP : CONVERSATION_CHAT,
  }));
  return encodeFrameOf(Command.UNREAD, encodeUnreadDL({ status: OK, unread }));
}

/** The list could not be read; the heartbeat is answered all the same. */
export function unreadRefusedFrame(error: ImError): Uint8Array {
  return encodeFrameOf(Command.UNREAD, encodeUnreadDL({ status: statusOf(error) }));
}

const CONVERSATION_CHAT = 1;
const CONVERSATION_GROUP = 2;

/** Something happened to the user's account or devices; pushed to online devices only. */
export function userNoticeFrame(
  user: UserId,
  notice: {
    readonly type: UserNoticeType;
    readonly content: string;
    readonly mid: MessageId;
    readonly nowMs: number;
    /** The device that did it, or that it is about. */
    readonly deviceSn?: DeviceSn | undefined;
  },
): Uint8Array {
  const encoded = encodeMeta({
    id: notice.mid,
    from: notice.deviceSn === undefined ? { uid: user } : { uid: user, deviceSN: notice.deviceSn },
    to: { uid: user },
    timestamp: notice.nowMs,
    ns: MetaNamespace.USER_NOTICE,
    payload: encodeUserNotice({ type: notice.type, content: notice.content }),
  });
  return encodeSyncFrame({ status: OK, xid: { uid: 0 }, metas: [encoded] });
}

/** A stored meta as everyone gets it. */
export function encodeStored(meta: StoredMeta): Uint8Array {
  return encodeMeta({
    id: meta.mid,
    from: { uid: meta.from, deviceSN: meta.fromSn },
    to: { uid: meta.to },
    timestamp: meta.sentAtMs,
    ns: meta.namespace,
    payload: meta.payload,
  });
}
