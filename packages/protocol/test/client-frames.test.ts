import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BodyType,
  Command,
  ContentType,
  ConversationBodyType,
  ConversationOperationType,
  decodeConversation,
  decodeFrame,
  decodeMessageBody,
  decodeMeta,
  decodeProvision,
  decodeRtcSignal,
  decodeSyncUL,
  decodeUnreadUL,
  encodeConversation,
  encodeFrame,
  encodeMessageBody,
  encodeMeta,
  encodeProvision,
  encodeRtcSignal,
  encodeSyncUL,
  type Meta,
  MetaNamespace,
  OperationType,
  OsType,
  Qos,
  RtcSignalType,
  readFrame,
} from '../src/index.ts';
import { comparable } from './oracle.ts';

interface ClientFrame {
  readonly name: string;
  readonly about: string;
  readonly hex: string;
}

const vectors: readonly ClientFrame[] = JSON.parse(
  readFileSync(new URL('../../../interop/client-frames.json', import.meta.url), 'utf8'),
);

const ALICE = 6_597_331_920_896;
const BOB = 6_597_331_920_897;
const GROUP = 6_597_331_930_001;
const MID = 459_126_284_599_297;
const SENT_AT_MS = 1_700_000_000_000;
const OPERATION_ID = 1_700_000_000_000_128;
const alice = { uid: ALICE, deviceSN: 3 };
const bob = { uid: BOB, deviceSN: 0 };
const group = { uid: GROUP, deviceSN: 0 };
const system = { uid: 0, deviceSN: 0 };
const noOperation = { type: OperationType.UNKNOWN, mid: 0, xid: undefined };

const emptyBody = {
  type: BodyType.CHAT,
  from: undefined,
  to: undefined,
  content: '',
  ctype: ContentType.TEXT,
  operation: noOperation,
  config: '',
  attachment: '',
  ext: '',
  qos: Qos.AT_LEAST_ONCE,
  senderName: '',
  isSystem: false,
  priority: 0,
  status: 0,
  editTimestamp: 0,
};
const pull = { key: 0, meta: undefined, isFullSync: false, fullSyncNum: 0 };

/** What each frame says, down to the last field. */
const EXPECTED: Readonly<Record<string, object>> = {
  provision: {
    provision: {
      status: undefined,
      xid: alice,
      password: '',
      token: 'YWMt-token-sample',
      osType: OsType.WEB,
      sdkVsn: '2.0.0',
      isManualLogin: false,
      deviceGuid: '6597331920896_123456789',
      deviceNotifier: '',
      deviceToken: '',
      deviceInfo: 'Web',
      lastLoginTime: 0,
    },
  },
  unread: { unread: {} },
  'sync-conversation': { sync: { ...pull, xid: bob } },
  'sync-system': { sync: { ...pull, xid: system } },
  'sync-key': { sync: { ...pull, xid: bob, key: MID } },
  'chat-text': chat({ content: 'hello, 世界 👋' }),
  'chat-text-ext-config': chat({
    content: 'hi',
    config: '{"pushMessage":"p","senderNickname":"n"}',
    ext: '{"a":1}',
  }),
  'chat-image': chat({
    ctype: ContentType.IMAGE,
    attachment:
      '{"dName":"a.png","fLen":1234,"height":480,"width":640,"url":"http://127.0.0.1:8080/file/download/chat?file_sign=x"}',
  }),
  'chat-location': chat({
    ctype: ContentType.LOCATION,
    attachment: '{"lat":31.2304,"lon":121.4737,"addr":"Shanghai"}',
  }),
  'chat-typing': chat({ ext: '{"input_status":"typing"}', qos: Qos.AT_MOST_ONCE }, { timestamp: 0 }),
  'group-text': chat({ type: BodyType.GROUPCHAT, content: 'hi all' }, { to: group }),
  'group-priority': chat({ type: BodyType.GROUPCHAT, content: 'danmaku', priority: 3 }, { to: group }),
  'group-mention': chat(
    {
      type: BodyType.GROUPCHAT,
      content: '@bob look',
      config:
        '{"mentionAll":false,"mentionList":[6597331920897],"mentionedMessage":"you were mentioned","pushMessage":"alice mentioned you","senderNickname":"alice"}',
    },
    { to: group, timestamp: 0 },
  ),
  'deliver-ack': operation({ type: OperationType.DELIVER_ACK, mid: MID, xid: undefined }, { id: SENT_AT_MS }),
  'read-ack': operation({ type: OperationType.READ_ACK, mid: MID, xid: undefined }, { id: SENT_AT_MS + 128 }),
  'play-ack': operation({ type: OperationType.PLAY_ACK, mid: MID, xid: undefined }, { id: SENT_AT_MS + 128 }),
  'read-all': operation({ type: OperationType.READ_ALL, mid: MID, xid: bob }, { to: alice }),
  'read-cancel': operation({ type: OperationType.READ_CANCEL, mid: MID, xid: bob }, { to: alice }),
  recall: operation({ type: OperationType.RECALL, mid: MID, xid: bob }, {}),
  delete: operation({ type: OperationType.DELETE, mid: MID, xid: bob }, { to: alice }),
  append: operation(
    { type: OperationType.APPEND, mid: MID, xid: undefined },
    {},
    { ctype: ContentType.TEXT, content: ' more' },
  ),
  replace: operation(
    { type: OperationType.REPLACE, mid: MID, xid: undefined },
    {},
    { ctype: ContentType.TEXT, content: 'new text', config: '{"a":1}', ext: '{"b":2}' },
  ),
  'history-latest': { sync: { ...pull, xid: bob, isFullSync: true, fullSyncNum: 20 } },
  'history-before': { sync: { ...pull, xid: group, key: MID, isFullSync: true, fullSyncNum: 20 } },
  'conversation-delete-local': conversation(ConversationOperationType.DELETE),
  'conversation-delete-everywhere': conversation(ConversationOperationType.DELETE_EVERYWHERE),
  'rtc-call': chat({
    ctype: ContentType.RTC,
    config: '{"action":"call","callId":"c1","roomId":1234,"pin":"p","initiator":6597331920896,"roomType":0,"type":1}',
  }),
  'rtc-signal': send(
    { id: 17_000_000_000_001, to: system, timestamp: 0, ns: MetaNamespace.RTC_SIGNAL },
    { type: RtcSignalType.VIDEO_ROOM, content: '{"janus":"create","transaction":"t1"}', mediaServer: 'ms1' },
  ),
};

