import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { composeMessageId } from '@warbler/protocol';
import Database from 'better-sqlite3';

/** A user who can log in on a socket. */
export interface SeededUser {
  readonly userId: number;
  readonly token: string;
}

/** The conversation of two users. */
export interface SeededLog {
  /** The row of the conversation. */
  readonly conversation: number;
  readonly lowId: number;
  readonly highId: number;
}

/** A pair's conversation, and which of the two writes in it. */
export interface WrittenLog {
  readonly log: SeededLog;
  readonly sender: number;
}

type Row = Readonly<Record<string, unknown>>;

const FIRST_USER_ID = 2 ** 41;
const FIRST_GROUP_ID = 2 ** 41 - 1;
const DAY_SECONDS = 86_400;
const SEED_CACHE_KILOBYTES = 262_144;

/**
 * Writes straight into the data of a server that does not run: ten thousand users by the front door would take minutes,
 * five million messages hours. What it writes is what the server would have written.
 */
export class WarblerSeed {
  readonly #database: Database.Database;
  readonly #appId: string;
  readonly #tokenSecret: string;

  /** Opens the folder of a server that was started once, and stopped. */
  constructor(dataDir: string, appId: string) {
    this.#database = new Database(join(dataDir, 'warbler.db'), { fileMustExist: true });
    this.#database.pragma('synchronous = off');
    this.#database.pragma(`cache_size = -${SEED_CACHE_KILOBYTES}`);
    this.#appId = appId;
    this.#tokenSecret = this.#get('select token_secret from apps where app_id = ?', appId).token_secret as string;
  }

  /** Makes users that nobody can log in as by password, each with a token. */
  users(count: number): readonly SeededUser[] {
    return this.together(() => {
      const nowMs = Date.now();
      const insert = this.#database.prepare(`insert into users
        (app_id, user_id, username, username_key, password_hash, status, nick_name, created_at)
        values (?, ?, ?, ?, '', 'normal', '', ?)`);
      const last = this.#count('user', count);
      return Array.from({ length: count }, (_, index) => {
        const number = last - count + 1 + index;
        const userId = FIRST_USER_ID + 2 * number;
        const name = `bench-${number}`;
        insert.run(this.#appId, userId, name, name, nowMs);
        return { userId, token: this.#tokenOf(userId) };
      });
    });
  }

  /** Makes a group of these users; the first owns it. */
  group(members: readonly SeededUser[]): number {
    return this.together(() => {
      const nowMs = Date.now();
      const groupId = FIRST_GROUP_ID + 2 * this.#count('group', 1);
      this.#database
        .prepare(`insert into groups (app_id, group_id, type, owner_id, name, avatar, description, member_count,
          created_at, updated_at) values (?, ?, 0, ?, 'bench', '', '', ?, ?, ?)`)
        .run(this.#appId, groupId, members[0]?.userId, members.length, nowMs, nowMs);
      const join = this.#database.prepare(
        'insert into group_members (app_id, group_id, user_id, role, joined_at) values (?, ?, ?, ?, ?)',
      );
      const { conversation } = this.#log(groupId, groupId, members.length);
      for (const [index, { userId }] of members.entries()) {
        join.run(this.#appId, groupId, userId, index === 0 ? OWNER : 0, nowMs);
        this.#addToLog(conversation, userId, groupId, index + 1);
      }
      return groupId;
    });
  }

  /** Opens the conversation of two users. */
  pair(one: SeededUser, other: SeededUser): SeededLog {
    const [lowId, highId] = one.userId < other.userId ? [one.userId, other.userId] : [other.userId, one.userId];
    const log = this.#log(lowId, highId, 2);
    this.#addToLog(log.conversation, lowId, highId, 1);
    this.#addToLog(log.conversation, highId, lowId, 2);
    return log;
  }

  /** Runs much as one transaction. */
  together<Result>(work: () => Result): Result {
    return this.#database.transaction(work)();
  }

  /**
   * Fills empty conversations with messages of one of the two, in turns, as they lie in a log that many write at once.
   *
   * @returns the mid of the last message
   */
  messages(logs: readonly WrittenLog[], countPerLog: number, payload: Uint8Array): number {
    const insert =
      this.#database.prepare(`insert into messages (conversation_id, mid, seq, kind, from_id, from_sn, to_id,
      client_mid, digest, sent_at, namespace, status, payload, about_mid) values (?, ?, ?, 1, ?, 1, ?, ?, ?, ?, ?, 0, ?, 0)`);
    const sentAtMs = Date.now() - DAY_SECONDS * 1000;
    let mid: number = composeMessageId({ timeMs: sentAtMs, node: 0, sequence: 0 });
    const round = this.#database.transaction((seq: number) => {
      for (const { log, sender } of logs) {
        mid += 1;
        const to = sender === log.lowId ? log.highId : log.lowId;
        insert.run(log.conversation, mid, seq, sender, to, mid, mid, sentAtMs, MESSAGE_NAMESPACE, payload);
      }
    });
    for (let seq = 1; seq <= countPerLog; seq += 1) round(seq);
    const end =
      this.#database.prepare(`update conversations set last_mid = :mid, last_seq = :seq, last_message_mid = :mid
      where id = :id`);
    this.together(() => {
      for (const [at, { log }] of logs.entries())
        end.run({ mid: mid - logs.length + at + 1, seq: countPerLog, id: log.conversation });
    });
    return mid;
  }

  /** Leaves everything on the disk. */
  close(): void {
    this.#database.pragma('wal_checkpoint(truncate)');
    this.#database.close();
  }

  #log(lowId: number, highId: number, membersNumbered: number): SeededLog {
    const { lastInsertRowid } = this.#database
      .prepare('insert into conversations (app_id, low_id, high_id, members_numbered) values (?, ?, ?, ?)')
      .run(this.#appId, lowId, highId, membersNumbered);
    return { conversation: Number(lastInsertRowid), lowId, highId };
  }

  #addToLog(conversation: number, user: number, peer: number, number: number): void {
    this.#database
      .prepare('insert into conversation_members (user_id, conversation_id, peer_id, member_no) values (?, ?, ?, ?)')
      .run(user, conversation, peer, number);
  }

  /** Takes numbers from a counter. @returns the last of them */
  #count(name: string, by: number): number {
    return this.#get('update id_counters set last = last + ? where name = ? returning last', by, name).last as number;
  }

  #get(sql: string, ...parameters: readonly unknown[]): Row {
    const row = this.#database.prepare(sql).get(...parameters);
    if (row === undefined) throw new Error(`the data to seed has no such row: ${sql}`);
    return row as Row;
  }

  /** What the server gives out at a login: a JWT, HS256. */
  #tokenOf(userId: number): string {
    const issuedAt = Math.floor(Date.now() / 1000);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { app: this.#appId, sub: String(userId), role: 1, ver: 0, jti: `bench-${userId}`, iat: issuedAt };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, exp: issuedAt + DAY_SECONDS })}`;
    return `${signed}.${createHmac('sha256', this.#tokenSecret).update(signed).digest('base64url')}`;
  }
}

const MESSAGE_NAMESPACE = 1;
const OWNER = 2;
