import { BodyType, composeMessageId, encodeMessageBody, MetaNamespace, StatusCode } from '@warbler/protocol';

/** Ids and times are as large as real ones, so that they take as many bytes. */
const USER = 2 ** 41;
const SENT_AT_MS = 1_784_123_456_789;
const MID = composeMessageId({ timeMs: SENT_AT_MS, node: 0, sequence: 0 });

/** A 1:1 message, as the encoders take it. */
export function sampleMessage(text: string) {
  const body = { type: BodyType.CHAT, content: text };
  const xid = { uid: USER };
  return {
    body,
    meta: {
      id: MID,
      from: { uid: USER, deviceSN: 1 },
      to: xid,
      timestamp: SENT_AT_MS,
      ns: MetaNamespace.MESSAGE,
      /** The body, as it is stored. */
      payload: encodeMessageBody(body),
    },
    /** What its push to a receiver says beside the meta. */
    push: { status: { code: StatusCode.OK }, xid, nextKey: MID, isEagerSync: true, prevMid: MID },
  };
}
