import { type Kysely, sql } from 'kysely';

/**
 * What concerns one member only leaves the log that all members share: in a group of ten thousand, ten thousand who say
 * that they have read would have everyone step over ten thousand rows. A member's stream is the log and these rows.
 *
 * `member_no` numbers the members of a conversation, for bits that say who acknowledged or played a message; `unseen_ranges` are
 * messages that left the count without being read (deleted, cleared), so that receipts do not call them read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table personal_metas (
    conversation_id integer not null,
    user_id integer not null,
    mid integer not null,
    slot integer not null,
    from_id integer not null,
    from_sn integer not null,
    to_id integer not null,
    client_mid integer not null,
    digest integer not null,
    sent_at integer not null,
    namespace integer not null,
    payload blob not null
  )`,
  'create unique index personal_metas_in_order on personal_metas (conversation_id, user_id, mid)',
  `create unique index personal_metas_once on personal_metas (conversation_id, user_id, from_id, from_sn, client_mid, digest)
    where client_mid > 0`,
  'create unique index personal_metas_of_slot on personal_metas (conversation_id, user_id, slot) where slot > 0',
  'alter table conversation_members add column personal_mid integer not null default 0',
  'alter table conversation_members add column delivered_mid integer not null default 0',
  'alter table conversation_members add column member_no integer not null default 0',
  'alter table conversations add column members_numbered integer not null default 0',

  `insert into personal_metas
    select m.conversation_id, m.audience_id, m.mid, 0, m.from_id, m.from_sn, m.to_id, m.client_mid, m.digest, m.sent_at,
      m.namespace, m.payload
    from messages m join conversation_members r on r.conversation_id = m.conversation_id and r.user_id = m.audience_id
    where m.audience_id > 0 order by m.mid`,
  'delete from messages where audience_id > 0',
  'alter table messages drop column audience_id',
  `update conversation_members set personal_mid = coalesce((select max(mid) from personal_metas p
    where p.conversation_id = conversation_members.conversation_id and p.user_id = conversation_members.user_id), 0)`,
  `update conversation_members set delivered_mid = coalesce((select max(mid) from device_cursors d
    where d.user_id = conversation_members.user_id and d.conversation_id = conversation_members.conversation_id), 0)`,
  `update conversation_members as m set member_no = n.number from (
      select user_id, conversation_id, row_number() over (partition by conversation_id order by user_id) as number
      from conversation_members) n
    where n.user_id = m.user_id and n.conversation_id = m.conversation_id`,
  `update conversations set members_numbered = (
    select count(*) from conversation_members m where m.conversation_id = conversations.id)`,

  `create table unseen_ranges (
    conversation_id integer not null,
    user_id integer not null,
    first_seq integer not null,
    last_seq integer not null,
    primary key (conversation_id, user_id, first_seq)
  ) without rowid`,
  `create table receipt_bits (
    conversation_id integer not null,
    mid integer not null,
    bit integer not null,
    chunk integer not null,
    bits blob not null,
    primary key (conversation_id, mid, bit, chunk)
  ) without rowid`,
] as const;
