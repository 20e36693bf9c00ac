import { newId } from '@libs/persistence';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

type Told = Record<string, unknown>;

describe('payment results', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld();
  });
  afterAll(() => world.close());

  const tell = (body: Told) => world.call('POST', '/v1/webhooks/payment', 'payment-service', body);

  /** A pending subscription over 29.99 USD, and the event that tells of its payment. */
  async function pending() {
    const account = await world.account();
    const planId = await world.plan();
    const made = await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId });
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
      gateway_reference: 'pi_1',
      occurred_at: '2026-02-10T09:00:01Z',
      ...facts,
    });
    return { account, planId, id, invoiceId, event };
  }

  async function stateOf(accountId: string) {
    const rows = (text: string) => world.rows(text, [accountId]);
    return {
      subscriptions: await rows(`SELECT status, end_reason FROM subscription WHERE account_id = $1 ORDER BY id`),
      invoices: await rows(
        `SELECT status, amount_due_minor, amount_paid_minor FROM invoice WHERE account_id = $1 ORDER BY id`,
      ),
      booked: await rows(`
        SELECT ledger_account, sum(amount_minor) AS total FROM ledger_posting WHERE account_id = $1
        GROUP BY 1 HAVING sum(amount_minor) <> 0 ORDER BY 1`),
      credit: await rows(`SELECT amount_minor, reason FROM credit_movement WHERE account_id = $1`),
      granted: await rows(`SELECT feature FROM entitlement WHERE account_id = $1 ORDER BY 1`),
    };
  }

  const PAID = {
    subscriptions: [{ status: 'active', end_reason: null }],
    invoices: [{ status: 'paid', amount_due_minor: '0', amount_paid_minor: '2999' }],
    booked: [
      { ledger_account: 'cash_at_gateway', total: '2999' },
      { ledger_account: 'revenue', total: '-2999' },
    ],
    credit: [],
    granted: [{ feature: 'api_calls' }, { feature: 'sso' }, { feature: 'storage' }],
  };

  it('activates the subscription and answers as the contract says', async () => {
    const { account, event, id } = await pending();
    const answer = await tell(event());
    expect(answer).toMatchObject({ status: 200, body: { success: true, message: 'Webhook processed successfully' } });
    expect(await stateOf(account.id)).toEqual(PAID);
    const active = await world.call('GET', '/v1/subscriptions/active', account.id);
    expect(active.body.data).toMatchObject({ id, status: 'active', payment_required: false });
  });

  it('takes the example of the requirement, which names no invoice', async () => {
    const { account, event } = await pending();
    const answer = await tell(
      event({ invoice_id: undefined, account_id: undefined, occurred_at: undefined, gateway_reference: undefined }),
    );
    expect(answer.status).toBe(200);
    expect(await stateOf(account.id)).toEqual(PAID);
  });

  it('ignores members it does not know: its sender may grow', async () => {
    const { account, event } = await pending();
    expect((await tell(event({ brand_new: { nested: true } }))).status).toBe(200);
    expect(await stateOf(account.id)).toEqual(PAID);
  });

  it('has one effect of 20 deliveries at once, and none of later ones', async () => {
    const { account, event } = await pending();
    const told = event();
    const answers = await Promise.all(Array.from({ length: 20 }, () => tell(told)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect((await tell(told)).status).toBe(200);
    expect((await tell({ ...told, event_id: newId() })).status).toBe(200);
    expect(await stateOf(account.id)).toEqual(PAID);
  });

  it('has one effect when 20 events tell of one transaction at once', async () => {
    const { account, event } = await pending();
    const transactionId = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => tell(event({ transaction_id: transactionId }))));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(await stateOf(account.id)).toEqual(PAID);
  });

  it.each([
    ['failed, processing, success', ['failed', 'processing', 'success']],
    ['success, failed, processing', ['success', 'failed', 'processing']],
  ])('ends in the same state after %s', async (_, statuses) => {
    const { account, event } = await pending();
    const transactionId = newId();
    for (const status of statuses) {
      const facts = status === 'failed' ? { failure_code: 'card_declined' } : { transaction_id: transactionId };
      expect((await tell(event({ status, ...facts }))).status).toBe(200);
    }
    expect(await stateOf(account.id)).toEqual(PAID);
  });

  it('keeps a failed payment in the history and leaves the subscription pending', async () => {
    const { account, event, id } = await pending();
    await tell(event({ status: 'failed', failure_code: 'insufficient_funds' }));
    const { body } = await world.call('GET', `/v1/subscriptions/${id}/events`, account.id);
    expect(body.data[0]).toMatchObject({
      type: 'payment.failed',
      from: 'pending',
      to: 'pending',
      cause: 'payment_failed',
    });
    expect((await stateOf(account.id)).subscriptions).toEqual([{ status: 'pending', end_reason: null }]);
  });

  it.each([
    ['a cent less', { amount: 29.98 }],
    ['more', { amount: 2999 }],
    ['another currency', { currency: 'EUR' }],
    ['an unknown currency', { currency: 'XQQ' }],
    ['a fraction of a cent', { amount: '29.991' }],
    ['an unknown invoice', { invoice_id: newId() }],
    ['an unknown subscription', { subscription_id: newId() }],
    ['another owner', { account_id: newId() }],
    ['a failure over another amount', { status: 'failed', amount: 1 }],
  ])('refuses %s with 422 and changes nothing, also when it is told again', async (_, facts) => {
    const { account, event } = await pending();
    const before = await stateOf(account.id);
    const told = event(facts);
    for (let time = 1; time <= 2; time++) {
      expect(await tell(told)).toMatchObject({ status: 422, body: { details: { code: 'webhook_rejected' } } });
    }
    expect(await stateOf(account.id)).toEqual(before);
    expect(await world.rows(`SELECT 1 FROM payment_result WHERE event_id = $1`, [told.event_id])).toEqual([]);
    expect(await world.rows(`SELECT 1 FROM consumed_message WHERE message_id = $1`, [told.event_id])).toEqual([]);
  });

  it.each([
    ['no event id', { event_id: undefined }],
    ['a status of its own', { status: 'won' }],
    ['a negative amount', { amount: -29.99 }],
    ['an id that is none', { subscription_id: '1; DROP TABLE invoice' }],
  ])('refuses %s with 400', async (_, facts) => {
    const { event } = await pending();
    expect(await tell(event(facts))).toMatchObject({ status: 400, body: { details: { code: 'validation_failed' } } });
  });

  it('keeps money for a voided invoice as credit, once', async () => {
    const { account, event, id } = await pending();
    await world.call('DELETE', `/v1/subscriptions/${id}`, account.id);
    const told = event();
    await Promise.all([tell(told), tell(told), tell({ ...told, event_id: newId() })]);
    const state = await stateOf(account.id);
    expect(state.credit).toEqual([{ amount_minor: '2999', reason: 'invoice_void' }]);
    expect(state.subscriptions).toEqual([{ status: 'canceled', end_reason: 'canceled_now' }]);
    expect(state.booked).toEqual([
      { ledger_account: 'cash_at_gateway', total: '2999' },
      { ledger_account: 'customer_credit', total: '-2999' },
    ]);
  });

  it('keeps money that comes after its account was deleted, too', async () => {
    const { account, event, id } = await pending();
    await world.call('DELETE', `/v1/subscriptions/${id}`, account.id);
    const by = { 'x-test-account': STAFF };
    const gone = await world.app.inject({ method: 'DELETE', url: `/v1/accounts/${account.id}`, headers: by });
    expect(gone.statusCode).toBe(204);
    expect((await tell(event())).status).toBe(200);
    expect((await stateOf(account.id)).booked).toEqual([
      { ledger_account: 'cash_at_gateway', total: '2999' },
      { ledger_account: 'customer_credit', total: '-2999' },
    ]);
  });

  it('keeps a second charge of one invoice as credit', async () => {
    const { account, event } = await pending();
    await tell(event());
    expect((await tell(event())).status).toBe(200);
    const state = await stateOf(account.id);
    expect(state.credit).toEqual([{ amount_minor: '2999', reason: 'invoice_already_paid' }]);
    expect(state.invoices).toEqual(PAID.invoices);
  });

  it('ends the trial of the family as converted when the paid plan begins', async () => {
    const account = await world.account();
    const planId = await world.plan();
    await world.call('POST', '/v1/subscriptions/trial', account.id, { trial_plan_id: planId });
    const use = () => world.call('POST', '/v1/usage/use', account.id, { feature_name: 'api_calls', delta: 400 });
    expect((await use()).body.data.current_usage).toBe(400);
    const paid = (await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId })).body.data;
    const told = {
      event_id: newId(),
      transaction_id: newId(),
      subscription_id: paid.id,
      status: 'success',
      amount: 29.99,
      currency: 'USD',
    };
    expect((await tell(told)).status).toBe(200);
    expect((await stateOf(account.id)).subscriptions).toEqual([
      { status: 'canceled', end_reason: 'converted' },
      { status: 'active', end_reason: null },
    ]);
    expect((await world.call('GET', '/v1/entitlements/check?feature=sso', account.id)).body.data.source).toBe('plan');
    // What the trial used is not taken from the paid plan, not even when both began in the same second.
    expect((await use()).body.data.current_usage).toBe(400);
    expect((await world.call('POST', '/v1/subscriptions', account.id, { plan_id: planId })).status).toBe(409);
  });

  it('settle a bill of one-off lines, which no subscription waits for; a second capture becomes credit', async () => {
    const account = await world.account();
    const lines = [{ description: 'Setup', unit_amount: 100 }];
    const invoice = (await world.call('POST', '/v1/invoices', STAFF, { account_id: account.id, lines })).body.data;
    const event = (facts: Told = {}): Told => ({
      event_id: newId(),
      transaction_id: newId(),
      subscription_id: null,
      invoice_id: invoice.id,
      account_id: account.id,
      status: 'success',
      amount: 100,
      currency: 'USD',
      ...facts,
    });
    expect((await tell(event({ amount: 99 }))).status).toBe(422);
    expect((await tell(event({ account_id: newId() }))).status).toBe(422);
    expect((await tell(event({ status: 'failed', failure_code: 'card_declined' }))).status).toBe(200);
    expect((await tell(event())).status).toBe(200);
    expect((await tell(event())).status).toBe(200);
    const state = await stateOf(account.id);
    expect(state.invoices).toEqual([{ status: 'paid', amount_due_minor: '0', amount_paid_minor: '10000' }]);
    expect(state.credit).toEqual([{ amount_minor: '10000', reason: 'invoice_already_paid' }]);
  });
});
