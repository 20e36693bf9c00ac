import { testDatabase, type TestDatabase } from '@libs/testing';
import { APPEND_ONLY_TABLES, KEPT_TABLES, MIGRATIONS } from './migrations';

let store: TestDatabase;
beforeAll(async () => {
  store = await testDatabase({
    migrations: MIGRATIONS,
    appendOnlyTables: APPEND_ONLY_TABLES,
    keptTables: KEPT_TABLES,
    poolSize: 2,
  });
}, 30_000);
afterAll(() => store.close());

/** Which of these the application may do to rows that are there. */
async function changesOf(table: string): Promise<string[]> {
  const text = `SELECT may FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS may WHERE has_table_privilege($1, may)`;
  return (await store.database.query<{ may: string }>(text, [table])).map(({ may }) => may);
}

it.each(['payment_transaction', 'payment_audit', 'payment_method_change', 'gateway_fee'])(
  'what is written in %s stays as it is',
  async (table) => expect(await changesOf(table)).toEqual([]),
);

it.each(['payment', 'refund', 'dispute', 'payment_request', 'payment_method', 'payment_account', 'gateway_event'])(
  'what is written in %s may change, and never goes',
  async (table) => expect(await changesOf(table)).toEqual(['UPDATE']),
);

it.each(['outbox_message', 'idempotency_key', 'reconciliation_mismatch'])('what is over in %s may go', async (table) =>
  expect(await changesOf(table)).toEqual(['UPDATE', 'DELETE']),
);

it('ends its migrations where it began', async () => {
  for (const Migration of MIGRATIONS.toReversed()) {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: store.ownerUrl });
    await client.connect();
    await new Migration().down({ query: (text: string) => client.query(text) } as never);
    await client.end();
  }
  const tables = `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'`;
  expect(await store.database.query(tables)).toEqual([]);
});