describe('frames of a deployed client (interop/client-frames.json)', () => {
  it('are all expected here', () => {
    expect(vectors.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(vectors)('$name: $about', ({ name, hex }) => {
    expect(meaningOf(Buffer.from(hex, 'hex'))).toEqual(EXPECTED[name]);
  });

  it.each(vectors)('$name survives encoding and decoding at every level', ({ hex }) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(meaningOf(encodedAgain(bytes))).toEqual(meaningOf(bytes));
    expect(encodedAgain(bytes).length).toBeLessThanOrEqual(bytes.length);
  });
});

function chat(body: object, meta: object = {}): object {
  return send({ id: SENT_AT_MS, ...meta }, { ...emptyBody, ...body });
}

function operation(what: object, meta: object, body: object = {}): object {
  return send(
    { id: OPERATION_ID, timestamp: 0, ...meta },
    { ...emptyBody, type: BodyType.OPER, ctype: ContentType.COMMAND, operation: what, ...body },
  );
}

function conversation(type: ConversationOperationType): object {
  return send(
    { id: SENT_AT_MS, to: undefined, timestamp: 0, ns: MetaNamespace.CONVERSATION },
    { type: ConversationBodyType.OPER, operation: { type, xid: { uid: BOB, deviceSN: 3 } } },
  );
}

function send(meta: object, body: object): object {
  return {
    sync: { ...pull, xid: undefined, meta: true },
    meta: { from: alice, to: bob, timestamp: SENT_AT_MS, ns: MetaNamespace.MESSAGE, ...meta },
    body,
  };
}

/** A frame decoded to its innermost message. */
function meaningOf(bytes: Uint8Array): object {
  const frame = readFrame(bytes);
  switch (frame.command) {
    case Command.PROVISION:
      return { provision: decodeProvision(frame.payload) };
    case Command.UNREAD:
      return { unread: decodeUnreadUL(frame.payload) };
    default: {
      const sync = decodeSyncUL(frame.payload);
      if (sync.meta === undefined) return { sync };
      const { payload, ...meta } = sync.meta;
      return { sync: { ...sync, meta: true }, meta, body: bodyOf(meta.ns, payload) };
    }
  }
}

function bodyOf(ns: Meta['ns'], payload: Uint8Array): object {
  if (ns === MetaNamespace.CONVERSATION) return decodeConversation(payload);
  return ns === MetaNamespace.RTC_SIGNAL ? decodeRtcSignal(payload) : decodeMessageBody(payload);
}

function encodedAgain(bytes: Uint8Array): Uint8Array {
  const frame = decodeFrame(bytes);
  if (frame.command === Command.PROVISION) {
    return encodeFrame({ ...frame, payload: encodeProvision(decodeProvision(frame.payload)) });
  }
  if (frame.command === Command.UNREAD) return encodeFrame(frame);
  const sync = decodeSyncUL(frame.payload);
  if (sync.meta === undefined) return encodeFrame({ ...frame, payload: encodeSyncUL(sync) });
  const meta = { ...sync.meta, payload: bodyEncodedAgain(sync.meta) };
  expect(comparable(decodeMeta(encodeMeta(meta)))).toEqual(comparable(meta));
  return encodeFrame({ ...frame, payload: encodeSyncUL({ ...sync, meta }) });
}

function bodyEncodedAgain({ ns, payload }: Meta): Uint8Array {
  if (ns === MetaNamespace.CONVERSATION) return encodeConversation(decodeConversation(payload));
  if (ns === MetaNamespace.RTC_SIGNAL) return encodeRtcSignal(decodeRtcSignal(payload));
  return encodeMessageBody(decodeMessageBody(payload));
}
