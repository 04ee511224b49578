import {
  type ClientMessageId,
  type ConversationId,
  type DeviceSn,
  type GroupId,
  ImError,
  type MessageId,
  MetaNamespace,
  type UserId,
} from '@warbler/protocol';
import { newSeed, type Random, randomFrom } from '@warbler/test-kit';
import { startPostgres, type TestPostgres } from '@warbler/test-kit/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/index.ts';
import { groupKeyOf, keyOf, MetaKind, type NewMeta, PersonalSlot } from '../../src/messages/index.ts';
import type { Storage } from '../../src/open-storage.ts';
import { SqliteBinding, type SqlRow } from '../../src/storage/index.ts';
import { APP } from '../suites/metas.ts';
import { openPostgresStores, openStores } from '../suites/open-stores.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres({ isSynced: false });
});
afterAll(() => postgres.stop());

const PEOPLE = [2, 4, 6, 8, 10] as UserId[];
/** Not in any group. */
const STRANGER = 12 as UserId;
const START_MS = Date.UTC(2026, 0, 1);
const LIMITS = resolveConfig({}).limits;

const TABLES = [
  'conversations',
  'conversation_members',
  'messages',
  'personal_metas',
  'read_marks',
  'unread_marks',
  'recalled_seqs',
  'receipt_bits',
  'groups',
  'group_members',
] as const;

type Call = (storage: Storage) => Promise<unknown>;

/** Makes calls by chance: many sends that come together, and now and then something else amid them. */
class Chance {
  readonly #random: Random;
  readonly #groups: readonly GroupId[];
  /** Messages that are there, and where. */
  readonly sent: { readonly meta: NewMeta; readonly mid: MessageId }[] = [];
  #nowMs = START_MS;

  constructor(random: Random, groups: readonly GroupId[]) {
    this.#random = random;
    this.#groups = groups;
  }

  calls(): readonly Call[] {
    return Array.from({ length: 1 + this.#random.below(80) }, () => this.#call());
  }

  #call(): Call {
    const { below } = this.#random;
    const kind = below(20);
    if (kind < 11) return this.#append(this.#meta());
    if (kind < 16) return this.#appendToGroup();
    if (kind === 16) return this.#append({ ...this.#meta(), ...this.#personal() });
    if (kind === 17) return this.#ban();
    return this.#about();
  }

  #append(meta: NewMeta): Call {
    return async (storage) => this.#note(meta, await storage.call('messages.append', meta));
  }

  #appendToGroup(): Call {
    const { pick, below } = this.#random;
    const group = pick(this.#groups);
    const from = below(12) === 0 ? STRANGER : pick(PEOPLE);
    const plain = this.#meta();
    const meta: NewMeta = {
      ...plain,
      from,
      to: group as ConversationId as UserId,
      pair: groupKeyOf(APP, group),
      mentionsEveryone: below(4) === 0,
    };
    return async (storage) => this.#note(meta, await storage.call('groups.append', { meta }));
  }

  #note<Answer extends { readonly mid: MessageId; readonly isNew: boolean }>(meta: NewMeta, answer: Answer): Answer {
    const isMessage = meta.kind !== MetaKind.operation && meta.audience === 'everyone';
    if (answer.isNew && isMessage && !this.sent.some(({ mid }) => mid === answer.mid)) {
      this.sent.push({ meta, mid: answer.mid });
    }
    return answer;
  }

  #meta(): NewMeta {
    const { pick, below } = this.#random;
    const from = pick(PEOPLE);
    const to = pick(PEOPLE);
    // Also back, as after a clock was set.
    this.#nowMs += below(5) - 1;
    return {
      pair: keyOf(APP, from, to),
      kind: pick([MetaKind.counted, MetaKind.counted, MetaKind.counted, MetaKind.uncounted, MetaKind.operation]),
      from,
      fromSn: pick([1, 2]) as DeviceSn,
      to,
      audience: 'everyone',
      // Few, so that many are repeats; 0 never is one.
      clientMid: below(12) as ClientMessageId,
      namespace: MetaNamespace.MESSAGE,
      payload: Buffer.from(pick(['', 'one', '"two", {\\}', 'three \0'])),
      nowMs: this.#nowMs,
      ...(below(20) === 0 ? { sentPayload: Buffer.from('as sent') } : {}),
    };
  }

  #personal(): Partial<NewMeta> {
    const { pick, below } = this.#random;
    return {
      audience: pick(PEOPLE),
      kind: MetaKind.operation,
      ...(below(2) === 0 ? { slot: PersonalSlot.readAll } : {}),
    };
  }

  #ban(): Call {
    const { pick, below } = this.#random;
    const actor = PEOPLE[0] as UserId;
    const action = { appId: APP, group: pick(this.#groups), actor, nowMs: this.#nowMs, untilMs: pick([0, -1]) };
    if (below(2) === 0) return (storage) => storage.call('groups.banEveryone', action);
    const users = [pick(PEOPLE.slice(1))];
    return (storage) => storage.call('groups.ban', { ...action, users });
  }

  /** An operation on a message. */
  #about(): Call {
    const { pick, below } = this.#random;
    if (this.sent.length === 0) return this.#append(this.#meta());
    const { meta: about, mid: target } = pick(this.sent);
    const isToGroup = about.pair.lowId === about.pair.highId && about.to !== about.from;
    const from = isToGroup || below(3) === 0 ? about.from : about.to;
    const meta: NewMeta = {
      ...this.#meta(),
      kind: MetaKind.operation,
      pair: about.pair,
      from,
      to: from === about.from ? about.to : about.from,
    };
    switch (below(3)) {
      case 0:
        return (storage) => storage.call('messages.recall', { meta, target, windowMs: 1e9, mayRecallAny: true });
      case 1:
        return (storage) => storage.call('receipts.cancelRead', { meta: { ...meta, audience: from }, target });
      default:
        return (storage) => storage.call('receipts.apply', { meta, target, kind: 'read', keptMembersMax: 100 });
    }
  }
}

