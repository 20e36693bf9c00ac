import { Client } from 'pg';
import { newId } from '@libs/persistence';
import type { BenchCaller } from './callers';
import type { BenchEnvironment } from './environment';

export interface PreparedInvoice {
  id: string;
  payer: BenchCaller;
  amount: number;
  currency: string;
}

const PRICE = { amount: 29.99, amountMinor: '2999', currency: 'USD' };
const ROWS_PER_STATEMENT = 10_000;
const INSERT = `
  INSERT INTO payment_request
    (invoice_id, account_id, user_id, subscription_id, amount_minor, currency, status, version, updated_at)
  SELECT r.invoice_id, r.account_id, r.user_id, r.subscription_id, $5, $6, 'due', 1, now()
  FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[]) AS r(invoice_id, account_id, user_id, subscription_id)`;

/** What the payment service knows of open invoices, as its queue would have told it one by one. */
export async function prepareInvoices(
  environment: BenchEnvironment,
  payers: readonly BenchCaller[],
  count: number,
): Promise<PreparedInvoice[]> {
  const invoices: PreparedInvoice[] = [];
  const client = new Client({ connectionString: environment.superuserUrl('billing_payment') });
  await client.connect();
  try {
    while (invoices.length < count) {
      const batch: PreparedInvoice[] = [];
      while (batch.length < ROWS_PER_STATEMENT) {
        const payer = payers[batch.length % payers.length];
        if (!payer) throw new Error('nobody can pay');
        batch.push({ id: newId(), payer, ...PRICE });
      }
      await client.query(INSERT, [
        batch.map(({ id }) => id),
        batch.map(({ payer }) => payer.accountId),
        batch.map(({ payer }) => payer.userId),
        batch.map(() => newId()),
        PRICE.amountMinor,
        PRICE.currency,
      ]);
      invoices.push(...batch);
    }
    await client.query('ANALYZE payment_request');
  } finally {
    await client.end();
  }
  return invoices;
}

/** A card that the mock gateway approves, good for some years yet. */
export function testCard() {
  const year = (new Date().getFullYear() + 4) % 100;
  const expiry = `12/${String(year).padStart(2, '0')}`;
  return { card_number: '4242424242424242', card_expiry: expiry, card_cvv: '123', cardholder_name: 'Load Test' };
}
