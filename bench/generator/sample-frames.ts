import { Command, encodeFrameOf, encodeMeta, encodeSyncFrame, encodeSyncUL } from '@warbler/protocol';
import { sampleMessage } from '../codec/sample-message.ts';

/** Makers of the frames that one 1:1 message takes on the wire, with ids as large as real ones. */
export function sampleFrames(textBytes: number) {
  const { meta, push } = sampleMessage('x'.repeat(textBytes));
  const { id: mid, from, to, timestamp, ns, payload } = meta;
  const { status, xid, nextKey, prevMid, isEagerSync } = push;
  const sync = (request: Parameters<typeof encodeSyncUL>[0]) => encodeFrameOf(Command.SYNC, encodeSyncUL(request));
  return {
    /** The message body, as it is stored. */
    payload,
    send: () => sync({ meta: { id: mid, to, ns, payload } }),
    answer: () => encodeSyncFrame({ status, xid, clientMid: mid, serverMid: mid, serverTime: timestamp, metas: [] }),
    meta: (body: Uint8Array) => encodeMeta({ id: mid, from, to, timestamp, ns, payload: body }),
    /** The push of a meta to a receiver. */
    delivery: (meta: Uint8Array) => encodeSyncFrame({ status, xid, metas: [meta], nextKey, prevMid, isEagerSync }),
    /** The receiver's acknowledgement, a pull. */
    acknowledgement: () => sync({ xid, key: mid }),
    /** The empty page that answers it. */
    page: () => encodeSyncFrame({ status, xid, metas: [] }),
  };
}
