import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { InvariantBroken } from '@libs/errors';
import { Database, migrate, type MigrateOptions } from '@libs/persistence';

const APPLICATION_ROLE = 'test_application';
const APPLICATION_PASSWORD = 'test-application';

export interface TestDatabase {
  /** Connected as the least-privileged role, as the processes are. */
  database: Database;
  url: string;
  /** As the owner, for what a test may look at or break and the application may not. */
  ownerUrl: string;
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  migrations: MigrateOptions['migrations'];
  entities?: readonly (new () => object)[];
  appendOnlyTables?: readonly string[];
  keptTables?: MigrateOptions['keptTables'];
  changeableColumns?: MigrateOptions['changeableColumns'];
  poolSize?: number;
}

/**
 * A database of one's own on the server the test run started (`TEST_ADMIN_DATABASE_URL`), with migrations applied and
 * privileges as in production; dropped by `close()`.
 */
export async function testDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_ADMIN_DATABASE_URL;
  if (!adminUrl)
    throw new InvariantBroken('TEST_ADMIN_DATABASE_URL is not set: run ./scripts/env-manager.sh -e development test');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name}`);
  await asAdmin(adminUrl, CREATE_ROLE);
  const ownerUrl = urlWith(adminUrl, { database: name });
  await migrate({
    ownerUrl,
    applicationRole: APPLICATION_ROLE,
    migrations: options.migrations,
    appendOnlyTables: options.appendOnlyTables ?? [],
    keptTables: options.keptTables,
    changeableColumns: options.changeableColumns,
  });
  const url = urlWith(adminUrl, { database: name, user: APPLICATION_ROLE, password: APPLICATION_PASSWORD });
  const database = await Database.connect({
    url,
    poolSize: options.poolSize ?? 20,
    statementTimeoutMs: 20_000,
    connectTimeoutMs: 10_000,
    queryTimeoutMs: 25_000,
    applicationName: 'test',
    entities: options.entities,
  });
  const close = async () => {
    await database.close();
    await asAdmin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { database, url, ownerUrl, close };
}

/** Several test files may come here at the same moment; the second one to create the role loses and does not mind. */
const CREATE_ROLE = `
  DO $$ BEGIN
    CREATE ROLE ${APPLICATION_ROLE} LOGIN PASSWORD '${APPLICATION_PASSWORD}';
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END $$`;

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlWith(base: string, parts: { database: string; user?: string; password?: string }): string {
  const url = new URL(base);
  url.pathname = `/${parts.database}`;
  if (parts.user !== undefined) url.username = parts.user;
  if (parts.password !== undefined) url.password = parts.password;
  return url.toString();
}
