import type { MessageId, Seq, UserId } from '@warbler/protocol';
import type { SqlRow, StoreContext } from '../../storage/index.ts';
import { groupOf, type PairKey } from '../meta.ts';

/** The row of a conversation: where its log ends. */
export interface ConversationLog {
  readonly id: number;
  readonly lastMid: MessageId;
  readonly lastSeq: Seq;
  /** The highest id in the log or in a stream of one of its members. What comes next is above it. */
  readonly topMid: MessageId;
}

/** Finds a pair's log; undefined when the two never exchanged anything. */
export function findLog({ statements }: StoreContext, { appId, lowId, highId }: PairKey): ConversationLog | undefined {
  const row = statements.prepare(FIND).get(appId, lowId, highId);
  return row === undefined ? undefined : toLog(row);
}

/** A row of `conversations` as a log. */
export function toLog(row: SqlRow): ConversationLog {
  const lastMid = row.last_mid as MessageId;
  const topMid = Math.max(lastMid, row.personal_top_mid as number) as MessageId;
  return { id: row.id as number, lastMid, lastSeq: row.last_seq as Seq, topMid };
}

const FIND = `select id, last_mid, last_seq, personal_top_mid from conversations
  where app_id = ? and low_id = ? and high_id = ?`;

/** Finds a log, or starts it: a pair's with both as its members, a group's with nobody. */
export function openLog(store: StoreContext, pair: PairKey): ConversationLog {
  const known = findLog(store, pair);
  if (known !== undefined) return known;
  const row = store.statements
    .prepare('insert into conversations (app_id, low_id, high_id) values (?, ?, ?) returning id')
    .get(pair.appId, pair.lowId, pair.highId);
  const id = row?.id as number;
  const log = { id, lastMid: 0 as MessageId, lastSeq: 0 as Seq, topMid: 0 as MessageId };
  if (groupOf(pair) !== undefined) return log;
  addMember(store, id, pair.lowId, pair.highId);
  if (pair.highId !== pair.lowId) addMember(store, id, pair.highId, pair.lowId);
  return log;
}

function addMember(store: StoreContext, conversation: number, user: UserId, peer: UserId): void {
  store.statements
    .prepare('insert into conversation_members (user_id, conversation_id, peer_id, member_no) values (?, ?, ?, ?)')
    .run(user, conversation, peer, nextMemberNumber(store, conversation));
}

/** Numbers the members of a conversation from 1 on; a number is given once. */
export function nextMemberNumber({ statements }: StoreContext, conversation: number): number {
  const row = statements.prepare(NEXT_NUMBER).get(conversation);
  return row?.members_numbered as number;
}

/** How many members a conversation has had so far: at least as many as it has. */
export function membersNumbered({ statements }: StoreContext, conversation: number): number {
  const row = statements.prepare('select members_numbered from conversations where id = ?').get(conversation);
  return row?.members_numbered as number;
}

const NEXT_NUMBER = `update conversations set members_numbered = members_numbered + 1 where id = ?
  returning members_numbered`;
