import { readFileSync } from 'node:fs';
import {
  Command,
  decodeMessageBody,
  decodeSyncDL,
  decodeSyncUL,
  encodeFrameOf,
  encodeMessageBody,
  encodeMeta,
  encodeSyncFrame,
  encodeSyncUL,
  readFrame,
} from '@warbler/protocol';
import protobuf from 'protobufjs';
import { sampleMessage } from './sample-message.ts';

const OURS = 'ours';
const ORACLE = 'protobufjs';

const { root } = protobuf.parse(readFileSync(new URL('../../proto/xsync.proto', import.meta.url), 'utf8'));
const type = (name: string): protobuf.Type => root.lookupType(`im.floo.protobuf.${name}`);
const Frame = type('Frame');
const SyncDL = type('SyncDL');
const SyncUL = type('SyncUL');
const MessageBody = type('MessageBody');

/** Named pairs of operations that do the same work with our codec and with protobufjs. */
export function codecSubjects(text: string): ReadonlyMap<string, ReadonlyMap<string, () => unknown>> {
  const { body, meta, push: sync } = sampleMessage(text);
  const metaBytes = encodeMeta(meta);
  const downlink = encodeSyncFrame({ ...sync, metas: [metaBytes] });
  const send = { meta: { ...meta, id: meta.timestamp } };
  const uplink = encodeFrameOf(Command.SYNC, encodeSyncUL(send));
  return new Map([
    [
      'encode eager SyncDL, a receiver more',
      new Map<string, () => unknown>([
        [OURS, () => encodeSyncFrame({ ...sync, metas: [metaBytes] })],
        [
          ORACLE,
          () => {
            const payload = SyncDL.encode({ ...sync, metas: [meta] }).finish();
            return Frame.encode({ command: 1, payload }).finish();
          },
        ],
      ]),
    ],
    [
      'encode eager SyncDL, from the text',
      new Map<string, () => unknown>([
        [OURS, () => encodeSyncFrame({ ...sync, metas: [{ ...meta, payload: encodeMessageBody(body) }] })],
        [
          ORACLE,
          () => {
            const payload = SyncDL.encode({
              ...sync,
              metas: [{ ...meta, payload: MessageBody.encode(body).finish() }],
            }).finish();
            return Frame.encode({ command: 1, payload }).finish();
          },
        ],
      ]),
    ],
    [
      'decode eager SyncDL, to the text',
      new Map<string, () => unknown>([
        [
          OURS,
          () => {
            const frame = decodeSyncDL(readFrame(downlink).payload);
            const first = frame.metas[0]!;
            return [frame.nextKey, first.id, first.from?.uid, decodeMessageBody(first.payload).content];
          },
        ],
        [
          ORACLE,
          () => {
            const frame = plain(SyncDL.decode(plain(Frame.decode(downlink)).payload));
            const first = frame.metas[0];
            return [+frame.nextKey, +first.id, +first.from.uid, plain(MessageBody.decode(first.payload)).content];
          },
        ],
      ]),
    ],
    [
      'encode SyncUL send, from the text',
      new Map<string, () => unknown>([
        [
          OURS,
          () => {
            const payload = encodeSyncUL({ meta: { ...send.meta, payload: encodeMessageBody(body) } });
            return encodeFrameOf(Command.SYNC, payload);
          },
        ],
        [
          ORACLE,
          () => {
            const payload = SyncUL.encode({
              meta: { ...send.meta, payload: MessageBody.encode(body).finish() },
            }).finish();
            return Frame.encode({ command: 1, payload }).finish();
          },
        ],
      ]),
    ],
    [
      'decode SyncUL send, to the text',
      new Map<string, () => unknown>([
        [
          OURS,
          () => {
            const { meta } = decodeSyncUL(readFrame(uplink).payload);
            return [meta!.id, meta!.to?.uid, meta!.timestamp, decodeMessageBody(meta!.payload).content];
          },
        ],
        [
          ORACLE,
          () => {
            const { meta } = plain(SyncUL.decode(plain(Frame.decode(uplink)).payload));
            return [+meta.id, +meta.to.uid, +meta.timestamp, plain(MessageBody.decode(meta.payload)).content];
          },
        ],
      ]),
    ],
  ]);
}

/** protobufjs decodes to untyped objects, with 64-bit numbers as Long. */
// biome-ignore lint/suspicious/noExplicitAny: the library under comparison has no types for a parsed .proto
function plain(message: protobuf.Message): any {
  return message;
}
