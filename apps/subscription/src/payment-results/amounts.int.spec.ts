import { newId } from '@libs/persistence';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

type Told = Record<string, unknown>;

describe('amounts that are not what is due', () => {
  let world: BillingWorld;
  beforeAll(async () => {
    world = await billingWorld();
  });
  afterAll(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  const tell = (body: Told) => world.call('POST', '/v1/webhooks/payment', 'payment-service', body);
  const bill = async (id: string) => (await world.call('GET', `/v1/invoices/${id}`, STAFF)).body.data;
  const books = async (accountId: string) => {
    const rows = await world.rows<{ name: string; total: string }>(
      `SELECT ledger_account AS name, sum(amount_minor) AS total FROM ledger_posting WHERE account_id = $1
       GROUP BY 1 HAVING sum(amount_minor) <> 0`,
      [accountId],
    );
    return Object.fromEntries(rows.map(({ name, total }) => [name, Number(total)]));
  };
  const asked = async (invoiceId: string) => {
    const rows = await world.rows<{ amount: string }>(
      `SELECT envelope->'payload'->>'amount_minor' AS amount FROM outbox_message
       WHERE envelope->'payload'->>'invoice_id' = $1 ORDER BY (envelope->'payload'->>'version')::int`,
      [invoiceId],
    );
    return rows.map(({ amount }) => Number(amount));
  };

  /** A pending subscription over 29.99 USD. */
  async function pending() {
    const account = await world.account();
    const made = await world.call('POST', '/v1/subscriptions', account.id, { plan_id: await world.plan() });
    const { id, invoice_id: invoiceId } = made.body.data as { id: string; invoice_id: string };
    const event = (facts: Told = {}): Told => ({
      event_id: newId(),
      transaction_id: newId(),
      subscription_id: id,
      invoice_id: invoiceId,
      account_id: account.id,
      status: 'success',
      amount: 29.99,
      currency: 'USD',
      ...facts,
    });
    const status = async () => (await world.call('GET', `/v1/subscriptions/${id}`, account.id)).body.data.status;
    return { accountId: account.id, invoiceId, event, status };
  }

  it('what was asked before staff lowered the bill settles it, and the excess is credit', async () => {
    const { accountId, invoiceId, event, status } = await pending();
    await world.call('POST', `/v1/invoices/${invoiceId}/credit-notes`, STAFF, { amount: 10, reason: 'Late' });
    expect((await tell(event({ amount: 15 }))).status).toBe(422);
    expect((await tell(event())).status).toBe(200);
    expect(await bill(invoiceId)).toMatchObject({ status: 'paid', amount_due: 0, amount_paid: 19.99 });
    expect(await status()).toBe('active');
    expect(await books(accountId)).toEqual({ cash_at_gateway: 2999, customer_credit: -1000, revenue: -1999 });
    const { data } = (await world.call('GET', `/v1/accounts/${accountId}/credits`, STAFF)).body;
    expect(data).toMatchObject({ balance: 10, movements: [{ amount: 10, reason: 'overpayment' }] });
  });

  it('so does a decline of what was asked before', async () => {
    const { invoiceId, event } = await pending();
    await world.call('POST', `/v1/invoices/${invoiceId}/credit-notes`, STAFF, { amount: 10, reason: 'Late' });
    expect((await tell(event({ status: 'failed', failure_code: 'card_declined' }))).status).toBe(200);
    expect(await bill(invoiceId)).toMatchObject({ status: 'open', amount_due: 19.99 });
  });

  it('a reconciled capture of more settles it; of less pays a part and puts nothing in force', async () => {
    const more = await pending();
    expect((await tell(more.event({ amount: 35, amount_reconciled: true }))).status).toBe(200);
    expect(await bill(more.invoiceId)).toMatchObject({ status: 'paid', amount_paid: 29.99 });
    expect(await more.status()).toBe('active');
    expect(await books(more.accountId)).toEqual({ cash_at_gateway: 3500, customer_credit: -501, revenue: -2999 });

    const less = await pending();
    expect((await tell(less.event({ amount: 10 }))).status).toBe(422);
    expect((await tell(less.event({ amount: 10, amount_reconciled: true }))).status).toBe(200);
    expect(await bill(less.invoiceId)).toMatchObject({ status: 'open', amount_paid: 10, amount_due: 19.99 });
    expect(await less.status()).toBe('pending');
    expect(await asked(less.invoiceId)).toEqual([2999, 1999]);
    expect(await books(less.accountId)).toEqual({ cash_at_gateway: 1000, receivables: 1999, revenue: -2999 });

    expect((await tell(less.event({ amount: 9.99, amount_reconciled: true }))).status).toBe(200);
    expect(await less.status()).toBe('pending');
    // What is left is what the payment service is asked for now.
    expect((await tell(less.event({ amount: 10 }))).status).toBe(200);
    expect(await bill(less.invoiceId)).toMatchObject({ status: 'paid', amount_paid: 29.99, amount_due: 0 });
    expect(await less.status()).toBe('active');
    expect(await books(less.accountId)).toEqual({ cash_at_gateway: 2999, revenue: -2999 });
  });

  it.each([
    ['another currency', { currency: 'EUR' }],
    ['another owner', { account_id: newId() }],
    ['nothing', { amount: 0 }],
    ['a fraction of a cent', { amount: '29.991' }],
  ])('that it was reconciled does not help %s', async (_, facts) => {
    const { accountId, event } = await pending();
    const before = await books(accountId);
    expect((await tell(event({ amount_reconciled: true, ...facts }))).status).toBe(422);
    expect(await books(accountId)).toEqual(before);
  });

  it('a reconciled capture for a bill that is paid becomes credit', async () => {
    const { accountId, event } = await pending();
    await tell(event());
    expect((await tell(event({ amount: 7, amount_reconciled: true }))).status).toBe(200);
    expect(await books(accountId)).toEqual({ cash_at_gateway: 3699, customer_credit: -700, revenue: -2999 });
  });

  it('one-off lines are paid in part, too, also given up', async () => {
    const { id: accountId } = await world.account();
    const lines = [{ description: 'Setup', unit_amount: 100 }];
    const invoice = (await world.call('POST', '/v1/invoices', STAFF, { account_id: accountId, lines })).body.data;
    await world.call('POST', `/v1/invoices/${invoice.id}/mark-uncollectible`, STAFF);
    const event = (amount: number): Told => ({
      event_id: newId(),
      transaction_id: newId(),
      subscription_id: null,
      invoice_id: invoice.id,
      status: 'success',
      amount,
      currency: 'USD',
      amount_reconciled: true,
    });
    await tell(event(40));
    expect(await bill(invoice.id)).toMatchObject({ status: 'uncollectible', amount_due: 60 });
    await tell(event(70));
    expect(await bill(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 100 });
    expect(await books(accountId)).toEqual({ cash_at_gateway: 11000, customer_credit: -1000, revenue: -10000 });
  });
});
