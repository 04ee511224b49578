import {
  decodeGroupNotice,
  decodeRosterNotice,
  decodeUserNotice,
  type Meta,
  MetaNamespace,
  type Xid,
} from '@warbler/protocol';

const halfRange = 2 ** 32;

/** A number of 64 bits as floo hands it out: in halves, with the methods of a `Long` that apps call. */
export class LongNumber {
  readonly low: number;
  readonly high: number;
  readonly unsigned = true;

  constructor(value: number) {
    this.low = value | 0;
    this.high = Math.floor(value / halfRange);
  }

  /** Exact up to 2^53. */
  toNumber(): number {
    return this.high * halfRange + (this.low >>> 0);
  }

  /** For arithmetic and comparisons. */
  valueOf(): number {
    return this.toNumber();
  }

  /** In decimal digits. */
  toString(): string {
    return String(this.toNumber());
  }
}

/** Whom a notice names. */
export interface FlooXid {
  readonly uid: LongNumber;
  readonly deviceSN: number;
}

/** A notice as apps written for floo see it: the decoded meta (sdk-web.md §10.1). */
export interface FlooNotice {
  readonly id: LongNumber;
  readonly from: FlooXid;
  readonly to: FlooXid;
  readonly timestamp: LongNumber;
  readonly ns: number;
  readonly payload: {
    readonly type: number;
    readonly gid?: FlooXid;
    readonly from?: FlooXid;
    readonly to?: readonly FlooXid[];
    readonly content: string;
  };
}

/** The notice that a meta carries; undefined for other metas. */
export function flooNotice(meta: Meta): FlooNotice | undefined {
  const payload = payloadOf(meta);
  if (!payload) return undefined;
  return {
    id: new LongNumber(meta.id),
    from: xid(meta.from),
    to: xid(meta.to),
    timestamp: new LongNumber(meta.timestamp),
    ns: meta.ns,
    payload,
  };
}

function payloadOf({ ns, payload, from: sender }: Meta): FlooNotice['payload'] | undefined {
  if (ns === MetaNamespace.USER_NOTICE) return decodeUserNotice(payload);
  if (ns === MetaNamespace.ROSTER_NOTICE) {
    const { type, from, to, content } = decodeRosterNotice(payload);
    return { type, from: xid(from ?? sender), to: to.map(xid), content };
  }
  if (ns !== MetaNamespace.GROUP_NOTICE) return undefined;
  const { type, gid, from, to, content } = decodeGroupNotice(payload);
  return { type, gid: xid(gid), from: xid(from ?? sender), to: to.map(xid), content };
}

function xid(from: Xid | undefined): FlooXid {
  return { uid: new LongNumber(from?.uid ?? 0), deviceSN: from?.deviceSN ?? 0 };
}
