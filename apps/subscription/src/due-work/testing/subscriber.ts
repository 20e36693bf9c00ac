import { newId } from '@libs/persistence';
import { SubscriptionsApi, type SubscriptionRecord } from '../../subscriptions/subscriptions.api';
import type { BillingWorld } from '../../testing/billing-world';

export interface InvoiceSeen {
  readonly number: string;
  readonly status: string;
  readonly total: string;
  readonly period_start: Date;
  readonly period_end: Date;
}

/** Starts a subscription and has its first invoice paid, as the payment service would tell. */
export async function subscribed(world: BillingWorld, accountId: string, planId: number): Promise<SubscriptionRecord> {
  const subscriptions = world.get(SubscriptionsApi);
  const record = await subscriptions.start({ accountId, userId: null, planId, quantity: 1, metadata: {} });
  const { id, periodPrice } = record.subscription;
  await world.database.transaction(() =>
    subscriptions.applyPaymentResult({
      transactionId: newId(),
      subscriptionId: id,
      status: 'success',
      amount: periodPrice.toDecimalText(),
      currency: periodPrice.currency,
    }),
  );
  return record;
}

/** In the order of their numbers. */
export async function invoicesOf(world: BillingWorld, subscriptionId: string): Promise<InvoiceSeen[]> {
  return world.rows(
    `SELECT number, status, total_minor AS total, period_start, period_end FROM invoice
     WHERE subscription_id = $1 ORDER BY issued_at, number`,
    [subscriptionId],
  );
}

export async function stateOf(world: BillingWorld, subscriptionId: string): Promise<Record<string, unknown>> {
  const [row] = await world.rows<Record<string, unknown>>(
    `SELECT status, period_start, period_end, due_at, due_step FROM subscription WHERE id = $1`,
    [subscriptionId],
  );
  return row ?? {};
}

/** Sums of the ledger that are not zero, per currency and per entry: there must be none. */
export async function unbalanced(world: BillingWorld): Promise<unknown[]> {
  return world.rows(
    `SELECT entry_id, currency, sum(amount_minor) FROM ledger_posting GROUP BY 1, 2 HAVING sum(amount_minor) <> 0`,
  );
}

/** How the numbers of a year run: their count, the lowest and the highest. */
export async function numbersOf(
  world: Pick<BillingWorld, 'rows'>,
): Promise<{ count: number; first: number; last: number }> {
  const [row] = await world.rows<{ count: number; first: number; last: number }>(
    `SELECT count(DISTINCT number)::int AS count, min(right(number, 6))::int AS first, max(right(number, 6))::int AS last
     FROM invoice WHERE number IS NOT NULL`,
  );
  return row as { count: number; first: number; last: number };
}
