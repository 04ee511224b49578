import { allocateBytes } from './allocate-bytes.ts';
import type { MessageStatus } from './generated/enums.ts';

const STATUS_TAG = 14 * 8;

/**
 * A copy of an encoded MessageBody with its `status` set, for history: the field is appended, and the last value of a
 * field wins in protobuf. Much cheaper than decoding the stored payload and encoding it again.
 */
export function appendMessageStatus(payload: Uint8Array, status: MessageStatus): Uint8Array {
  const bytes = allocateBytes(payload.length + 2);
  bytes.set(payload);
  bytes[payload.length] = STATUS_TAG;
  bytes[payload.length + 1] = status;
  return bytes;
}
