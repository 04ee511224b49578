import type { AppId, DeviceSn, GroupId, MessageId, UserId } from '@warbler/protocol';
import type { MetaKind, NewMeta } from '../messages/index.ts';

/** A meta for devices at other nodes: encoded once for all of them. */
export interface NewsPacket {
  readonly kind: 'news';
  /** Where it goes. */
  readonly meta: Pick<NewMeta, 'pair' | 'kind' | 'audience' | 'from' | 'fromSn'> & { readonly about?: MessageId };
  readonly mid: MessageId;
  /** See `Appended`. */
  readonly afterMid?: MessageId | undefined;
  /** See `DeliveredMeta`; 0 for none. */
  readonly priority: number;
  /** It is not stored. */
  readonly isTransient: boolean;
  /** The meta as devices get it. */
  readonly encoded: Uint8Array;
}

/** A frame for the devices of a user that are online, but for the one that it is about. */
export interface TellPacket {
  readonly kind: 'tell';
  readonly user: UserId;
  readonly about: DeviceSn | undefined;
  readonly frame: Uint8Array;
}

/** How a user stands to a group from now on. */
export const MembershipChange = { joined: 1, left: 2, blocked: 3, unblocked: 4 } as const;

/** One of {@link MembershipChange}. */
export type MembershipChange = (typeof MembershipChange)[keyof typeof MembershipChange];

/** A user begins or ends to get the stream of a group. */
export interface MembershipPacket {
  readonly kind: 'membership';
  readonly group: GroupId;
  readonly user: UserId;
  readonly change: MembershipChange;
}

/** News for this subject was lost: whoever is concerned looks into the store. */
export interface StalePacket {
  readonly kind: 'stale';
}

/** What is said on the subjects of users and groups. */
export type Packet = NewsPacket | TellPacket | MembershipPacket | StalePacket;

const TYPE = { news: 1, tell: 2, membership: 3, stale: 4 } as const;

const TRANSIENT = 1;
const FOR_ALL = 2;

/** Type, flags, kind, priority; eight numbers; the length of the app's id. */
const NEWS_HEAD_BYTES = 4 + 8 * 8 + 1;
const TELL_HEAD_BYTES = 1 + 2 * 8;
const MEMBERSHIP_BYTES = 2 + 2 * 8;

/**
 * Packets as bytes: one of the type, then numbers of 8 bytes each, which hold every id. The first byte of a packet that a
 * newer node sends may be unknown: it is passed over.
 */
export function encodePacket(packet: Packet): Uint8Array {
  switch (packet.kind) {
    case 'news':
      return encodeNews(packet);
    case 'tell': {
      const bytes = start(TYPE.tell, TELL_HEAD_BYTES, packet.frame);
      writeNumbers(bytes, 1, [packet.user, packet.about ?? 0]);
      return bytes;
    }
    case 'membership': {
      const bytes = start(TYPE.membership, MEMBERSHIP_BYTES);
      bytes[1] = packet.change;
      writeNumbers(bytes, 2, [packet.group, packet.user]);
      return bytes;
    }
    case 'stale':
      return start(TYPE.stale, 1);
    default:
      return packet satisfies never;
  }
}

/** @returns undefined for a type that this version does not know. @throws RangeError for bytes that end too early */
export function decodePacket(bytes: Uint8Array): Packet | undefined {
  switch (bytes[0]) {
    case TYPE.news:
      return decodeNews(bytes);
    case TYPE.tell: {
      const [user, about] = readNumbers(bytes, 1, 2) as [UserId, DeviceSn];
      return { kind: 'tell', user, about: about === 0 ? undefined : about, frame: bytes.subarray(TELL_HEAD_BYTES) };
    }
    case TYPE.membership: {
      const [group, user] = readNumbers(bytes, 2, 2) as [GroupId, UserId];
      return { kind: 'membership', group, user, change: bytes[1] as MembershipChange };
    }
    case TYPE.stale:
      return { kind: 'stale' };
    default:
      return undefined;
  }
}

function encodeNews({ meta, mid, afterMid = 0 as MessageId, priority, isTransient, encoded }: NewsPacket): Uint8Array {
  const { pair, audience } = meta;
  const appId = Buffer.from(pair.appId, 'latin1');
  const bytes = start(TYPE.news, NEWS_HEAD_BYTES + appId.length, encoded);
  bytes[1] = (isTransient ? TRANSIENT : 0) | (audience === 'everyone' ? FOR_ALL : 0);
  bytes[2] = meta.kind;
  bytes[3] = Math.min(priority, 255);
  const receiver = audience === 'everyone' ? 0 : audience;
  writeNumbers(bytes, 4, [pair.lowId, pair.highId, meta.from, meta.fromSn, receiver, mid, meta.about ?? 0, afterMid]);
  bytes[NEWS_HEAD_BYTES - 1] = appId.length;
  bytes.set(appId, NEWS_HEAD_BYTES);
  return bytes;
}

function decodeNews(bytes: Uint8Array): NewsPacket {
  const [lowId, highId, from, fromSn, receiver, mid, about, afterMid] = readNumbers(bytes, 4, 8) as [
    UserId,
    UserId,
    UserId,
    DeviceSn,
    UserId,
    MessageId,
    MessageId,
    MessageId,
  ];
  const flags = bytes[1] as number;
  const bodyAt = NEWS_HEAD_BYTES + (bytes[NEWS_HEAD_BYTES - 1] as number);
  const appId = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', NEWS_HEAD_BYTES, bodyAt);
  return {
    kind: 'news',
    meta: {
      pair: { appId: appId as AppId, lowId, highId },
      kind: bytes[2] as MetaKind,
      audience: (flags & FOR_ALL) !== 0 ? 'everyone' : receiver,
      from,
      fromSn,
      ...(about === 0 ? {} : { about }),
    },
    mid,
    ...(afterMid === 0 ? {} : { afterMid }),
    priority: bytes[3] as number,
    isTransient: (flags & TRANSIENT) !== 0,
    encoded: bytes.subarray(bodyAt),
  };
}

function start(type: number, headBytes: number, body?: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headBytes + (body?.length ?? 0));
  bytes[0] = type;
  if (body !== undefined) bytes.set(body, headBytes);
  return bytes;
}

function writeNumbers(bytes: Uint8Array, at: number, numbers: readonly number[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  numbers.forEach((number, index) => {
    view.setFloat64(at + index * 8, number);
  });
}

function readNumbers(bytes: Uint8Array, at: number, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: count }, (_, index) => view.getFloat64(at + index * 8));
}
