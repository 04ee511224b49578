import { deflateSync } from 'node:zlib';
import { Command, CompressMethod, decodeFrame, encodeFrame, encodeFrameOf } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { compressFrame, inflatePayload } from './compression.ts';

const PAYLOAD = new Uint8Array(4000).fill(65);

test('a compressed frame comes back as it was', () => {
  const compressed = compressFrame(encodeFrameOf(Command.SYNC, PAYLOAD));
  const frame = decodeFrame(compressed);
  expect(compressed.length).toBeLessThan(200);
  expect(frame.compressMethod).toBe(CompressMethod.ZLIB);
  expect([...inflatePayload(frame, 10_000)]).toEqual([...PAYLOAD]);
});

test('small payloads are left as they are', () => {
  const frame = encodeFrameOf(Command.SYNC, PAYLOAD.subarray(0, 100));
  expect(compressFrame(frame)).toBe(frame);
});

test('a payload that inflates beyond the limit, or not at all, is the parse error', () => {
  const bomb = {
    command: Command.SYNC,
    compressMethod: CompressMethod.ZLIB,
    payload: deflateSync(new Uint8Array(1e6)),
  };
  expect(() => inflatePayload(decodeFrame(encodeFrame(bomb)), 1000)).toThrow(
    expect.objectContaining({ code: 'parseFailed' }),
  );
  const garbage = { ...bomb, payload: new Uint8Array([1, 2, 3]) };
  expect(() => inflatePayload(decodeFrame(encodeFrame(garbage)), 1000)).toThrow(
    expect.objectContaining({ code: 'parseFailed' }),
  );
});
