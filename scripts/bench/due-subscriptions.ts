import { Client } from 'pg';
import { newId } from '@libs/persistence';
import type { BenchEnvironment } from './environment';

const ROWS_PER_STATEMENT = 10_000;
const EVENTS_EACH = 3;
/** One in so many accounts has credit. */
const CREDIT_ONE_IN = 10;
const DAY_OF_MONTH_MAX = 28;
const HOUR_MS = 3_600_000;
/** Not due before the measurement begins. */
const FAR = '9999-01-01';

const ACCOUNTS = `
  INSERT INTO account (id, email, name, currency, time_zone, country, default_payment_method, created_at)
  SELECT id, id || '@example.com', 'Bench', 'USD', 'UTC', 'DE', id, now() FROM unnest($1::uuid[]) AS id`;
const SUBSCRIPTIONS = `
  INSERT INTO subscription (id, account_id, plan_id, plan_version, family, status, quantity, period_price_minor, currency,
    cycle_unit, cycle_count, anchor, created_at, started_at, period_start, period_end, cancel_at_period_end, bill_in,
    metadata, due_at, due_step)
  SELECT s.id, s.account_id, $3, 1, 'default', 'active', 1, 2900, 'USD', 'monthly', 1, $4, $4, $4, $4, $5, false,
    'advance', '{}', '${FAR}', 'renewal'
  FROM unnest($1::uuid[], $2::uuid[]) AS s(id, account_id)`;
const EVENTS = `
  INSERT INTO usage_event (account_id, subscription_id, happened_at, idempotency_key, metric, quantity)
  SELECT s.account_id, s.id, $3::timestamptz + period * interval '1 month' + event * interval '1 day',
    'bench-' || period || '-' || event, 'api_calls', 4000 + event
  FROM unnest($1::uuid[], $2::uuid[]) AS s(id, account_id), generate_series(0, $4::int - 1) AS period,
    generate_series(1, ${EVENTS_EACH}) AS event`;
const CREDITS = `
  INSERT INTO credit_movement (account_id, id, amount_minor, currency, reason, source_key, created_at)
  SELECT account_id, id, 500, 'USD', 'bench', 'bench', now() FROM unnest($1::uuid[], $2::uuid[]) AS c(account_id, id)`;

export interface SubscriptionsToPrepare {
  readonly planId: number;
  readonly count: number;
  /** Ended periods of each that are still to be billed. */
  readonly periods?: number;
}

/**
 * Subscriptions of a plan whose period is over, with usage, taxed accounts with a saved card, and credit for some; not due
 * yet. Without a card dunning would be due with each bill, and be measured with the run.
 */
export async function prepareSubscriptions(
  environment: BenchEnvironment,
  { planId, count, periods = 1 }: SubscriptionsToPrepare,
): Promise<void> {
  const { start, firstEnd } = endedPeriods(periods);
  await onSubscriptionDatabase(environment, async (client) => {
    for (let left = count; left > 0; left -= ROWS_PER_STATEMENT) {
      const ids = Array.from({ length: Math.min(left, ROWS_PER_STATEMENT) }, newId);
      const accountIds = ids.map(newId);
      await client.query(ACCOUNTS, [accountIds]);
      await client.query(SUBSCRIPTIONS, [ids, accountIds, planId, start, firstEnd]);
      await client.query(EVENTS, [ids, accountIds, start, periods]);
      const credited = accountIds.filter((_, at) => at % CREDIT_ONE_IN === 0);
      await client.query(CREDITS, [credited, credited.map(newId)]);
    }
    // Else the server would tidy up after all this while the run is measured.
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}

/** From now on so many of them are due, all at once; those first that are the longest behind. */
export async function makeDue(environment: BenchEnvironment, count: number): Promise<void> {
  await onSubscriptionDatabase(environment, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE subscription SET due_at = period_end
       WHERE id IN (SELECT id FROM subscription WHERE due_at = '${FAR}' ORDER BY period_end, id LIMIT $1)`,
      [count],
    );
    if (rowCount !== count) throw new Error(`only ${rowCount} of ${count} subscriptions could be made due`);
  });
}

export async function onSubscriptionDatabase<T>(
  environment: BenchEnvironment,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: environment.superuserUrl('billing_subscription') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Months of which the last ended some hours ago, on a day that every month has. */
function endedPeriods(periods: number) {
  const end = new Date(Math.floor((Date.now() - 2 * HOUR_MS) / 1_000) * 1_000);
  if (end.getUTCDate() > DAY_OF_MONTH_MAX) end.setUTCDate(DAY_OF_MONTH_MAX);
  const [start, firstEnd] = [new Date(end), new Date(end)];
  start.setUTCMonth(start.getUTCMonth() - periods);
  firstEnd.setUTCMonth(firstEnd.getUTCMonth() - periods + 1);
  return { start, firstEnd };
}
