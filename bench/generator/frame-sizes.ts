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

/** Bytes of the frames that one message takes on the wire, with ids as large as real ones. */
export interface FrameSizes {
  readonly send: number;
  readonly answer: number;
  /** The push to a receiver. */
  readonly delivery: number;
  /** The receiver's acknowledgement, a pull. */
  readonly acknowledgement: number;
  /** The empty page that answers it. */
  readonly page: number;
  /** The message body, as it is stored. */
  readonly payload: number;
}

const USER = 2 ** 41;

/** The sizes for a text of so many bytes. */
export function frameSizes(textBytes: number): FrameSizes {
  const nowMs = Date.now();
  const mid = composeMessageId({ timeMs: nowMs, node: 0, sequence: 0 });
  const status = { code: StatusCode.OK };
  const xid = { uid: USER };
  const payload = encodeMessageBody({ type: BodyType.CHAT, content: 'x'.repeat(textBytes) });
  const ns = MetaNamespace.MESSAGE;
  const meta = encodeMeta({ id: mid, from: { uid: USER, deviceSN: 1 }, to: xid, timestamp: nowMs, ns, payload });
  const sync = (request: Parameters<typeof encodeSyncUL>[0]) => encodeFrameOf(Command.SYNC, encodeSyncUL(request));
  return {
    send: sync({ meta: { id: mid, to: xid, ns, payload } }).length,
    answer: encodeSyncFrame({ status, xid, clientMid: mid, serverMid: mid, serverTime: nowMs, metas: [] }).length,
    delivery: encodeSyncFrame({ status, xid, metas: [meta], nextKey: mid, prevMid: mid, isEagerSync: true }).length,
    acknowledgement: sync({ xid, key: mid }).length,
    page: encodeSyncFrame({ status, xid, metas: [] }).length,
    payload: payload.length,
  };
}
