import { type AppId, type ConversationId, ImError, isGroupId, type MessageId, type UserId } from '@warbler/protocol';
import {
  findLog,
  findMessage,
  hasReadReceipts,
  keyOf,
  type LoggedMessage,
  MetaKind,
  membersNumbered,
} from '../../messages/sql.ts';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { ReceiptBit, readReceiptBits } from './receipt-bits.ts';

/** What may be asked about a message: who did it, and with `un` in front of it who did not. */
export const RECEIPT_LISTS = ['read', 'unread', 'delivered', 'undelivered', 'played', 'unplayed'] as const;

/** One of {@link RECEIPT_LISTS}. */
export type ReceiptList = (typeof RECEIPT_LISTS)[number];

/** Who did what with a message. */
export interface ListReceiptsInput {
  readonly appId: AppId;
  /** Who asks, and sees the conversation. */
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly target: MessageId;
  /** Others' messages too: an owner or admin of the group, or the server API. */
  readonly mayAskAny: boolean;
  readonly which: ReceiptList;
  /** Only users with a higher id. */
  readonly after: UserId;
  readonly limit: number;
  /** Members up to which everyone is counted. */
  readonly countedMembersMax: number;
}

/** How many receivers did what. */
export type ReceiptCounts = Readonly<Record<ReceiptList, number>>;

/** A part of the list, by id, and the counts. */
export interface ReceiptPage {
  readonly users: readonly UserId[];
  readonly hasMore: boolean;
  /** With the first page, unless the conversation has too many members to look at all of them. */
  readonly counts?: ReceiptCounts;
}

/**
 * Who has and who has not read, got or played a message, exact at this moment: from the members' read positions with their
 * sparse exceptions, from the acknowledged cursors of their devices, and from one bit a member.
 *
 * Receivers are those who were in the conversation when it was said and still are.
 *
 * @throws ImError `messageNotFound`, `noPermission` for somebody else's message and in a group without read receipts
 */
export function listReceipts(store: StoreContext, input: ListReceiptsInput): ReceiptPage {
  const { appId, user, conversation, target, after, limit, which } = input;
  const log = findLog(store, keyOf(appId, user, conversation));
  const message = log && findMessage(store, log.id, target);
  if (message?.kind !== MetaKind.counted) throw new ImError('messageNotFound');
  if (message.from !== user && !input.mayAskAny) {
    throw new ImError('noPermission', { message: 'only its author may ask who has read a message' });
  }
  if (isGroupId(conversation) && !hasReadReceipts(store, message.conversation)) {
    throw new ImError('noPermission', { message: 'the read receipts of the group are off' });
  }
  const users: UserId[] = [];
  const doesCount = after === 0 && membersNumbered(store, message.conversation) <= input.countedMembersMax;
  const counts = Object.fromEntries(RECEIPT_LISTS.map((list) => [list, 0])) as Record<ReceiptList, number>;
  for (const { userId, lists } of receiversOf(store, message, after)) {
    for (const list of lists) counts[list] += 1;
    if (lists.includes(which)) users.push(userId);
    if (users.length > limit && !doesCount) break;
  }
  return { users: users.slice(0, limit), hasMore: users.length > limit, ...(doesCount ? { counts } : {}) };
}

interface Receiver {
  readonly userId: UserId;
  readonly lists: readonly ReceiptList[];
}

function* receiversOf(store: StoreContext, message: LoggedMessage, after: UserId): Iterable<Receiver> {
  const { conversation, mid, seq, from } = message;
  const hasRead = readReceiptBits(store, { conversation, mid, bit: ReceiptBit.read });
  const hasPlayed = readReceiptBits(store, { conversation, mid, bit: ReceiptBit.played });
  const rows = store.statements.prepare(RECEIVERS).all(seq, seq, seq, mid, conversation, after, from, seq);
  for (const row of rows) {
    const number = row.member_no as number;
    const isPlayed = hasPlayed(number);
    const isRead = row.is_read === 1 || isPlayed || hasRead(number);
    yield {
      userId: row.user_id as UserId,
      lists: listsOf({ isRead, isPlayed, isDelivered: isDelivered(row, isRead) }),
    };
  }
}

function isDelivered(row: SqlRow, isRead: boolean): boolean {
  return isRead || row.is_delivered === 1;
}

function listsOf(state: {
  readonly isRead: boolean;
  readonly isDelivered: boolean;
  readonly isPlayed: boolean;
}): readonly ReceiptList[] {
  return [
    state.isRead ? 'read' : 'unread',
    state.isDelivered ? 'delivered' : 'undelivered',
    state.isPlayed ? 'played' : 'unplayed',
  ];
}

const RECEIVERS = `select m.user_id, m.member_no,
    (m.read_seq >= ? or exists (select 1 from read_marks k
      where k.conversation_id = m.conversation_id and k.user_id = m.user_id and k.seq = ?))
    and not exists (select 1 from unseen_ranges u where u.conversation_id = m.conversation_id and u.user_id = m.user_id
      and ? between u.first_seq and u.last_seq) as is_read,
    m.delivered_mid >= ? as is_delivered
  from conversation_members m
  where m.conversation_id = ? and m.user_id > ? and m.user_id <> ? and m.joined_seq < ? order by m.user_id`;
