import { ImError } from '../im-error.ts';
import { decodeFrame } from './generated/decoders.ts';
import { encodeFrame, encodeNotice, type SyncDLInput, sizeOfSyncDL, writeSyncDLFields } from './generated/encoders.ts';
import { Command } from './generated/enums.ts';
import type { Frame } from './generated/message-types.ts';
import { withLength } from './size.ts';
import { Writer } from './writer.ts';

/** The largest frame, in bytes, either way (ARCHITECTURE.md, Bounds). */
export const FRAME_MAX_BYTES = 1_048_576;

const FRAME_COMMAND_TAG = 24;
const FRAME_PAYLOAD_TAG = 34;

/**
 * The frame in one binary message. Its size is checked before anything is read. The payload is a view into `bytes`,
 * as it came: look at `compressMethod` and `encryptMethod` before decoding it.
 *
 * @param options.maxBytes the largest size to accept; default {@link FRAME_MAX_BYTES}.
 * @throws ImError `frameTooLarge`, or `parseFailed` when the bytes are no frame.
 */
export function readFrame(bytes: Uint8Array, options: { readonly maxBytes?: number } = {}): Frame {
  const maxBytes = options.maxBytes ?? FRAME_MAX_BYTES;
  if (bytes.length > maxBytes) {
    throw new ImError('frameTooLarge', { details: { sizeBytes: bytes.length, maxBytes } });
  }
  return decodeFrame(bytes);
}

/** A whole frame (XSYNC_V1, neither compressed nor encrypted) around an encoded payload; none for the heartbeat. */
export function encodeFrameOf(command: Command, payload?: Uint8Array): Uint8Array {
  return encodeFrame({ command, payload });
}

/**
 * A whole SYNC frame in one pass and one allocation: the hot path of the server. `metas` may be bytes of
 * `encodeMeta`, so that a message is encoded once and not per receiver.
 *
 * @throws ImError `invalidParameter` for a number that its field cannot hold.
 */
export function encodeSyncFrame(sync: SyncDLInput): Uint8Array {
  const payloadSize = sizeOfSyncDL(sync);
  const writer = new Writer(3 + withLength(payloadSize));
  writeSyncDLFields(writer, sync);
  writer.close(FRAME_PAYLOAD_TAG, writer.bytes.length);
  writer.uint32(FRAME_COMMAND_TAG, Command.SYNC);
  return writer.bytes;
}

/**
 * A whole NOTICE frame: the conversation has news. The uid goes alone: deployed JavaScript clients read the payload
 * as a bare XID and would take the length of a longer one for the uid where that is 0 (XSYNC.md, Notice).
 */
export function encodeNoticeFrame(conversationId: number): Uint8Array {
  return encodeFrameOf(Command.NOTICE, encodeNotice({ xid: { uid: conversationId } }));
}
