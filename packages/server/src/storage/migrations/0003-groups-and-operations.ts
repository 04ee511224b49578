import { type Kysely, sql } from 'kysely';

/**
 * What operations and groups need of the log.
 *
 * A recalled message keeps its place in the count: `recalled_seqs` holds the places that nobody has to read any more,
 * `unread_marks` those that a member marked unread again, `deleted_messages` what is gone for one member only. All are
 * sparse: unread stays arithmetic (see `unreadOf`). Metas with client id 0 are the server's own and are never repeats.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table conversations add column last_recalled_seq integer not null default 0',
  'alter table conversations add column is_history_open integer not null default 0',
  'alter table conversation_members add column unread_again integer not null default 0',
  'alter table conversation_members add column joined_mid integer not null default 0',
  'alter table conversation_members add column joined_seq integer not null default 0',
  'alter table conversation_members add column stream_floor integer not null default 0',
  'alter table conversation_members add column cleared_mid integer not null default 0',
  'alter table conversation_members add column reception integer not null default 0',
  'create index members_of_conversation on conversation_members (conversation_id, user_id)',
  'alter table messages add column about_mid integer not null default 0',
  'create index messages_by_mid on messages (mid)',
  'create index edits_of_message on messages (conversation_id, about_mid, mid) where about_mid > 0',
  'create index superseded_edits on messages (sent_at) where kind = 6',
  'drop index messages_once',
  `create unique index messages_once on messages (conversation_id, from_id, from_sn, client_mid, digest)
    where client_mid > 0`,
  `create table recalled_seqs (
    conversation_id integer not null,
    seq integer not null,
    from_id integer not null,
    primary key (conversation_id, seq)
  ) without rowid`,
  `create table unread_marks (
    conversation_id integer not null,
    seq integer not null,
    user_id integer not null,
    primary key (conversation_id, seq, user_id)
  ) without rowid`,
  'create index unread_marks_of_user on unread_marks (conversation_id, user_id, seq)',
  `create table hidden_conversations (
    user_id integer not null,
    conversation_id integer not null,
    device_sn integer not null,
    mid integer not null,
    primary key (user_id, conversation_id, device_sn)
  ) without rowid`,
  `create table deleted_messages (
    conversation_id integer not null,
    user_id integer not null,
    mid integer not null,
    primary key (conversation_id, user_id, mid)
  ) without rowid`,
] as const;