async function prepare(storage: Storage): Promise<readonly GroupId[]> {
  const insert = `insert into users (app_id, user_id, username, username_key, password_hash, status, created_at)
    values (?, ?, ?, ?, '', 'normal', 1)`;
  for (const user of [...PEOPLE, STRANGER]) {
    const parameters = [APP, user, `user${user}`, `user${user}`];
    await storage.call('sql.run', { sql: insert, parameters });
  }
  const groups: GroupId[] = [];
  for (const type of [0, 2]) {
    const { group } = await storage.call('groups.create', {
      appId: APP,
      actor: PEOPLE[0] as UserId,
      nowMs: START_MS,
      type,
      name: 'a group',
      avatar: '',
      description: '',
      users: PEOPLE.slice(1),
      limits: LIMITS,
    });
    groups.push(group.groupId);
  }
  await storage.call('sql.run', { sql: 'update groups set mention_all_admins_only = 1', parameters: [] });
  return groups;
}

/** What a call gave, without what an error says besides its code. */
async function outcomeOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ImError) return error.code;
    throw error;
  }
}

async function contentOf(storage: Storage): Promise<Record<string, readonly string[]>> {
  const content: Record<string, readonly string[]> = {};
  for (const table of TABLES) {
    const { rows } = await storage.call('sql.run', { sql: `select * from ${table}`, parameters: [] });
    content[table] = rows.map(printRow).sort();
  }
  return content;
}

function printRow(row: SqlRow): string {
  const cells = Object.entries(row).map(([column, value]) => {
    return [column, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value];
  });
  return JSON.stringify(cells.sort(([one], [other]) => String(one).localeCompare(String(other))));
}

test.each([
  1,
  2,
  3,
  newSeed(),
])('seed %i: sends that come together are stored and answered on PostgreSQL as one by one on SQLite', async (seed) => {
  const far = await openPostgresStores(await postgres.createDatabase());
  const near = await openStores({ binding: SqliteBinding.betterSqlite3 });
  try {
    const groups = await prepare(far.thread);
    expect(await prepare(near.thread)).toEqual(groups);
    const chance = new Chance(randomFrom(seed), groups);
    const outcomes: unknown[] = [];
    for (let round = 0; round < 25; round += 1) {
      const calls = chance.calls();
      const answers = await Promise.all(calls.map((call) => outcomeOf(call(far.thread))));
      expect(answers).toEqual(await Promise.all(calls.map((call) => outcomeOf(call(near.thread)))));
      outcomes.push(...answers);
    }
    expect(await contentOf(far.thread)).toEqual(await contentOf(near.thread));
    // All that can become of a send was seen.
    expect(outcomes).toContainEqual(expect.objectContaining({ isNew: false }));
    expect(outcomes).toContainEqual(expect.objectContaining({ isNew: true, isDroppable: true }));
    for (const refusal of ['notGroupMember', 'groupMemberBanned', 'unauthorized']) {
      expect(outcomes).toContain(refusal);
    }
  } finally {
    await far.close();
    await near.close();
  }
});

test('more bytes than one statement carries are stored all the same', async () => {
  const stores = await openPostgresStores(await postgres.createDatabase());
  const [from, to] = PEOPLE as [UserId, UserId];
  const metas = Array.from(
    { length: 40 },
    (_, index): NewMeta => ({
      pair: keyOf(APP, from, to),
      kind: MetaKind.counted,
      from,
      fromSn: 1 as DeviceSn,
      to,
      audience: 'everyone',
      clientMid: (index + 1) as ClientMessageId,
      namespace: MetaNamespace.MESSAGE,
      payload: Buffer.alloc(512 * 1024, index),
      nowMs: START_MS + index,
    }),
  );
  const appended = await Promise.all(metas.map((meta) => stores.log.append(meta)));
  const sql = 'select mid, seq, length(payload) as bytes from messages order by seq';
  const { rows } = await stores.thread.call('sql.run', { sql, parameters: [] });
  expect(rows).toEqual(appended.map(({ mid }, index) => ({ mid, seq: index + 1, bytes: 512 * 1024 })));
  await stores.close();
});
