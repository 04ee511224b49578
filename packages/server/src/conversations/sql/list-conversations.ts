import {
  type AppId,
  type ConversationId,
  type DeviceSn,
  type MessageId,
  messageIdTime,
  type Seq,
  type UserId,
} from '@warbler/protocol';
import type { HistoryMeta } from '../../messages/index.ts';
import { newestShown, READER_COLUMNS, toReader, unreadOf } from '../../messages/sql.ts';
import type { SqlRow, StoreContext } from '../../storage/index.ts';

/** A page of a user's conversations is wanted. */
export interface ConversationPageInput {
  readonly appId: AppId;
  readonly user: UserId;
  /** Without the conversations that are hidden on this device. */
  readonly deviceSn?: DeviceSn;
  /** Conversations whose newest message is below this one; 0 for the first page. */
  readonly before: MessageId;
  readonly limit: number;
  /** Payload bytes after which the page ends; it has one conversation at least. */
  readonly maxBytes: number;
}

/** A conversation as one user sees it. */
export interface ConversationSummary {
  readonly conversation: ConversationId;
  /** Messages that others sent and the user has not read. */
  readonly unreadCount: number;
  /** Absent when none of the last messages is the user's to see. */
  readonly lastMessage: HistoryMeta | undefined;
  /** When its newest message came, also one that is gone by now: the list is in this order. */
  readonly activeAtMs: number;
  readonly isPinned: boolean;
  /** It does not notify. */
  readonly isMuted: boolean;
}

/** The most recently active conversation first. */
export interface ConversationPage {
  readonly conversations: readonly ConversationSummary[];
  /** Where the next page begins, 0 when this is the last one. */
  readonly nextBefore: MessageId;
}

/** Lists a user's conversations with their last messages; those without a message since they were deleted are left out. */
export function listConversations(store: StoreContext, input: ConversationPageInput): ConversationPage {
  const { appId, user, deviceSn, limit, maxBytes } = input;
  const before = input.before === 0 ? Number.MAX_SAFE_INTEGER : input.before;
  const rows = store.statements.prepare(PAGE).all(deviceSn ?? 0, user, before, limit + 1, appId, appId);
  const conversations: ConversationSummary[] = [];
  let bytes = 0;
  let nextBefore = 0 as MessageId;
  for (const row of rows) {
    const summary = summarize(store, row);
    bytes += summary.lastMessage?.payload.length ?? 0;
    const isFull = conversations.length === limit || (conversations.length > 0 && bytes > maxBytes);
    if (isFull) return { conversations, nextBefore };
    conversations.push(summary);
    nextBefore = row.last_message_mid as MessageId;
  }
  return { conversations, nextBefore: 0 as MessageId };
}

function summarize(store: StoreContext, row: SqlRow): ConversationSummary {
  const reader = toReader(row);
  const newestMid = row.last_message_mid as MessageId;
  return {
    conversation: row.peer_id as ConversationId,
    unreadCount: unreadOf(reader, row.last_seq as Seq),
    lastMessage: newestShown(store, reader, { isHistoryOpen: row.is_history_open === 1, upTo: newestMid }),
    activeAtMs: messageIdTime(newestMid),
    isPinned: row.is_pinned === 1,
    isMuted: row.is_muted === 1,
  };
}

/** Only what is on the page is counted and looked up. */
const PAGE = `with page as (
    select m.conversation_id, m.user_id, c.last_message_mid from conversation_members m
    join conversations c on c.id = m.conversation_id
    left join hidden_conversations h
      on h.user_id = m.user_id and h.conversation_id = m.conversation_id and h.device_sn = ?
    where m.user_id = ? and c.last_message_mid > max(m.cleared_mid, coalesce(h.mid, 0)) and c.last_message_mid < ?
    order by c.last_message_mid desc limit ?)
  select c.last_seq, c.last_message_mid, c.is_history_open, m.peer_id, ${READER_COLUMNS},
    exists (select 1 from pinned_conversations p
      where p.user_id = m.user_id and p.conversation_id = m.conversation_id) as is_pinned,
    coalesce(
      (select case when mute_mode > 0 then 1 else 0 end from group_members g
        where g.app_id = ? and g.group_id = m.peer_id and g.user_id = m.user_id),
      (select mute_notification from roster r where r.app_id = ? and r.user_id = m.user_id and r.roster_id = m.peer_id),
      0) as is_muted
  from page join conversation_members m on m.user_id = page.user_id and m.conversation_id = page.conversation_id
  join conversations c on c.id = m.conversation_id order by page.last_message_mid desc`;
