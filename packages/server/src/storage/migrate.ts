import { Migrator } from 'kysely/migration';
import { createKysely, type KyselyDialect } from './kysely-dialect.ts';
import { migrations } from './migrations/index.ts';
import type { SqlConnection } from './sql-connection.ts';

/**
 * Brings the database's shape up to date, one migration after the other.
 *
 * @throws Error naming the migration that failed; the data is as it was before it
 */
export async function migrate(connection: SqlConnection, dialect?: KyselyDialect): Promise<void> {
  const db = createKysely(
    {
      run: async ({ sql, parameters }) => {
        const statement = connection.prepare(sql);
        if (statement.givesRows) return { rows: statement.all(...parameters), changes: 0 };
        return { rows: [], changes: statement.run(...parameters).changes };
      },
      transaction: { exec: async (sql) => connection.exec(sql) },
    },
    dialect,
  );
  const provider = { getMigrations: async () => migrations };
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'unknown';
  throw new Error(`migration ${failed} failed; the data is as it was before it`, { cause: error });
}
