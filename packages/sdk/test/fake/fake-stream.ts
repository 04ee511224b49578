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
  readonly ns: MetaNamespace;
  readonly payload: Uint8Array;
  /** The message that an edit is about. */
  readonly about?: MessageId;
}

/** What came of a send. */
export interface Appended {
  readonly mid: MessageId;
  /** False for what a retry has stored before, and for what changed nothing. */
  readonly isNew: boolean;
  readonly editedMs: number;
  /** What devices that have everything before are told of an edit, in place of what is stored. */
  readonly delta?: Uint8Array;
}

const receiptTypes: ReadonlySet<number> = new Set([OperationType.READ_ACK, OperationType.READ_ALL]);

/** Why an operation is refused. */
export class Refused extends Error {}

interface Sent {
  readonly from: UserId;
  readonly fromSn: number;
  readonly clientMid: number;
  readonly payload: Uint8Array;
  readonly appended: Appended;
}

/** One conversation of the user `me` as a server keeps it: the plainest model that is right. */
export class FakeStream {
  readonly id: ConversationId;
  readonly #me: UserId;
  readonly #nextMid: () => MessageId;
  #log: readonly LoggedMeta[] = [];
  readonly #sent: Sent[] = [];
  readonly #removed = new Set<number>();
  readonly #read = new Set<number>();
  readonly #status = new Map<number, MessageStatus>();
  #clearedUpTo = 0;
  /** Refuses operations, but for what was done before and is repeated. */
  isRefusing = false;

  constructor(id: ConversationId, me: UserId, nextMid: () => MessageId) {
    this.id = id;
    this.#me = me;
    this.#nextMid = nextMid;
  }

  /** Appends what somebody sends, or finds what a retry has stored before. @throws Refused as a server would. */
  append(from: UserId, fromSn: number, clientMid: number, body: Partial<MessageBody>): Appended {
    const payload = encodeMessageBody(body);
    return this.#once({ from, fromSn, clientMid, payload }, () => this.#store(from, fromSn, body, payload));
  }

