import {
  BodyType,
  ContentType,
  type ConversationId,
  decodeMessageBody,
  encodeMessageBody,
  encodeMeta,
  type MessageBody,
  type MessageId,
  MessageStatus,
  type Meta,
  MetaNamespace,
  OperationType,
  type UserId,
} from '@warbler/protocol';

/** A meta of the log, with the device that sent it. */
export interface LoggedMeta {
  readonly mid: MessageId;
  readonly from: UserId;
  readonly fromSn: number;
  readonly clientMid: number;
  readonly payload: Uint8Array;
}

/** One conversation of the user `me` as a server keeps it: the plainest model that is right. */
export class FakeStream {
  readonly id: ConversationId;
  readonly #me: UserId;
  readonly #nextMid: () => MessageId;
  #log: readonly LoggedMeta[] = [];
  readonly #removed = new Set<number>();
  readonly #read = new Set<number>();
  readonly #status = new Map<number, MessageStatus>();

  constructor(id: ConversationId, me: UserId, nextMid: () => MessageId) {
    this.id = id;
    this.#me = me;
    this.#nextMid = nextMid;
  }

  /** Appends what somebody sends, or finds what a retry has stored before. `isNew` is false then. */
  append(from: UserId, fromSn: number, clientMid: number, body: Partial<MessageBody>): LoggedMeta & { isNew: boolean } {
    const payload = encodeMessageBody(body);
    const repeat = this.#log.find(
      (one) => one.fromSn === fromSn && one.from === from && one.clientMid === clientMid && same(one.payload, payload),
    );
    if (repeat) return { ...repeat, isNew: false };
    const meta = { mid: this.#nextMid(), from, fromSn, clientMid, payload };
    this.#log = [...this.#log, meta];
    this.#apply(from, body);
    return { ...meta, isNew: true };
  }

  /** What a device gets after its cursor, oldest first. */
  after(cursor: number, sn: number): readonly LoggedMeta[] {
    return this.#log.filter(({ mid, from, fromSn }) => mid > cursor && !(from === this.#me && fromSn === sn));
  }

  get lastMid(): number {
    return this.#log.at(-1)?.mid ?? 0;
  }

  /** Messages as the conversation stands, newest first. */
  history(before: number): readonly LoggedMeta[] {
    const below = this.#messages.filter(({ mid }) => before === 0 || mid < before);
    return below.toReversed().map((meta) => {
      const status = meta.from === this.#me ? this.#status.get(meta.mid) : this.#read.has(meta.mid) ? 2 : 0;
      const body = { ...decodeMessageBody(meta.payload), status: status ?? MessageStatus.UNREAD };
      return { ...meta, payload: encodeMessageBody(body) };
    });
  }

  get unreadIds(): readonly MessageId[] {
    return this.#messages.filter(({ mid, from }) => from !== this.#me && !this.#read.has(mid)).map(({ mid }) => mid);
  }

  /** Where a new device starts: before the first unread message, 100 back at most. */
  get start(): number {
    const firstUnread = this.unreadIds[0] ?? Number.POSITIVE_INFINITY;
    const read = this.#log.filter(({ mid }) => mid < firstUnread).at(-1)?.mid ?? 0;
    return Math.max(read, this.#log.at(-101)?.mid ?? 0);
  }

  encode({ mid, from, fromSn, payload }: LoggedMeta): Meta {
    const to = from === this.#me ? this.id : this.#me;
    return {
      id: mid,
      from: { uid: from, deviceSN: fromSn },
      to: { uid: to, deviceSN: 0 },
      timestamp: 1_000_000 + mid,
      ns: MetaNamespace.MESSAGE,
      payload,
    };
  }

  get #messages(): readonly LoggedMeta[] {
    return this.#log.filter(({ mid, payload }) => {
      const { type, ctype } = decodeMessageBody(payload);
      return type !== BodyType.OPER && ctype !== ContentType.RTC && !this.#removed.has(mid);
    });
  }

  #apply(from: UserId, { operation }: Partial<MessageBody>): void {
    if (!operation) return;
    const { mid, type } = operation;
    if (type === OperationType.RECALL) this.#removed.add(mid);
    if (type === OperationType.READ_ALL) for (const one of this.#log) if (one.mid <= mid) this.#read.add(one.mid);
    if (type === OperationType.READ_CANCEL) this.#read.delete(mid);
    if (type === OperationType.READ_ACK && from === this.#me) this.#read.add(mid);
    if (type === OperationType.READ_ACK && from !== this.#me) this.#status.set(mid, MessageStatus.READ);
    const isDelivery = type === OperationType.DELIVER_ACK && from !== this.#me;
    if (isDelivery && !this.#status.has(mid)) this.#status.set(mid, MessageStatus.DELIVERED);
  }
}

/** The bytes of a meta, for frames that carry encoded ones. */
export function metaBytes(meta: Meta): Uint8Array {
  return encodeMeta(meta);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
