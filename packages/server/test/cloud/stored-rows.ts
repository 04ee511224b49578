import { join } from 'node:path';
import type { Cloud } from '@warbler/test-kit';
import pg from 'pg';
import { openSqlite } from '../../src/storage/sqlite/sqlite-driver.ts';

/** A table, and of each of its columns what says that it is `given.value`, or holds it. */
interface Table {
  readonly name: string;
  readonly columns: readonly { readonly is: string; readonly holds: string }[];
}

type Row = Readonly<Record<string, unknown>>;

interface Engine {
  /** How it writes the first parameter. */
  readonly parameter: string;
  tables(): Promise<readonly Table[]>;
  read(sql: string, value: string): Promise<readonly Row[]>;
}

/** All that lies in the database of a cloud, read beside the server. */
export class StoredRows {
  readonly #engine: Engine;

  /** @param databaseUrl of a cloud on PostgreSQL */
  constructor({ dataDir }: Cloud, databaseUrl: string | undefined) {
    this.#engine = databaseUrl === undefined ? inSqlite(join(dataDir, 'warbler.db')) : inPostgres(databaseUrl);
  }

  /** How many rows have this value in some column, by table; tables without one are left out. */
  with(value: number): Promise<Readonly<Record<string, number>>> {
    return this.#count('is', String(value));
  }

  /** How many rows hold this text, perhaps within a longer one or in bytes; the same. */
  holding(text: string): Promise<Readonly<Record<string, number>>> {
    return this.#count('holds', text);
  }

  async #count(condition: 'is' | 'holds', value: string): Promise<Readonly<Record<string, number>>> {
    const counts = (await this.#engine.tables()).map(({ name, columns }) => {
      const where = columns.map((column) => column[condition]).join(' or ');
      return `select '${name}' as name, count(*) as count from "${name}", given where ${where}`;
    });
    const given = `with given as (select cast(${this.#engine.parameter} as text) as value)`;
    const rows = await this.#engine.read(`${given} ${counts.join(' union all ')}`, value);
    return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]).filter(([, count]) => count !== 0));
  }
}

function inSqlite(file: string): Engine {
  const read = (sql: string, ...values: readonly string[]) => {
    const database = openSqlite(file);
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  };
  return {
    parameter: '?',
    async tables() {
      return byTable(
        read(`select tables.name as "table", columns.name as "column" from sqlite_master as tables
          join pragma_table_info(tables.name) as columns where tables.type = 'table'`),
        (column) => ({
          is: `cast(${column} as text) = given.value`,
          holds: `instr(cast(${column} as blob), cast(given.value as blob))`,
        }),
      );
    },
    read: async (sql, value) => read(sql, value),
  };
}

function inPostgres(url: string): Engine {
  const read = async (sql: string, ...values: readonly string[]) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  return {
    parameter: '$1',
    async tables() {
      // What is in a part of a table is in the table.
      const rows = await read(`select relname as "table", attname as "column", atttypid = 'bytea'::regtype as "isBytes"
        from pg_class join pg_attribute on attrelid = pg_class.oid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and attnum > 0 and not attisdropped`);
      return byTable(rows, (column, { isBytes }) => ({
        is: `${column}::text = given.value`,
        holds: isBytes
          ? `position(convert_to(given.value, 'UTF8') in ${column}) > 0`
          : `position(given.value in ${column}::text) > 0`,
      }));
    },
    read,
  };
}

function byTable(
  rows: readonly Row[],
  conditionsOf: (column: string, row: Row) => Table['columns'][number],
): readonly Table[] {
  const columns = Map.groupBy(rows, ({ table }) => String(table));
  return [...columns].map(([name, ofTable]) => ({
    name,
    columns: ofTable.map((row) => conditionsOf(`"${row.column}"`, row)),
  }));
}
