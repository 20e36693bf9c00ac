import { loadConfig } from '@libs/config';
import { Database, newId, Outbox, PlatformTables1760000000000 } from '@libs/persistence';
import type { OutboxMessage } from '@libs/persistence';

const testDatabaseUrl = (): string => process.env.TEST_DATABASE_URL ?? loadConfig().subscriptionDatabase.ownerUrl;

/** The platform's tables in a schema of their own, and a table in which consumers leave their effects. */
export class OutboxFixture {
  private constructor(
    readonly schema: string,
    readonly url: string,
    readonly database: Database,
  ) {}

  static async create(): Promise<OutboxFixture> {
    const schema = `test_${newId().replaceAll('-', '')}`;
    const url = new URL(testDatabaseUrl());
    url.searchParams.set('options', `-c search_path=${schema}`);
    const database = await Database.connect({
      url: url.toString(),
      poolSize: 8,
      statementTimeoutMs: 10_000,
      connectTimeoutMs: 5000,
      queryTimeoutMs: 10_000,
      applicationName: 'outbox-test',
    });
    await database.query(`CREATE SCHEMA ${schema}`);
    const runner = database.dataSource.createQueryRunner();
    await new PlatformTables1760000000000().up(runner);
    await runner.release();
    await database.query('CREATE TABLE effect (message_id uuid NOT NULL, note text)');
    return new OutboxFixture(schema, url.toString(), database);
  }

  /** A use case that committed: its messages are in the outbox. */
  async commit(messages: readonly Omit<OutboxMessage, 'correlationId' | 'idempotencyKey'>[]): Promise<void> {
    const outbox = new Outbox(this.database);
    await this.database.transaction(() =>
      outbox.add(messages.map((message) => ({ correlationId: 'sub-1', idempotencyKey: newId(), ...message }))),
    );
  }

  async count(table: 'effect' | 'outbox_message' | 'consumed_message'): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(row?.count);
  }

  async close(): Promise<void> {
    await this.database.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.database.close();
  }
}
