import { deflateSync, inflateSync } from 'node:zlib';
import { CompressMethod, encodeFrame, type Frame, ImError, readFrame } from '@warbler/protocol';

/** Smaller payloads don't shrink enough to be worth the work. */
const COMPRESS_FROM_BYTES = 512;

/**
 * The payload as it was before a client compressed it.
 *
 * @throws ImError `parseFailed` when it is no zlib stream or inflates beyond `maxBytes`
 */
export function inflatePayload({ compressMethod, payload }: Frame, maxBytes: number): Uint8Array {
  if (compressMethod !== CompressMethod.ZLIB || payload.length === 0) return payload;
  try {
    return inflateSync(payload, { maxOutputLength: maxBytes });
  } catch (cause) {
    throw new ImError('parseFailed', { message: `the payload does not inflate to at most ${maxBytes} bytes`, cause });
  }
}

/** The same frame with its payload compressed, for a client that compresses too. */
export function compressFrame(bytes: Uint8Array): Uint8Array {
  const frame = readFrame(bytes, { maxBytes: Number.MAX_SAFE_INTEGER });
  if (frame.payload.length < COMPRESS_FROM_BYTES) return bytes;
  return encodeFrame({ ...frame, compressMethod: CompressMethod.ZLIB, payload: deflateSync(frame.payload) });
}
