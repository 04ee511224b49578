import type { AppId, GroupId, UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { groupKeyOf } from '../meta.ts';
import { type ConversationLog, nextMemberNumber, openLog } from './conversation-log.ts';
import { Reception, readerOf } from './reader.ts';
import { skipUnread } from './unseen.ts';

/** A member's place in a group's log. */
export interface GroupLogMember {
  readonly log: ConversationLog;
  readonly group: GroupId;
  readonly user: UserId;
}

/** The log of a group, started without members when there is none yet. */
export function openGroupLog(store: StoreContext, appId: AppId, group: GroupId): ConversationLog {
  return openLog(store, groupKeyOf(appId, group));
}

/** A new member begins at the end of the log: nothing before is unread or delivered. */
export function addGroupMember(
  store: StoreContext,
  { log, group, user, reception }: GroupLogMember & { readonly reception: Reception },
): void {
  const { lastSeq, lastMid } = log;
  const number = nextMemberNumber(store, log.id);
  store.statements
    .prepare(ADD)
    .run(user, log.id, group, lastSeq, lastSeq, lastMid, lastMid, lastMid, reception, number);
}

const ADD = `insert into conversation_members (user_id, conversation_id, peer_id, read_seq, joined_seq, read_mid,
  joined_mid, stream_floor, reception, member_no) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Someone is no member any more: what they had read and what their devices had is forgotten. */
export function removeGroupMember(
  { statements }: StoreContext,
  { log, user }: Pick<GroupLogMember, 'log' | 'user'>,
): void {
  for (const table of FORGOTTEN) {
    statements.prepare(`delete from ${table} where user_id = ? and conversation_id = ?`).run(user, log.id);
  }
}

const FORGOTTEN = [
  'conversation_members',
  'read_marks',
  'unread_marks',
  'deleted_messages',
  'device_cursors',
  'hidden_conversations',
  'personal_metas',
  'unseen_ranges',
  'pinned_conversations',
] as const;

/** How a member receives from now on. Who stops blocking begins anew at the end of the log. */
export function setReception(
  store: StoreContext,
  { log, user, reception }: Pick<GroupLogMember, 'log' | 'user'> & { readonly reception: Reception },
): void {
  const { statements } = store;
  const reader = readerOf(store, log.id, user);
  if (reader?.reception === Reception.blocked && reception !== Reception.blocked) {
    skipUnread(store, reader, log.lastSeq);
    statements.prepare(BEGIN_ANEW).run(log.lastSeq, log.lastMid, log.lastMid, user, log.id);
    for (const table of ['read_marks', 'unread_marks']) {
      statements.prepare(`delete from ${table} where user_id = ? and conversation_id = ?`).run(user, log.id);
    }
  }
  statements
    .prepare('update conversation_members set reception = ? where user_id = ? and conversation_id = ?')
    .run(reception, user, log.id);
}

const BEGIN_ANEW = `update conversation_members set read_seq = ?, read_mid = ?, stream_floor = ?, own_after_read = 0,
  read_out_of_order = 0, unread_again = 0 where user_id = ? and conversation_id = ?`;

/** Whether those who read a message are told to its sender. */
export function setReadReceipts({ statements }: StoreContext, log: ConversationLog, areOn: boolean): void {
  statements.prepare('update conversations set has_read_receipts = ? where id = ?').run(areOn ? 1 : 0, log.id);
}

/** Whether a group tells who read what. */
export function hasReadReceipts({ statements }: StoreContext, conversation: number): boolean {
  return (
    statements.prepare('select has_read_receipts from conversations where id = ?').get(conversation)
      ?.has_read_receipts === 1
  );
}

/** Whether members see in the history what was said before they joined. */
export function setHistoryOpen({ statements }: StoreContext, log: ConversationLog, isOpen: boolean): void {
  statements.prepare('update conversations set is_history_open = ? where id = ?').run(isOpen ? 1 : 0, log.id);
}
