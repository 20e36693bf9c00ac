import type { FaultEnvironment } from '../fault-environment';
import { GatewaySimulator, type Movement } from '../gateway-simulator';

export interface PaymentRow {
  id: string;
  account_id: string;
  invoice_id: string;
  subscription_id: string | null;
  amount_minor: string;
  currency: string;
  status: string;
  flag: string | null;
}

export interface InvoiceRow {
  id: string;
  account_id: string;
  subscription_id: string | null;
  number: string | null;
  cause: string;
  bill_key: string;
  period_start: Date;
  status: string;
  currency: string;
  amount_due_minor: string;
  amount_paid_minor: string;
}

export interface SubscriptionRow {
  id: string;
  account_id: string;
  status: string;
  end_reason: string | null;
  period_end: Date;
}

export interface BalanceRow {
  ledger_account: string;
  currency: string;
  minor: string;
}

/** What both databases and the gateway say, at one moment of rest. */
export interface Books {
  journal: Movement[];
  payments: PaymentRow[];
  invoices: InvoiceRow[];
  subscriptions: SubscriptionRow[];
  accounts: Set<string>;
  /** Counted uses of `api_calls`, by account. */
  uses: Map<string, number>;
  balances: BalanceRow[];
  /** Counters beyond the hard limit that stands over them. */
  overLimit: { account_id: string; feature: string; used: string; hard_max: string }[];
  /** Ledger entries whose postings do not sum to zero. */
  crooked: { entry_id: string; currency: string; minor: string }[];
  /** Messages that wait for their first publication, by database. */
  unpublished: { database: string; count: number }[];
}

const CROOKED = `
  SELECT entry_id, currency, sum(amount_minor)::text AS minor FROM ledger_posting
  GROUP BY account_id, entry_id, currency HAVING sum(amount_minor) <> 0`;
const BALANCES = `
  SELECT ledger_account, currency, sum(amount_minor)::text AS minor FROM ledger_posting GROUP BY ledger_account, currency`;
const USES = `
  SELECT account_id, sum(quantity)::text AS used FROM usage_event WHERE metric = 'api_calls' GROUP BY account_id`;
const OVER_LIMIT = `
  SELECT account_id, feature, used::text, hard_max::text FROM usage_counter
  JOIN entitlement USING (account_id, feature, subscription_id) WHERE used > hard_max`;
const UNPUBLISHED = `SELECT count(*)::int AS count FROM outbox_message WHERE published_at IS NULL`;

export async function readBooks(environment: FaultEnvironment): Promise<Books> {
  const subscription = <R>(statement: string) => environment.rows<R>('billing_subscription', statement);
  const payment = <R>(statement: string) => environment.rows<R>('billing_payment', statement);
  const uses = await subscription<{ account_id: string; used: string }>(USES);
  const accounts = await subscription<{ id: string }>('SELECT id FROM account');
  return {
    journal: await new GatewaySimulator(environment.urls.simulator).journal(),
    payments: await payment<PaymentRow>(
      'SELECT id, account_id, invoice_id, subscription_id, amount_minor, currency, status, flag FROM payment',
    ),
    invoices: await subscription<InvoiceRow>(
      `SELECT id, account_id, subscription_id, number, cause, bill_key, period_start, status, currency, amount_due_minor, amount_paid_minor FROM invoice`,
    ),
    subscriptions: await subscription<SubscriptionRow>(
      'SELECT id, account_id, status, end_reason, period_end FROM subscription',
    ),
    accounts: new Set(accounts.map(({ id }) => id)),
    uses: new Map(uses.map(({ account_id: id, used }) => [id, Number(used)])),
    balances: await subscription<BalanceRow>(BALANCES),
    overLimit: await subscription(OVER_LIMIT),
    crooked: await subscription(CROOKED),
    unpublished: [
      { database: 'billing_subscription', count: (await subscription<{ count: number }>(UNPUBLISHED))[0]?.count ?? 0 },
      { database: 'billing_payment', count: (await payment<{ count: number }>(UNPUBLISHED))[0]?.count ?? 0 },
    ],
  };
}

export const CAPTURED: readonly string[] = ['success', 'refunded', 'partially_refunded', 'disputed'];

/** Which bill or payment an entry of the gateway's journal is for. */
export const paymentIdOf = ({ metadata }: Movement): string => metadata['payment_id'] ?? 'unknown';

export function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
