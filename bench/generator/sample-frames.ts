import {
  BodyType,
  Command,
  composeMessageId,
  encodeFrameOf,
  encodeMessageBody,
  encodeMeta,
  encodeSyncFrame,
  encodeSyncUL,
  MetaNamespace,
  StatusCode,
} from '@warbler/protocol';

const USER = 2 ** 41;

/** Makers of the frames that one 1:1 message takes on the wire, with ids as large as real ones. */
export function sampleFrames(textBytes: number) {
  const nowMs = Date.now();
  const mid = composeMessageId({ timeMs: nowMs, node: 0, sequence: 0 });
  const status = { code: StatusCode.OK };
  const xid = { uid: USER };
  const ns = MetaNamespace.MESSAGE;
  /** The message body, as it is stored. */
  const payload = encodeMessageBody({ type: BodyType.CHAT, content: 'x'.repeat(textBytes) });
  const sync = (request: Parameters<typeof encodeSyncUL>[0]) => encodeFrameOf(Command.SYNC, encodeSyncUL(request));
  return {
    payload,
    send: () => sync({ meta: { id: mid, to: xid, ns, payload } }),
    answer: () => encodeSyncFrame({ status, xid, clientMid: mid, serverMid: mid, serverTime: nowMs, metas: [] }),
    meta: (body: Uint8Array) =>
      encodeMeta({ id: mid, from: { uid: USER, deviceSN: 1 }, to: xid, timestamp: nowMs, ns, payload: body }),
    /** The push of a meta to a receiver. */
    delivery: (meta: Uint8Array) =>
      encodeSyncFrame({ status, xid, metas: [meta], nextKey: mid, prevMid: mid, isEagerSync: true }),
    /** The receiver's acknowledgement, a pull. */
    acknowledgement: () => sync({ xid, key: mid }),
    /** The empty page that answers it. */
    page: () => encodeSyncFrame({ status, xid, metas: [] }),
  };
}
