import {
  composeMessageId,
  MESSAGE_ID_NODE_COUNT,
  MESSAGE_ID_SEQUENCE_COUNT,
  type MessageId,
  messageIdTime,
} from '@warbler/protocol';

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
  /** The sequence numbers of a millisecond that are this source's, where it shares its node number; all otherwise. */
  readonly sequences?: { readonly first: number; readonly count: number };
}

/** The node number of ids that are never stored (typing and the like), so that they can't collide with stored ones. */
export const TRANSIENT_NODE = 31;

/** Makes a source whose ids are all above `last` (XSYNC.md, Ids). */
export function createMessageIdSource({
  node,
  last = 0,
  sequences = { first: 0, count: MESSAGE_ID_SEQUENCE_COUNT },
}: MessageIdSourceOptions): MessageIdSource {
  const { first, count } = sequences;
  let timeMs = last === 0 ? 0 : messageIdTime(last as MessageId) + 1;
  let sequence = first - 1;
  return {
    next(nowMs, above = 0 as MessageId) {
      if (nowMs > timeMs) {
        timeMs = nowMs;
        sequence = first;
      } else if (sequence + 1 < first + count) {
        sequence += 1;
      } else {
        timeMs += 1;
        sequence = first;
      }
      const id = composeMessageId({ timeMs, node, sequence });
      if (id > above) return id;
      timeMs = messageIdTime(above) + 1;
      sequence = first;
      return composeMessageId({ timeMs, node, sequence });
    },
  };
}

/** Of those of a millisecond, what each node may give to what is not stored. */
const TRANSIENT_COUNT = MESSAGE_ID_SEQUENCE_COUNT / MESSAGE_ID_NODE_COUNT;

/**
 * Makes ids for what is not stored. Clients drop an id that they know, so no two nodes may give the same one, and they ask
 * nobody: each has a part of the sequence of {@link TRANSIENT_NODE}. Past 4 a millisecond a node borrows from the next ones.
 *
 * @param node this one's number; undefined for a node that is alone, which has all of the sequence
 */
export function createTransientIdSource(node: number | undefined): MessageIdSource {
  if (node === undefined) return createMessageIdSource({ node: TRANSIENT_NODE });
  return createMessageIdSource({
    node: TRANSIENT_NODE,
    sequences: { first: node * TRANSIENT_COUNT, count: TRANSIENT_COUNT },
  });
}
