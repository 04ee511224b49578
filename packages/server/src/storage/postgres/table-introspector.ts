import { type DatabaseIntrospector, type Kysely, type SchemaMetadata, sql, type TableMetadata } from 'kysely';

/** Tells migrations which tables there are. Kysely's own asks with truth values, which the store's statements do not take. */
export class TableIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`select nspname::text as name from pg_namespace`.execute(this.#db);
    return rows;
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`select table_name::text, column_name::text, data_type::text
      from information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position`.execute(
      this.#db,
    );
    const tables = Map.groupBy(rows, ({ table_name }) => table_name);
    return [...tables].map(([name, columns]) => ({
      name,
      isView: false,
      isForeign: false,
      columns: columns.map(toColumn),
    }));
  }

  async getMetadata(): Promise<{ readonly tables: TableMetadata[] }> {
    return { tables: await this.getTables() };
  }
}

interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

function toColumn({ column_name: name, data_type: dataType }: ColumnRow): TableMetadata['columns'][number] {
  return { name, dataType, isAutoIncrementing: false, isNullable: true, hasDefaultValue: false };
}
