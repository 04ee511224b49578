import {
  BodyType,
  Command,
  composeMessageId,
  decodeMessageBody,
  decodeSyncUL,
  encodeFrameOf,
  encodeMessageBody,
  encodeMeta,
  encodeSyncFrame,
  encodeSyncUL,
  MetaNamespace,
  readFrame,
  StatusCode,
} from '@warbler/protocol';

const USER = 2 ** 41;

/**
 * Messages a second that the codec alone takes on one core: reading the send and the acknowledgement, making the meta,
 * the push, the answer and the empty page.
 */
export function measureCodec(textBytes: number, measureMs: number): number {
  const nowMs = Date.now();
  const mid = composeMessageId({ timeMs: nowMs, node: 0, sequence: 0 });
  const xid = { uid: USER };
  const status = { code: StatusCode.OK };
  const ns = MetaNamespace.MESSAGE;
  const body = encodeMessageBody({ type: BodyType.CHAT, content: 'x'.repeat(textBytes) });
  const send = encodeFrameOf(Command.SYNC, encodeSyncUL({ meta: { id: mid, to: xid, ns, payload: body } }));
  const acknowledgement = encodeFrameOf(Command.SYNC, encodeSyncUL({ xid, key: mid }));
  let bytes = 0;
  const one = () => {
    const { meta } = decodeSyncUL(readFrame(send).payload);
    const payload = meta?.payload ?? body;
    bytes += decodeMessageBody(payload).content.length;
    const encoded = encodeMeta({ id: mid, from: { uid: USER, deviceSN: 1 }, to: xid, timestamp: nowMs, ns, payload });
    bytes += encodeSyncFrame({ status, xid, metas: [encoded], nextKey: mid, prevMid: mid, isEagerSync: true }).length;
    bytes += encodeSyncFrame({ status, xid, clientMid: mid, serverMid: mid, serverTime: nowMs, metas: [] }).length;
    bytes += decodeSyncUL(readFrame(acknowledgement).payload).key;
    bytes += encodeSyncFrame({ status, xid, metas: [] }).length;
  };
  for (let count = 0; count < 20_000; count += 1) one();
  const startedMs = performance.now();
  let count = 0;
  while (performance.now() - startedMs < measureMs) {
    for (let batch = 0; batch < 500; batch += 1) one();
    count += 500;
  }
  if (bytes === 0) throw new Error('the codec did nothing');
  return (count / (performance.now() - startedMs)) * 1000;
}
