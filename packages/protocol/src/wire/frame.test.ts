import { describe, expect, it } from 'vitest';
import { encodeFrameOf, encodeSyncFrame, FRAME_MAX_BYTES, readFrame } from './frame.ts';
import { decodeMessageBody, decodeSyncDL } from './generated/decoders.ts';
import { encodeFrame, encodeMessageBody, encodeMeta, encodeSyncDL } from './generated/encoders.ts';
import { BodyType, Command, CompressMethod, MessageStatus, StatusCode } from './generated/enums.ts';
import { appendMessageStatus } from './message-status.ts';

const first = { id: 1, from: { uid: 2 }, timestamp: 3, payload: Uint8Array.of(1, 2, 3) };
const second = { id: 2, payload: new Uint8Array(300) };

describe('readFrame', () => {
  it('refuses a frame that is too large before it reads it', () => {
    const garbage = new Uint8Array(FRAME_MAX_BYTES + 1).fill(0xff);
    expect(() => readFrame(garbage)).toThrow(
      expect.objectContaining({
        code: 'frameTooLarge',
        details: { sizeBytes: FRAME_MAX_BYTES + 1, maxBytes: FRAME_MAX_BYTES },
      }),
    );
    expect(() => readFrame(new Uint8Array(11), { maxBytes: 10 })).toThrow(
      expect.objectContaining({ code: 'frameTooLarge' }),
    );
  });

  it('takes one of exactly the largest size', () => {
    const payload = new Uint8Array(FRAME_MAX_BYTES - 4);
    const frame = encodeFrameOf(Command.UNREAD, payload);
    expect(frame.length).toBe(FRAME_MAX_BYTES);
    expect(readFrame(frame).payload.length).toBe(payload.length);
  });

  it('leaves a compressed payload as it came', () => {
    const bytes = encodeFrame({ compressMethod: CompressMethod.ZLIB, payload: Uint8Array.of(9) });
    const frame = readFrame(bytes);
    expect(frame.compressMethod).toBe(CompressMethod.ZLIB);
    expect([...frame.payload]).toEqual([9]);
  });

  it('gives a view: no copy of the payload', () => {
    const bytes = Uint8Array.from(encodeFrameOf(Command.SYNC, Uint8Array.of(1, 2)));
    expect(readFrame(bytes).payload.buffer).toBe(bytes.buffer);
  });
});

describe('encodeFrameOf', () => {
  it('is two bytes for a command without a payload and nothing for the heartbeat', () => {
    expect([...encodeFrameOf(Command.NOTICE)]).toEqual([0x18, 0x02]);
    expect([...encodeFrameOf(Command.UNREAD)]).toEqual([]);
  });
});

describe('encodeSyncFrame', () => {
  const sync = { status: { code: StatusCode.OK }, xid: { uid: 2 ** 41 }, nextKey: 2, isEagerSync: true, prevMid: 1 };

  it('is the frame around encodeSyncDL, byte for byte, with metas encoded before or now', () => {
    const expected = encodeFrameOf(Command.SYNC, encodeSyncDL({ ...sync, metas: [first, second] }));
    for (const metas of [
      [first, second],
      [encodeMeta(first), encodeMeta(second)],
      [encodeMeta(first), second],
    ]) {
      expect(Buffer.from(encodeSyncFrame({ ...sync, metas }))).toEqual(Buffer.from(expected));
    }
  });

  it('reads back', () => {
    const frame = readFrame(encodeSyncFrame({ ...sync, metas: [encodeMeta(first)] }));
    expect(frame.command).toBe(Command.SYNC);
    expect(decodeSyncDL(frame.payload)).toMatchObject({ ...sync, metas: [{ id: 1, from: { uid: 2 } }] });
    expect(readFrame(encodeSyncFrame({})).payload.length).toBe(0);
  });

  it('does not depend on what the bytes held before', () => {
    const before = Buffer.from(encodeSyncFrame({ ...sync, metas: [second] })).toString('hex');
    for (let round = 0; round < 100; round += 1) {
      Buffer.allocUnsafe(400).fill(round);
      expect(Buffer.from(encodeSyncFrame({ ...sync, metas: [second] })).toString('hex')).toBe(before);
    }
  });
});

describe('encoding refuses what a field cannot hold', () => {
  it.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('%d as an id', (nextKey) => {
    expect(() => encodeSyncFrame({ nextKey })).toThrow(
      expect.objectContaining({
        code: 'invalidParameter',
        details: { field: 'SyncDL.nextKey', value: String(nextKey) },
      }),
    );
    expect(() => encodeMeta({ from: { uid: nextKey } })).toThrow('Xid.uid must be an integer from 0 to 2^53 - 1');
  });

  it.each([-1, 0.5, 2 ** 32])('%d as a device serial number', (deviceSN) => {
    expect(() => encodeMeta({ from: { deviceSN } })).toThrow(expect.objectContaining({ code: 'invalidParameter' }));
  });

  it.each([0.5, 2 ** 31, Number.NaN])('%d as an enum', (ns) => {
    expect(() => encodeMeta({ ns })).toThrow(expect.objectContaining({ code: 'invalidParameter' }));
  });
});

describe('appendMessageStatus', () => {
  const payload = encodeMessageBody({ type: BodyType.CHAT, content: 'hi', status: MessageStatus.DELIVERED });

  it.each(Object.values(MessageStatus))('sets %d and leaves the rest and the original alone', (status) => {
    const before = decodeMessageBody(payload);
    expect(decodeMessageBody(appendMessageStatus(payload, status))).toEqual({ ...before, status });
    expect(decodeMessageBody(payload)).toEqual(before);
  });
});
