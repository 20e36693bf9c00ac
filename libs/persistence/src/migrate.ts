import { DataSource, type MigrationInterface } from 'typeorm';
import { logger } from '@libs/observability';

/** Any constant will do, so long as every process that migrates uses the same one. */
const MIGRATION_LOCK = 7_203_114;

export interface MigrateOptions {
  ownerUrl: string;
  /** The role the service runs as. It may read and write rows and nothing else. */
  applicationRole: string;
  migrations: readonly (new () => MigrationInterface)[];
  /** Tables of which the application may only read and add rows: books and records. */
  appendOnlyTables: readonly string[];
  /** Tables whose rows the application may change, and never delete. */
  keptTables?: readonly string[] | undefined;
  /** Tables whose rows the application writes once, but for the columns named here. */
  changeableColumns?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Brings a database up to date as its owner, under an advisory lock: TypeORM takes none of its own. */
export async function migrate(options: MigrateOptions): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.ownerUrl,
    migrations: [...options.migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: 2,
  });
  await dataSource.initialize();
  const lockHolder = dataSource.createQueryRunner();
  try {
    await lockHolder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await dataSource.runMigrations();
    await grantLeastPrivileges(dataSource, options);
    logger('migrate').info({ migrations: done.map((migration) => migration.name) }, 'database is up to date');
  } finally {
    await lockHolder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lockHolder.release();
    await dataSource.destroy();
  }
}

/** At once: a service that runs meanwhile sees what it may do, and not the steps on the way there. */
async function grantLeastPrivileges(dataSource: DataSource, options: MigrateOptions): Promise<void> {
  const role = quoteIdentifier(options.applicationRole);
  const statements = [
    `GRANT USAGE ON SCHEMA public TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    `REVOKE ALL ON schema_migration FROM ${role}`,
    // The narrow ways that migrations leave the application to what it may not do by itself.
    `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${role}`,
    ...options.appendOnlyTables.map(
      (table) => `REVOKE UPDATE, DELETE, TRUNCATE ON ${quoteIdentifier(table)} FROM ${role}`,
    ),
    ...(options.keptTables ?? []).map((table) => `REVOKE DELETE ON ${quoteIdentifier(table)} FROM ${role}`),
    ...Object.entries(options.changeableColumns ?? {}).flatMap(([table, columns]) => [
      `REVOKE UPDATE, TRUNCATE ON ${quoteIdentifier(table)} FROM ${role}`,
      ...columns.map((column) => `GRANT UPDATE (${quoteIdentifier(column)}) ON ${quoteIdentifier(table)} TO ${role}`),
    ]),
  ];
  await dataSource.transaction(async (manager) => {
    for (const statement of statements) await manager.query(statement);
  });
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
