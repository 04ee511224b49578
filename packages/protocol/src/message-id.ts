import type { MessageId } from './ids.ts';
import { ImError } from './im-error.ts';

/** Where the time in a message id starts: 2020-01-01T00:00:00Z, in ms (XSYNC.md, Ids). */
export const MESSAGE_ID_EPOCH_MS = 1_577_836_800_000;

/** Nodes that can give out ids side by side: 5 bits. */
export const MESSAGE_ID_NODE_COUNT = 32;

/** Ids that one node can give out in a millisecond: 7 bits. */
export const MESSAGE_ID_SEQUENCE_COUNT = 128;

const IDS_PER_MS = MESSAGE_ID_NODE_COUNT * MESSAGE_ID_SEQUENCE_COUNT;
const MAX_ELAPSED_MS = 2 ** 41 - 1;

/** The parts of a message id. */
export interface MessageIdParts {
  /** ms since the epoch of Unix, 2020-01-01 to 2089-09-06. */
  readonly timeMs: number;
  /** 0 to 31. */
  readonly node: number;
  /** 0 to 127. */
  readonly sequence: number;
}

/**
 * The id of these parts: 41 bits of ms since 2020, 5 of node, 7 of sequence, together below 2^53 (XSYNC.md, Ids).
 * Ids order by time first. Throws ImError `invalidParameter` for parts out of range.
 */
export function composeMessageId({ timeMs, node, sequence }: MessageIdParts): MessageId {
  const elapsedMs = timeMs - MESSAGE_ID_EPOCH_MS;
  if (
    !isIntegerUpTo(elapsedMs, MAX_ELAPSED_MS) ||
    !isIntegerUpTo(node, MESSAGE_ID_NODE_COUNT - 1) ||
    !isIntegerUpTo(sequence, MESSAGE_ID_SEQUENCE_COUNT - 1)
  ) {
    throw new ImError('invalidParameter', {
      message: 'a part of a message id is out of range',
      details: { timeMs, node, sequence },
    });
  }
  // Products and sums stay below 2^53, so they are exact; bit operators would cut them to 32 bits.
  return (elapsedMs * IDS_PER_MS + node * MESSAGE_ID_SEQUENCE_COUNT + sequence) as MessageId;
}

/** When a message id was made, in ms since the epoch of Unix. With ids borrowed under load, a little ahead. */
export function messageIdTime(id: MessageId): number {
  return Math.floor(id / IDS_PER_MS) + MESSAGE_ID_EPOCH_MS;
}

/** The parts that a message id was made of. */
export function messageIdParts(id: MessageId): MessageIdParts {
  const low = id % IDS_PER_MS;
  return {
    timeMs: messageIdTime(id),
    node: Math.floor(low / MESSAGE_ID_SEQUENCE_COUNT),
    sequence: low % MESSAGE_ID_SEQUENCE_COUNT,
  };
}

function isIntegerUpTo(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
