import { type Kysely, sql } from 'kysely';

/**
 * Codes, what they prove, and what is handed from one device to another. Times are milliseconds.
 *
 * Nothing here gives away a code to a reader of the database: codes are hashed, secrets are encrypted with a key that
 * only their code gives.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table one_time_passwords (
    app_id text not null,
    user_id integer not null,
    password_hash text not null,
    token_version integer not null,
    expires_at integer not null,
    primary key (app_id, user_id, password_hash)
  ) without rowid`,
  'create index one_time_passwords_by_expiry on one_time_passwords (expires_at)',

  `create table verification_codes (
    app_id text not null,
    contact text not null,
    code_hash text not null,
    wrong_tries integer not null default 0,
    expires_at integer not null,
    primary key (app_id, contact)
  ) without rowid`,
  'create index verification_codes_by_expiry on verification_codes (expires_at)',
  `create table code_sends (
    send_id integer primary key,
    app_id text not null,
    contact text not null,
    network text not null,
    sent_at integer not null
  )`,
  'create index code_sends_by_contact on code_sends (app_id, contact, sent_at)',
  'create index code_sends_by_network on code_sends (app_id, network, sent_at)',
  'create index code_sends_by_app on code_sends (app_id, sent_at)',
  'create index code_sends_by_age on code_sends (sent_at)',
  `create table captcha_tries (
    image_id text not null primary key,
    tries integer not null,
    expires_at integer not null
  ) without rowid`,
  'create index captcha_tries_by_expiry on captcha_tries (expires_at)',

  `create table mobile_proofs (
    app_id text not null,
    proof_hash text not null,
    purpose text not null,
    mobile text not null,
    user_id integer,
    origin text not null,
    expires_at integer not null,
    primary key (app_id, proof_hash)
  ) without rowid`,
  'create index mobile_proofs_by_origin on mobile_proofs (app_id, origin)',
  'create index mobile_proofs_by_expiry on mobile_proofs (expires_at)',
  `create table user_verifications (
    app_id text not null,
    user_id integer not null,
    mobile text not null,
    verified_at integer not null,
    primary key (app_id, user_id)
  ) without rowid`,
  'create index user_verifications_by_mobile on user_verifications (app_id, mobile)',
  `create table open_ids (
    app_id text not null,
    kind integer not null,
    open_id text not null,
    user_id integer not null,
    primary key (app_id, kind, open_id),
    unique (app_id, user_id, kind)
  ) without rowid`,

  `create table handed_secrets (
    code_hash text not null primary key,
    app_id text not null,
    user_id integer not null,
    opens_in_any_app integer not null,
    sealed blob not null,
    expires_at integer not null
  ) without rowid`,
  'create index handed_secrets_by_user on handed_secrets (app_id, user_id)',
  'create index handed_secrets_by_expiry on handed_secrets (expires_at)',
  `create table qr_logins (
    code_hash text not null primary key,
    app_id text not null,
    state text not null,
    asker_id integer,
    user_id integer,
    open_id text,
    expires_at integer not null
  ) without rowid`,
  'create index qr_logins_by_expiry on qr_logins (expires_at)',

  `create table support_staff (
    app_id text not null,
    position integer not null,
    user_id integer not null,
    source text not null,
    primary key (app_id, position)
  ) without rowid`,
  `create table links (
    code text not null primary key,
    app_id text not null,
    user_id integer not null,
    text text not null,
    type text not null,
    created_at integer not null
  ) without rowid`,
  'create index links_by_user on links (app_id, user_id, created_at)',
  'alter table apps add column is_anonymous_open integer not null default 1',
] as const;
