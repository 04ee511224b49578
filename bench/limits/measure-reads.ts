import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Reads of a log, by the rows of the conversations. */
export interface ReadPlan {
  readonly dataDir: string;
  readonly conversations: readonly number[];
  readonly pageSize: number;
}

const COLUMNS = 'mid, from_id, from_sn, to_id, sent_at, namespace, payload';

/** Pages a second that SQLite alone reads at random places of a log, on one core. */
export function measurePageReads(
  { dataDir, conversations, pageSize }: ReadPlan,
  { first, last }: { readonly first: number; readonly last: number },
  measureMs: number,
): number {
  return withDatabase(dataDir, (database) => {
    const page = database.prepare(
      `select ${COLUMNS} from messages where conversation_id = ? and mid < ? order by mid desc limit ?`,
    );
    const startedMs = performance.now();
    let count = 0;
    for (; performance.now() - startedMs < measureMs; count += 1) {
      const conversation = conversations[Math.floor(Math.random() * conversations.length)];
      const before = first + Math.floor(Math.random() * (last - first));
      if (page.all(conversation, before, pageSize).length !== pageSize) throw new Error('a page has too few rows');
    }
    return (count / (performance.now() - startedMs)) * 1000;
  });
}

/** Milliseconds that SQLite alone takes to read the first page of each of the conversations. */
export function measureFirstPages({ dataDir, conversations, pageSize }: ReadPlan): number {
  return withDatabase(dataDir, (database) => {
    const page = database.prepare(`select ${COLUMNS} from messages where conversation_id = ? order by mid limit ?`);
    const startedMs = performance.now();
    for (const conversation of conversations) page.all(conversation, pageSize);
    return performance.now() - startedMs;
  });
}

function withDatabase<Result>(dataDir: string, use: (database: Database.Database) => Result): Result {
  const database = new Database(join(dataDir, 'warbler.db'), { readonly: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}
