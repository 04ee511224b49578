import { writeFileSync } from 'node:fs';
import {
  BodyType,
  Command,
  ContentType,
  ConversationType,
  encodeFrameOf,
  encodeMessageBody,
  encodeMeta,
  encodeNoticeFrame,
  encodeProvision,
  encodeSyncFrame,
  encodeUnreadDL,
  encodeUserNotice,
  MessageStatus,
  MetaNamespace,
  OperationType,
  Qos,
  StatusCode,
  UserNoticeType,
} from '../src/index.ts';

/** One frame of an interop file: what people who write a client in another language test theirs with. */
export interface InteropFrame {
  readonly name: string;
  readonly about: string;
  readonly hex: string;
}

/** Where the frames are checked in. */
export const SERVER_FRAMES_FILE = new URL('../../../interop/server-frames.json', import.meta.url);

const alice = 2_199_023_255_552;
const bob = 2_199_023_255_554;
const system = 0;
const sentAtMs = 1_784_123_456_789;
const clientMid = 1_784_123_456_700;
const firstMid = 844_869_113_393_152;
const secondMid = 844_869_113_397_377;
const ok = { code: StatusCode.OK };

/** Frames of every kind that a server sends, made from fixed values: the same on every run. */
export function serverFrames(): readonly InteropFrame[] {
  const text = metaOf(secondMid, { type: BodyType.CHAT, content: 'hello, 世界 👋' });
  return [
    frame(
      'provision-ok',
      `login accepted: Provision, status OK, xid {uid ${bob}, deviceSN 3}`,
      encodeFrameOf(Command.PROVISION, encodeProvision({ status: ok, xid: { uid: bob, deviceSN: 3 } })),
    ),
    frame(
      'provision-invalid-token',
      'login refused: Provision, status INVALID_TOKEN with a reason, no xid',
      encodeFrameOf(
        Command.PROVISION,
        encodeProvision({
          status: { code: StatusCode.INVALID_TOKEN, reason: 'the token is invalid or has expired' },
        }),
      ),
    ),
    frame(
      'unauthorized',
      'any frame before the login: SyncDL, status UNAUTHORIZED and this exact reason',
      encodeSyncFrame({ status: { code: StatusCode.UNAUTHORIZED, reason: 'you must login first' } }),
    ),
    frame(
      'unread-list',
      `answer to UNREAD: UnreadDL of the system (0), group ${bob + 1} (0) and user ${alice} (2), least recent first`,
      encodeFrameOf(
        Command.UNREAD,
        encodeUnreadDL({
          status: ok,
          unread: [
            { xid: { uid: system }, type: ConversationType.CHAT },
            { xid: { uid: bob + 1 }, type: ConversationType.GROUPCHAT },
            { xid: { uid: alice }, n: 2, type: ConversationType.CHAT },
          ],
        }),
      ),
    ),
    frame(
      'notice',
      `user ${alice} has news: Notice, no deviceSN; read as a bare XID without a look at wire types it gives the same uid`,
      encodeNoticeFrame(alice),
    ),
    frame(
      'notice-system',
      'the system conversation has news: Notice with an empty xid (uid 0)',
      encodeNoticeFrame(system),
    ),
    frame(
      'eager-sync',
      `a text pushed unasked: SyncDL, one meta, next_key = its mid ${secondMid}, prev_mid ${firstMid}; acknowledge by a pull`,
      encodeSyncFrame({
        status: ok,
        xid: { uid: alice },
        metas: [text],
        nextKey: secondMid,
        prevMid: firstMid,
        isEagerSync: true,
      }),
    ),
    frame(
      'typing',
      'AT_MOST_ONCE pushed unasked: SyncDL, one meta, no next_key: nothing to acknowledge',
      encodeSyncFrame({
        status: ok,
        xid: { uid: alice },
        metas: [metaOf(secondMid, { type: BodyType.CHAT, ext: '{"input_status":"typing"}', qos: Qos.AT_MOST_ONCE })],
      }),
    ),
    frame(
      'pull-page',
      `answer to a pull: SyncDL, a text and a READ_ACK of ${firstMid}, oldest first, next_key = the last mid`,
      encodeSyncFrame({
        status: ok,
        xid: { uid: alice },
        metas: [
          metaOf(firstMid, { type: BodyType.CHAT, content: 'hi' }),
          metaOf(secondMid, {
            type: BodyType.OPER,
            ctype: ContentType.COMMAND,
            operation: { type: OperationType.READ_ACK, mid: firstMid },
          }),
        ],
        nextKey: secondMid,
      }),
    ),
    frame(
      'pull-empty',
      'answer to the last pull: SyncDL, no metas, next_key 0',
      encodeSyncFrame({ status: ok, xid: { uid: alice } }),
    ),
    frame(
      'history-page',
      'answer to a request for history: SyncDL, is_full_sync, newest first, a message that was read, next_key 0: no older',
      encodeSyncFrame({
        status: ok,
        xid: { uid: alice },
        metas: [text, metaOf(firstMid, { type: BodyType.CHAT, content: 'hi', status: MessageStatus.READ })],
        isFullSync: true,
      }),
    ),
    frame(
      'send-answer',
      `a send is durable: SyncDL, client_mid ${clientMid}, server_mid ${secondMid}, server_time in ms`,
      encodeSyncFrame({
        status: ok,
        xid: { uid: alice },
        clientMid,
        serverMid: secondMid,
        serverTime: sentAtMs,
      }),
    ),
    frame(
      'send-refused',
      'a send is refused: SyncDL, status USER_BANNED, client_mid and no server_mid',
      encodeSyncFrame({
        status: { code: StatusCode.USER_BANNED, reason: 'the user may not send' },
        xid: { uid: alice },
        clientMid,
      }),
    ),
    frame(
      'parse-error',
      'answer to bytes that are no frame: SyncDL, status PB_PARSER_ERROR',
      encodeSyncFrame({ status: { code: StatusCode.PB_PARSER_ERROR, reason: 'the bytes cannot be parsed' } }),
    ),
    frame(
      'kick-same-device',
      'this device logged in again: SyncDL of the system conversation, one meta UserNotice KICK_BY_SAME_DEVICE; then the socket closes',
      encodeSyncFrame({
        status: ok,
        xid: { uid: system },
        metas: [
          encodeMeta({
            id: secondMid,
            from: { uid: system },
            to: { uid: bob, deviceSN: 3 },
            timestamp: sentAtMs,
            ns: MetaNamespace.USER_NOTICE,
            payload: encodeUserNotice({ type: UserNoticeType.KICK_BY_SAME_DEVICE }),
          }),
        ],
      }),
    ),
  ];
}

/** The text of the checked-in file. */
export function serverFramesText(): string {
  return `${JSON.stringify(serverFrames(), null, 1)}\n`;
}

function metaOf(mid: number, body: Parameters<typeof encodeMessageBody>[0]): Uint8Array {
  return encodeMeta({
    id: mid,
    from: { uid: alice, deviceSN: 1 },
    to: { uid: bob },
    timestamp: sentAtMs,
    ns: MetaNamespace.MESSAGE,
    payload: encodeMessageBody(body),
  });
}

function frame(name: string, about: string, bytes: Uint8Array): InteropFrame {
  return { name, about, hex: Buffer.from(bytes).toString('hex') };
}

if (import.meta.main) writeFileSync(SERVER_FRAMES_FILE, serverFramesText());
