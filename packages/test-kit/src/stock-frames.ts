import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/** The ids that a frame carries. */
export interface StockIdentity {
  readonly userId: number;
  readonly deviceSn: number;
}

const PROTO = new URL('../../../proto/xsync.proto', import.meta.url);

/**
 * Builds frames as deployed JavaScript clients do: with protobufjs' writer, and with the zeros that they write out; reads
 * them with protobufjs and the .proto. The frames equal those of `interop/client-frames.json` byte for byte when given the same values (a test holds it).
 */
export function createStockFrames() {
  const root = protobuf.parse(readFileSync(PROTO, 'utf8'), { keepCase: true }).root;
  const type = (name: string) => root.lookupType(`im.floo.protobuf.${name}`);
  const types = { frame: type('Frame'), provision: type('Provision'), sync: type('SyncDL'), body: type('MessageBody') };
  const xid = (id: number, { userId, deviceSn }: StockIdentity) => bytes(id, write(int(1, userId), int(2, deviceSn)));
  const conversation = (id: number, uid: number) => xid(id, { userId: uid, deviceSn: 0 });
  const frame = (command: number, payload?: Uint8Array) =>
    write(int(1, 0), int(2, 0), int(3, command), ...(payload === undefined ? [] : [bytes(4, payload)]));
  const send = (me: StockIdentity, to: number, clientMid: number, ...rest: readonly Field[]) =>
    frame(1, write(bytes(3, write(int(1, clientMid), xid(2, me), conversation(3, to), ...rest))));

  return {
    provision: (me: StockIdentity, token: string, deviceGuid: string) =>
      frame(3, write(xid(2, me), text(6, token), int(7, 6), text(8, '2.0.0'), text(10, deviceGuid), text(13, 'Web'))),
    unread: () => frame(0),
    pull: (uid: number, key?: number) =>
      frame(1, write(conversation(1, uid), ...(key === undefined ? [] : [int(2, key)]))),
    text: (me: StockIdentity, to: number, clientMid: number, content: string) => {
      const body = write(int(1, 2), text(4, content), int(5, 0), bytes(6, write(int(1, 0), int(2, 0))));
      return send(me, to, clientMid, int(4, clientMid), int(5, 1), bytes(6, body));
    },
    acknowledge: (me: StockIdentity, to: number, clientMid: number, operation: { type: number; mid: number }) => {
      const body = write(
        int(1, 1),
        text(4, ''),
        int(5, 6),
        bytes(6, write(int(1, operation.type), int(2, operation.mid))),
      );
      return send(me, to, clientMid, int(5, 1), bytes(6, body));
    },
    read: (bytes: Uint8Array) => {
      const { command, payload } = plain(types.frame, bytes) as { command: number; payload: Uint8Array };
      return { command, payload };
    },
    readSync: (payload: Uint8Array) => plain(types.sync, payload) as unknown as StockSync,
    readBody: (payload: Uint8Array) => plain(types.body, payload) as unknown as StockBody,
    readProvision: (payload: Uint8Array) => plain(types.provision, payload) as unknown as StockProvision,
  };
}

/** What a stock client reads of a SyncDL. */
export interface StockSync {
  readonly status?: { readonly code: number; readonly reason: string };
  readonly metas: readonly {
    readonly id: number;
    readonly from: { readonly uid: number };
    readonly payload: Uint8Array;
  }[];
  readonly next_key: number;
  readonly xid?: { readonly uid: number };
  readonly client_mid: number;
  readonly server_mid: number;
}

/** What it reads of a message. */
export interface StockBody {
  readonly type: number;
  readonly content: string;
  readonly operation?: { readonly type: number; readonly mid: number };
}

/** What it reads of the answer to its login. */
export interface StockProvision {
  readonly status: { readonly code: number };
  readonly xid: { readonly deviceSN: number };
}

function plain(type: protobuf.Type, bytes: Uint8Array): Record<string, unknown> {
  return type.toObject(type.decode(bytes), { longs: Number, defaults: true });
}

type Field = (writer: protobuf.Writer) => protobuf.Writer;

const int =
  (id: number, value: number): Field =>
  (writer) =>
    writer.uint32(id * 8).uint64(value);

const bytes =
  (id: number, value: Uint8Array): Field =>
  (writer) =>
    writer.uint32(id * 8 + 2).bytes(value);

const text = (id: number, value: string): Field => bytes(id, Buffer.from(value));

function write(...fields: readonly Field[]): Uint8Array {
  return fields.reduce((writer, field) => field(writer), protobuf.Writer.create()).finish();
}