  /** The user deletes the conversation: what was said so far is gone for him. */
  clear(fromSn: number, clientMid: number, payload: Uint8Array): Appended {
    return this.#once({ from: this.#me, fromSn, clientMid, payload }, () => {
      if (this.isRefusing) throw new Refused('not now');
      this.#clearedUpTo = this.lastMid;
      for (const { mid } of this.#log) this.#read.add(mid);
      const mid = this.#nextMid();
      this.#push({ mid, from: this.#me, fromSn, ns: MetaNamespace.CONVERSATION, payload });
      return { mid, isNew: true, editedMs: 0 };
    });
  }

  /** Something happened that is no message. */
  note(ns: MetaNamespace, payload: Uint8Array): Appended {
    const mid = this.#nextMid();
    this.#push({ mid, from: 0 as UserId, fromSn: 0, ns, payload });
    return { mid, isNew: true, editedMs: 0 };
  }

  /** How many messages one device of the user has stored. */
  sentBy(fromSn: number): number {
    return this.#sent.filter((one) => one.from === this.#me && one.fromSn === fromSn && isMessage(one.payload)).length;
  }

  /** What was ever sent, as text. */
  everySent(): readonly string[] {
    return this.#sent.map(({ payload }) => decodeMessageBody(payload).content);
  }

  /** What a device gets after its cursor, oldest first. */
  after(cursor: number, sn: number): readonly LoggedMeta[] {
    const from = Math.max(cursor, this.#clearedUpTo);
    return this.#log.filter(({ mid, from: who, fromSn }) => mid > from && !(who === this.#me && fromSn === sn));
  }

  get lastMid(): number {
    return this.#log.at(-1)?.mid ?? 0;
  }

  /** The newest message, recalled or not; 0 when there is none that the user could see. */
  get lastMessageMid(): number {
    const last = this.#log.findLast(({ ns, payload }) => ns === MetaNamespace.MESSAGE && isMessage(payload))?.mid ?? 0;
    return last > this.#clearedUpTo ? last : 0;
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

  encode({ mid, from, fromSn, ns, payload }: LoggedMeta): Meta {
    const to = from === this.#me ? this.id : this.#me;
    return {
      id: mid,
      from: { uid: from, deviceSN: fromSn },
      to: { uid: to, deviceSN: 0 },
      timestamp: 1_000_000 + mid,
      ns,
      payload,
    };
  }

  get #messages(): readonly LoggedMeta[] {
    return this.#log.filter(
      ({ mid, ns, payload }) =>
        ns === MetaNamespace.MESSAGE && mid > this.#clearedUpTo && isMessage(payload) && !this.#removed.has(mid),
    );
  }

  #once(sent: Omit<Sent, 'appended'>, store: () => Appended): Appended {
    const { from, fromSn, clientMid, payload } = sent;
    const repeat = this.#sent.find(
      (one) => one.fromSn === fromSn && one.from === from && one.clientMid === clientMid && same(one.payload, payload),
    );
    if (repeat) return { ...repeat.appended, isNew: false };
    const appended = store();
    this.#sent.push({ ...sent, appended });
    return appended;
  }

  #store(from: UserId, fromSn: number, body: Partial<MessageBody>, payload: Uint8Array): Appended {
    const { operation } = body;
    if (this.isRefusing && operation && !receiptTypes.has(operation.type)) throw new Refused('not now');
    const target = operation && this.#messages.find(({ mid }) => mid === operation.mid);
    switch (operation?.type) {
      case OperationType.APPEND:
      case OperationType.REPLACE:
        return this.#edit(from, fromSn, body, target);
      case OperationType.RECALL:
        if (target && target.from !== from) throw new Refused('noPermission');
        if (!target) return { mid: operation.mid as MessageId, isNew: false, editedMs: 0 };
        this.#removed.add(target.mid);
        this.#log = this.#log.filter(({ about }) => about !== target.mid);
        break;
      case OperationType.DELETE:
        if (!target) throw new Refused('messageNotFound');
        this.#removed.add(target.mid);
        break;
      case OperationType.READ_CANCEL:
        if (!target || target.from === this.#me) throw new Refused('messageNotFound');
        if (!this.#read.delete(target.mid)) return { mid: target.mid, isNew: false, editedMs: 0 };
        break;
      default:
        if (operation) this.#receive(from, operation);
    }
    const mid = this.#nextMid();
    this.#push({ mid, from, fromSn, ns: MetaNamespace.MESSAGE, payload });
    return { mid, isNew: true, editedMs: 0 };
  }

  /** The message carries its present state; of its edits the log keeps one, with the whole state. */
  #edit(from: UserId, fromSn: number, body: Partial<MessageBody>, target: LoggedMeta | undefined): Appended {
    if (!target) throw new Refused('messageNotFound');
    if (target.from !== from) throw new Refused('noPermission');
    const { content: change = '', operation } = body;
    const before = decodeMessageBody(target.payload);
    const mid = this.#nextMid();
    const isAppended = operation?.type === OperationType.APPEND;
    const content = isAppended ? before.content + change : change === '' ? before.content : change;
    const after = { ...before, content, editTimestamp: mid };
    this.#log = this.#log
      .filter(({ about }) => about !== target.mid)
      .map((meta) => (meta.mid === target.mid ? { ...meta, payload: encodeMessageBody(after) } : meta));
    const whole = { type: OperationType.REPLACE, mid: target.mid };
    const stored = { type: BodyType.OPER, operation: whole, content, editTimestamp: mid };
    const payload = encodeMessageBody(stored);
    this.#push({ mid, from, fromSn, ns: MetaNamespace.MESSAGE, payload, about: target.mid });
    return { mid, isNew: true, editedMs: mid, delta: encodeMessageBody({ ...body, editTimestamp: mid }) };
  }

  #push(meta: LoggedMeta): void {
    this.#log = [...this.#log, meta];
  }

  #receive(from: UserId, { mid, type }: { readonly mid: number; readonly type: number }): void {
    if (type === OperationType.READ_ALL) for (const one of this.#log) if (one.mid <= mid) this.#read.add(one.mid);
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

function isMessage(payload: Uint8Array): boolean {
  const { type, ctype } = decodeMessageBody(payload);
  return type !== BodyType.OPER && ctype !== ContentType.RTC;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
