import { Client } from 'pg';
import { newId } from '@libs/persistence';
import { config } from './running-system';

const ACCOUNTS = `
  INSERT INTO account (id, email, name, currency, time_zone, payment_terms_days, created_at)
  SELECT id, id || '@example.com', 'Many', 'USD', 'UTC', 365, $2 FROM unnest($1::uuid[]) AS id`;
const SUBSCRIPTIONS = `
  INSERT INTO subscription (id, account_id, plan_id, plan_version, family, status, quantity, period_price_minor, currency,
    cycle_unit, cycle_count, anchor, created_at, started_at, period_start, period_end, cancel_at_period_end, bill_in,
    metadata, due_at, due_step)
  SELECT s.id, account_id, $3, 1, 'default', 'active', 1, 1000, 'USD', 'weekly', 1, start, start, start, start, $4, false,
    'advance', '{}', $4, 'renewal'
  FROM unnest($1::uuid[], $2::uuid[]) AS s(id, account_id), CAST($4::timestamptz - interval '7 days' AS timestamptz) AS start`;
const CREDITS = `
  WITH credit AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS c(account_id, id)),
  movement AS (
    INSERT INTO credit_movement (account_id, id, amount_minor, currency, reason, source_key, created_at)
    SELECT account_id, id, 1000, 'USD', 'Start', 'granted:' || id, $3 FROM credit),
  entry AS (
    INSERT INTO ledger_entry (account_id, id, kind, reference, booked_at)
    SELECT account_id, id, 'credit_granted', id::text, $3 FROM credit)
  INSERT INTO ledger_posting (account_id, entry_id, line, ledger_account, amount_minor, currency)
  SELECT account_id, id, line, ledger_account, amount, 'USD'
  FROM credit, (VALUES (1::smallint, 'revenue', 1000), (2::smallint, 'customer_credit', -1000)) AS p(line, ledger_account, amount)`;
const FORGIVEN = `
  UPDATE dunning_case SET next_step = NULL, next_step_at = NULL
  FROM subscription WHERE subscription.id = subscription_id AND plan_id = $1`;
const BILLS = `
  SELECT subscription.id, count(invoice.id)::int AS bills,
    bool_and(invoice.period_start = anchor + interval '7 days') AS is_next_week
  FROM subscription LEFT JOIN invoice ON invoice.subscription_id = subscription.id WHERE plan_id = $1 GROUP BY 1`;

/** Subscriptions written as rows, since five thousand of them take minutes over HTTP, and what the database says of them. */
export class ManySubscriptions {
  private constructor(
    private readonly client: Client,
    private readonly planId: number,
  ) {}

  /** Of a weekly plan over 10.00 USD. Connects as the service does. */
  static async of(planId: number): Promise<ManySubscriptions> {
    const client = new Client({ connectionString: config.subscriptionDatabase.url });
    await client.connect();
    return new ManySubscriptions(client, planId);
  }

  /** Active, and due at an instant; all but a tenth have credit for the week that begins then. The others may pay late. */
  async add(count: number, dueAt: Date): Promise<void> {
    const ids = Array.from({ length: count }, newId);
    const accountIds = ids.map(newId);
    const credited = accountIds.filter((_, at) => at % 10 > 0);
    await this.client.query('BEGIN');
    await this.client.query(ACCOUNTS, [accountIds, dueAt]);
    await this.client.query(SUBSCRIPTIONS, [ids, accountIds, this.planId, dueAt]);
    await this.client.query(CREDITS, [credited, credited.map(newId), dueAt]);
    await this.client.query('COMMIT');
  }

  /** How many invoices have a number: the series says so, of what is committed. */
  async numbered(): Promise<number> {
    const { rows } = await this.client.query(
      'SELECT coalesce(sum(last_number), 0)::int AS count FROM invoice_number_sequence',
    );
    return (rows[0] as { count: number }).count;
  }

  /** How many of them have one bill, over the week that follows, and how many have something else. */
  async bills(): Promise<{ right: number; wrong: number }> {
    const { rows } = await this.client.query<{ bills: number; is_next_week: boolean | null }>(BILLS, [this.planId]);
    const right = rows.filter(({ bills, is_next_week }) => bills === 1 && is_next_week).length;
    return { right, wrong: rows.length - right };
  }

  /** All numbers that were given, by year, in order. */
  async numbers(): Promise<Map<string, number[]>> {
    const { rows } = await this.client.query<{ number: string }>('SELECT number FROM invoice WHERE number IS NOT NULL');
    const years = new Map<string, number[]>();
    for (const { number } of rows) {
      const [, year = '', sequence] = number.split('-');
      years.set(year, [...(years.get(year) ?? []), Number(sequence)]);
    }
    for (const numbers of years.values()) numbers.sort((a, b) => a - b);
    return years;
  }

  /** While `work` runs nobody is given an invoice number, so nobody can finish a page of bills. */
  async holdNumbers(work: () => Promise<unknown>): Promise<void> {
    await this.client.query('BEGIN');
    await this.client.query('SELECT FROM invoice_number_sequence FOR UPDATE');
    await work();
    await this.client.query('COMMIT');
  }

  /** The processes that wait for somebody's lock. */
  async waiting(): Promise<string[]> {
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT DISTINCT application_name AS name FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database() ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  /** Cuts the connections on which a process is in the middle of a transaction. */
  async cutOff(processName: string): Promise<void> {
    await this.client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND xact_start IS NOT NULL AND datname = current_database()`,
      [processName],
    );
  }

  /** Nothing of them falls due any more, nobody is dunned, and nobody gets five thousand mails. */
  async forget(): Promise<void> {
    await this.client.query('UPDATE subscription SET due_at = NULL, due_step = NULL WHERE plan_id = $1', [this.planId]);
    await this.client.query(FORGIVEN, [this.planId]);
    await this.client.query('DELETE FROM mail_request WHERE next_attempt_at IS NOT NULL');
    await this.client.end();
  }
}
