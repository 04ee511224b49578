import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { GENERATED_FOLDER, generateCodec, PROTO_FILE } from '../scripts/generate-codec.ts';
import { SERVER_FRAMES_FILE, serverFrames, serverFramesText } from '../scripts/generate-server-frames.ts';
import {
  BodyType,
  Command,
  decodeMessageBody,
  decodeProvision,
  decodeSyncDL,
  decodeUnreadDL,
  decodeUserNotice,
  encodeNoticeFrame,
  MessageStatus,
  OperationType,
  readFrame,
  StatusCode,
  UserNoticeType,
} from '../src/index.ts';

const frames = new Map(serverFrames().map(({ name, hex }) => [name, readFrame(Buffer.from(hex, 'hex'))]));
const payloadOf = (name: string): Uint8Array => frames.get(name)!.payload;

describe('checked-in files', () => {
  it('the generated codec is what the generator makes of proto/xsync.proto', () => {
    for (const [name, text] of generateCodec(readFileSync(PROTO_FILE, 'utf8'))) {
      expect(readFileSync(new URL(name, GENERATED_FOLDER), 'utf8'), name).toBe(text);
    }
  });

  it('interop/server-frames.json is what its generator makes', () => {
    expect(readFileSync(SERVER_FRAMES_FILE, 'utf8')).toBe(serverFramesText());
  });

  it('the generator refuses a .proto that it cannot express', () => {
    const proto = (body: string): string => `syntax = "proto3"; package p; message Info { ${body} }`;
    expect(() => generateCodec(proto('repeated uint32 numbers = 1;'))).toThrow('only messages may be repeated');
    expect(() => generateCodec(proto('double ratio = 1;'))).toThrow('type double is not supported');
    expect(() => generateCodec(proto('map<string, string> labels = 1;'))).toThrow('not supported');
    expect(() => generateCodec(proto('oneof which { bool a = 1; bool b = 2; }'))).toThrow('oneof');
    expect(() => generateCodec(proto('optional bool maybe = 1;'))).toThrow('not supported');
    expect(() => generateCodec(proto('Info again = 1;'))).toThrow('contains itself');
    expect(() => generateCodec('syntax = "proto3"; package p; message Stranger {}')).toThrow('codec-names.ts');
  });
});

describe('server frames', () => {
  it('provision-ok carries the device serial number', () => {
    expect(frames.get('provision-ok')?.command).toBe(Command.PROVISION);
    expect(decodeProvision(payloadOf('provision-ok'))).toMatchObject({
      status: { code: StatusCode.OK },
      xid: { uid: 2_199_023_255_554, deviceSN: 3 },
    });
  });

  it('refusals carry their status', () => {
    expect(decodeProvision(payloadOf('provision-invalid-token')).status?.code).toBe(StatusCode.INVALID_TOKEN);
    expect(decodeSyncDL(payloadOf('unauthorized')).status).toEqual({
      code: StatusCode.UNAUTHORIZED,
      reason: 'you must login first',
    });
    expect(decodeSyncDL(payloadOf('parse-error')).status?.code).toBe(StatusCode.PB_PARSER_ERROR);
    expect(decodeSyncDL(payloadOf('send-refused'))).toMatchObject({ clientMid: 1_784_123_456_700, serverMid: 0 });
  });

  it('unread-list lists conversations, the one without unread messages too', () => {
    expect(decodeUnreadDL(payloadOf('unread-list')).unread.map(({ n, xid }) => [xid?.uid, n])).toEqual([
      [0, 0],
      [2_199_023_255_555, 0],
      [2_199_023_255_552, 2],
    ]);
  });

  it('metas are in eager, pull and history answers, and next_key is the last mid or 0', () => {
    const eager = decodeSyncDL(payloadOf('eager-sync'));
    expect(eager).toMatchObject({ isEagerSync: true, nextKey: eager.metas[0]!.id, prevMid: 844_869_113_393_152 });
    expect(decodeMessageBody(eager.metas[0]!.payload).content).toBe('hello, 世界 👋');
    const pull = decodeSyncDL(payloadOf('pull-page'));
    expect(pull.nextKey).toBe(pull.metas[1]!.id);
    expect(decodeMessageBody(pull.metas[1]!.payload)).toMatchObject({
      type: BodyType.OPER,
      operation: { type: OperationType.READ_ACK, mid: pull.metas[0]!.id },
    });
    expect(decodeSyncDL(payloadOf('pull-empty'))).toMatchObject({ metas: [], nextKey: 0 });
    const history = decodeSyncDL(payloadOf('history-page'));
    expect(history).toMatchObject({ isFullSync: true, nextKey: 0 });
    expect(history.metas.map((meta) => decodeMessageBody(meta.payload).status)).toEqual([
      MessageStatus.UNREAD,
      MessageStatus.READ,
    ]);
  });

  it('send-answer names both ids', () => {
    expect(decodeSyncDL(payloadOf('send-answer'))).toMatchObject({
      clientMid: 1_784_123_456_700,
      serverMid: 844_869_113_397_377,
      serverTime: 1_784_123_456_789,
    });
  });

  it('kick-same-device is a notice in the system conversation', () => {
    const kick = decodeSyncDL(payloadOf('kick-same-device'));
    expect(kick.xid?.uid).toBe(0);
    expect(decodeUserNotice(kick.metas[0]!.payload).type).toBe(UserNoticeType.KICK_BY_SAME_DEVICE);
  });
});

describe('a Notice read by deployed JavaScript clients as a bare XID (XSYNC.md, Notice)', () => {
  it.each([0, 1, 2, 8, 10, 300, 2 ** 41 + 1, 2 ** 53 - 1])('gives uid %d', (uid) => {
    expect(readBareXid(readFrame(encodeNoticeFrame(uid)).payload)).toEqual({ uid, deviceSN: 0 });
  });

  it('would give a wrong uid for the system if deviceSN were there', () => {
    expect(readBareXid(Uint8Array.of(0x0a, 0x02, 0x10, 0x03)).uid).not.toBe(0);
  });
});

/** As the code that protobufjs 6 generated reads an XID: by field number, without a look at the wire type. */
function readBareXid(payload: Uint8Array): { uid: number; deviceSN: number } {
  const reader = protobuf.Reader.create(payload);
  const xid = { uid: 0, deviceSN: 0 };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) xid.uid = Number(reader.uint64());
    else if (tag >>> 3 === 2) xid.deviceSN = reader.uint32();
    else reader.skipType(tag & 7);
  }
  return xid;
}
