import type { BenchEnvironment } from './environment';
import { withCores } from './cpu-time';
import { onSubscriptionDatabase } from './due-subscriptions';
import type { Sample } from './measurement';

/** Tables that a run writes. */
export const WRITTEN = [
  'invoice',
  'invoice_line',
  'ledger_entry',
  'ledger_posting',
  'credit_movement',
  'usage_closing',
  'audit_log',
  'dunning_case',
  'mail_request',
  'outbox_message',
] as const;

/** Which rows belong to the last invoices: the run's own, since nothing else writes meanwhile. */
const OF_LAST: Record<(typeof WRITTEN)[number], string> = {
  invoice: 'id IN (SELECT id FROM bench_last)',
  invoice_line: 'invoice_id IN (SELECT id FROM bench_last)',
  ledger_entry: 'invoice_id IN (SELECT id FROM bench_last)',
  ledger_posting: 'entry_id IN (SELECT id FROM ledger_entry WHERE invoice_id IN (SELECT id FROM bench_last))',
  credit_movement: 'invoice_id IN (SELECT id FROM bench_last)',
  usage_closing: 'subscription_id IN (SELECT subscription_id FROM bench_last)',
  audit_log: 'account_id IN (SELECT account_id FROM bench_last)',
  dunning_case: 'invoice_id IN (SELECT id FROM bench_last)',
  mail_request: "facts ->> 'invoice_id' IN (SELECT id::text FROM bench_last)",
  outbox_message: 'true',
};

/** Rows that the last so many invoices were written with, the changed subscription of each included. */
export async function countRows(environment: BenchEnvironment, invoices: number): Promise<number> {
  return onSubscriptionDatabase(environment, async (client) => {
    await client.query(LAST, [invoices]);
    let rows = invoices;
    for (const table of WRITTEN) {
      const found = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} WHERE ${OF_LAST[table]}`,
      );
      // Messages may have left already: each invoice asked for its money once.
      rows += table === 'outbox_message' ? invoices : (found.rows[0]?.count ?? 0);
    }
    return rows;
  });
}

const LAST = `
  CREATE TEMP TABLE bench_last AS SELECT id, subscription_id, account_id FROM invoice ORDER BY id DESC LIMIT $1`;
/** As large as a message is. */
const MESSAGES = `
  INSERT INTO bench_copy_outbox_message (id, queue, envelope)
  SELECT gen_random_uuid(), 'q:sub:payment_initiation',
    jsonb_build_object('id', id, 'action', 'renewal', 'correlation_id', subscription_id, 'idempotency_key', bill_key,
      'attempts', 0, 'payload', jsonb_build_object('invoice_id', id, 'subscription_id', subscription_id,
      'account_id', account_id, 'amount_minor', amount_due_minor::text, 'currency', currency, 'status', 'due'))
  FROM invoice WHERE id IN (SELECT id FROM bench_last)`;

/**
 * The ceiling: the same rows written again by plain SQL in one session, a statement and a commit a table, into tables with
 * the same columns, checks and indexes; and the same subscriptions given another time at which they are due, as a renewal does.
 */
export async function copyOfRun(environment: BenchEnvironment, invoices: number): Promise<Sample> {
  return onSubscriptionDatabase(environment, async (client) => {
    for (const table of WRITTEN) await client.query(`DROP TABLE IF EXISTS bench_copy_${table}`);
    for (const table of WRITTEN) await client.query(`CREATE TABLE bench_copy_${table} (LIKE ${table} INCLUDING ALL)`);
    await client.query(LAST.replace('$1', String(invoices)));
    await client.query('CREATE INDEX ON bench_last (id)');
    await client.query('ANALYZE bench_last');
    await client.query('CHECKPOINT');
    const { cores, seconds } = await withCores(environment.watch([]), async () => {
      for (const table of WRITTEN) {
        const text = `INSERT INTO bench_copy_${table} SELECT * FROM ${table} WHERE ${OF_LAST[table]}`;
        await client.query(table === 'outbox_message' ? MESSAGES : text);
      }
      await client.query(`
        UPDATE subscription SET period_start = period_start, due_at = due_at + interval '1 second'
        WHERE id IN (SELECT subscription_id FROM bench_last)`);
    });
    for (const table of WRITTEN) await client.query(`DROP TABLE bench_copy_${table}`);
    return { perSecond: invoices / seconds, failed: 0, cores };
  });
}
