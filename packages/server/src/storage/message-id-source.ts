import { composeMessageId, MESSAGE_ID_SEQUENCE_COUNT, type MessageId, messageIdTime } from '@warbler/protocol';

/** Gives message ids that only ever grow, whatever the clock does. */
export interface MessageIdSource {
  /**
   * The next id, of this millisecond or, when those ran out or the clock went back, borrowed from the next one.
   *
   * @param above an id that it must be greater than: another node's clock may be ahead
   */
  next(nowMs: number, above?: MessageId): MessageId;
}

/** Which of the 32 node numbers an id carries, and the last id given before this start. */
export interface MessageIdSourceOptions {
  /** 0 to 31; ids of different nodes never collide. */
  readonly node: number;
  /** The highest id known to be in use, 0 for none. */
  readonly last?: number;
}

/** The node number of ids that are never stored (typing and the like), so that they can't collide with stored ones. */
export const TRANSIENT_NODE = 31;

/** Makes a source whose ids are all above `last` (XSYNC.md, Ids). */
export function createMessageIdSource({ node, last = 0 }: MessageIdSourceOptions): MessageIdSource {
  let timeMs = last === 0 ? 0 : messageIdTime(last as MessageId) + 1;
  let sequence = -1;
  return {
    next(nowMs, above = 0 as MessageId) {
      if (nowMs > timeMs) {
        timeMs = nowMs;
        sequence = 0;
      } else if (sequence + 1 < MESSAGE_ID_SEQUENCE_COUNT) {
        sequence += 1;
      } else {
        timeMs += 1;
        sequence = 0;
      }
      const id = composeMessageId({ timeMs, node, sequence });
      if (id > above) return id;
      timeMs = messageIdTime(above) + 1;
      sequence = 0;
      return composeMessageId({ timeMs, node, sequence });
    },
  };
}
