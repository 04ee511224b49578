import { type Kysely, sql } from 'kysely';

/**
 * Devices with their cursors, and the message log.
 *
 * `messages` is a heap in the order of its ids with one unique index on (conversation, mid), which is also the order
 * of `seq`; cursors on the wire are mids. The second index finds the first answer to a repeated send: the digest is of
 * the content as it was sent, so that this also holds for messages edited since.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table devices (
    app_id text not null,
    user_id integer not null,
    device_sn integer not null,
    device_guid text not null,
    platform integer not null,
    device_info text not null,
    sdk_version text not null,
    created_at integer not null,
    seen_at integer not null,
    primary key (app_id, user_id, device_sn),
    unique (app_id, user_id, device_guid)
  ) without rowid`,
  `create table device_counters (
    app_id text not null,
    user_id integer not null,
    last_sn integer not null,
    primary key (app_id, user_id)
  ) without rowid`,
  `create table conversations (
    id integer primary key,
    app_id text not null,
    low_id integer not null,
    high_id integer not null,
    last_mid integer not null default 0,
    last_seq integer not null default 0,
    last_message_mid integer not null default 0,
    unique (app_id, low_id, high_id)
  )`,
  `create table conversation_members (
    user_id integer not null,
    conversation_id integer not null references conversations (id),
    peer_id integer not null,
    read_seq integer not null default 0,
    read_mid integer not null default 0,
    own_after_read integer not null default 0,
    read_out_of_order integer not null default 0,
    primary key (user_id, conversation_id)
  ) without rowid`,
  `create table read_marks (
    conversation_id integer not null,
    user_id integer not null,
    seq integer not null,
    primary key (conversation_id, user_id, seq)
  ) without rowid`,
  `create table device_cursors (
    user_id integer not null,
    device_sn integer not null,
    conversation_id integer not null,
    mid integer not null,
    primary key (user_id, device_sn, conversation_id)
  ) without rowid`,
  `create table messages (
    conversation_id integer not null,
    mid integer not null,
    seq integer not null,
    kind integer not null,
    from_id integer not null,
    from_sn integer not null,
    to_id integer not null,
    audience_id integer not null,
    client_mid integer not null,
    digest integer not null,
    sent_at integer not null,
    namespace integer not null,
    status integer not null,
    payload blob not null
  )`,
  'create unique index messages_in_order on messages (conversation_id, mid)',
  'create unique index messages_once on messages (conversation_id, from_id, from_sn, client_mid, digest)',
] as const;
