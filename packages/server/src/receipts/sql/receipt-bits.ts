import type { MessageId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';

/** What is remembered of a message for each member by one bit. The numbers are stored. */
export const ReceiptBit = { read: 1, played: 2 } as const;

/** One of {@link ReceiptBit}. */
export type ReceiptBit = (typeof ReceiptBit)[keyof typeof ReceiptBit];

/** Which message, and what of it. */
interface BitsKey {
  readonly conversation: number;
  readonly mid: MessageId;
  readonly bit: ReceiptBit;
}

/** Members whose bits share a row: ten thousand members cost three rows a message, at most 512 bytes each. */
const CHUNK_MEMBERS = 4096;
const BITS_PER_BYTE = 8;

/** Notes it for one member, by the member's number in the conversation. @returns whether that is news */
export function setReceiptBit(store: StoreContext, key: BitsKey, memberNumber: number): boolean {
  const { chunk, byte, mask } = placeOf(memberNumber);
  const known = store.statements.prepare(CHUNK).get(key.conversation, key.mid, key.bit, chunk)?.bits;
  const before = known instanceof Uint8Array ? known : new Uint8Array();
  if (((before[byte] ?? 0) & mask) !== 0) return false;
  const after = new Uint8Array(Math.max(before.length, byte + 1));
  after.set(before);
  after[byte] = (before[byte] ?? 0) | mask;
  store.statements.prepare(KEEP_CHUNK).run(key.conversation, key.mid, key.bit, chunk, after);
  return true;
}

const CHUNK = 'select bits from receipt_bits where conversation_id = ? and mid = ? and bit = ? and chunk = ?';
const KEEP_CHUNK = `insert into receipt_bits (conversation_id, mid, bit, chunk, bits) values (?, ?, ?, ?, ?)
  on conflict (conversation_id, mid, bit, chunk) do update set bits = excluded.bits`;

/** Reads all of them for a message: tells by number whether it is noted for a member. */
export function readReceiptBits({ statements }: StoreContext, key: BitsKey): (memberNumber: number) => boolean {
  const rows = statements.prepare(CHUNKS).all(key.conversation, key.mid, key.bit);
  const chunks = new Map(rows.map((row) => [row.chunk as number, row.bits as Uint8Array]));
  return (memberNumber) => {
    const { chunk, byte, mask } = placeOf(memberNumber);
    return ((chunks.get(chunk)?.[byte] ?? 0) & mask) !== 0;
  };
}

const CHUNKS = 'select chunk, bits from receipt_bits where conversation_id = ? and mid = ? and bit = ?';

function placeOf(memberNumber: number): { readonly chunk: number; readonly byte: number; readonly mask: number } {
  const within = memberNumber % CHUNK_MEMBERS;
  return {
    chunk: Math.floor(memberNumber / CHUNK_MEMBERS),
    byte: Math.floor(within / BITS_PER_BYTE),
    mask: 1 << (within % BITS_PER_BYTE),
  };
}

/** The number of a member in a conversation; undefined for somebody who is not in it. */
export function memberNumberOf({ statements }: StoreContext, conversation: number, user: UserId): number | undefined {
  const row = statements.prepare(NUMBER).get(user, conversation);
  return row?.member_no as number | undefined;
}

const NUMBER = 'select member_no from conversation_members where user_id = ? and conversation_id = ?';
