import { newId } from '@libs/persistence';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

type Told = Record<string, unknown>;

describe('refunds, disputes and fees', () => {
  let world: BillingWorld;
  beforeAll(async () => {
    world = await billingWorld();
  });
  afterAll(async () => {
    expect(await unbalanced(world)).toEqual([]);
    await world.close();
  });

  const tell = async (body: Told) => (await world.call('POST', '/v1/webhooks/payment', 'payment-service', body)).status;
  const bill = async (id: string) => (await world.call('GET', `/v1/invoices/${id}`, STAFF)).body.data;
  const account = async (id: string) => (await world.call('GET', `/v1/accounts/${id}`, STAFF)).body.data;

  /** A subscription over 29.99 USD that was paid by a captured payment. */
  async function paid() {
    const { id: accountId } = await world.account();
    const made = await world.call('POST', '/v1/subscriptions', accountId, { plan_id: await world.plan() });
    const { id, invoice_id: invoiceId } = made.body.data as { id: string; invoice_id: string };
    const transactionId = newId();
    const ids = { subscription_id: id, invoice_id: invoiceId, account_id: accountId };
    const event = (facts: Told): Told => ({
      event_id: newId(),
      transaction_id: transactionId,
      ...ids,
      amount: 29.99,
      currency: 'USD',
      occurred_at: '2026-02-10T09:00:01Z',
      ...facts,
    });
    await tell(event({ status: 'success' }));
    const refund = (facts: Told) =>
      event({ type: 'refund', refund_id: newId(), credit_note_id: null, status: 'success', reason: null, ...facts });
    const dispute = (facts: Told) => event({ type: 'dispute', dispute_id: newId(), reason: 'fraudulent', ...facts });
    const again = async (facts: Told) => {
      const told = event({ ...facts, transaction_id: newId() });
      await tell(told);
      return told.transaction_id as string;
    };
    const history = async () => {
      const { data } = (await world.call('GET', `/v1/subscriptions/${id}/events`, accountId)).body;
      return (data as { type: string; cause: string }[]).map(({ type, cause }) => `${type} ${cause}`);
    };
    const credited = (facts: Told) => world.call('POST', `/v1/invoices/${invoiceId}/credit-notes`, STAFF, facts);
    const notes = async () => (await world.call('GET', `/v1/invoices/${invoiceId}/credit-notes`, STAFF)).body.data;
    return { accountId, invoiceId, refund, dispute, again, history, credited, notes };
  }

  async function books(accountId: string): Promise<Record<string, number>> {
    const rows = await world.rows<{ name: string; total: string }>(
      `SELECT ledger_account AS name, sum(amount_minor) AS total FROM ledger_posting WHERE account_id = $1
       GROUP BY 1 HAVING sum(amount_minor) <> 0`,
      [accountId],
    );
    return Object.fromEntries(rows.map(({ name, total }) => [name, Number(total)]));
  }

  /** In every order, each told twice. */
  const orders = <T>(all: readonly T[]): T[][] =>
    all.length < 2
      ? [[...all]]
      : all.flatMap((one) => orders(all.filter((x) => x !== one)).map((rest) => [one, ...rest]));

  it('a refund that staff made on the payment is booked once', async () => {
    const { accountId, invoiceId, refund, history } = await paid();
    const told = refund({ amount: 10 });
    const statuses = await Promise.all([tell(told), tell(told), tell({ ...told, event_id: newId() })]);
    expect([...statuses, await tell(told)]).toEqual([200, 200, 200, 200]);
    expect(await bill(invoiceId)).toMatchObject({ status: 'paid', amount_paid: 29.99, amount_refunded: 10 });
    expect(await books(accountId)).toEqual({ cash_at_gateway: 1999, refunds: 1000, revenue: -2999 });
    expect((await history())[0]).toBe('payment.refunded refund_paid');
    const [row] = await world.rows<{ count: string }>(
      `SELECT count(*) FROM audit_log WHERE account_id = $1 AND action = 'payment.refunded'`,
      [accountId],
    );
    expect(row?.count).toBe('1');
  });

  it('a credit note sends money back when asked, and tells how far it got', async () => {
    const { accountId, invoiceId, refund, credited, notes } = await paid();
    const { body } = await credited({ amount: 20, reason: 'Outage', settlement: 'refund' });
    const { id } = body.data;
    expect(body.data).toMatchObject({ refunded: 20, credited: 0, refund_status: 'pending', refund_paid: 0 });
    const messages = await world.rows<{ queue: string; envelope: { action: string; payload: Told } }>(
      `SELECT queue, envelope FROM outbox_message WHERE envelope->'payload'->>'credit_note_id' = $1`,
      [id],
    );
    expect(messages).toMatchObject([
      {
        queue: 'q:pay:refund_initiation',
        envelope: {
          action: 'credit_note_refund',
          payload: {
            invoice_id: invoiceId,
            account_id: accountId,
            amount_minor: '2000',
            currency: 'USD',
            reason: 'Outage',
          },
        },
      },
    ]);
    expect(await books(accountId)).toEqual({ cash_at_gateway: 2999, refunds: -2000, revenue: -999 });

    expect(await tell(refund({ credit_note_id: id, amount: 15 }))).toBe(200);
    expect(await notes()).toMatchObject([{ refund_status: 'pending', refund_paid: 15 }]);
    const none = { refund_id: null, transaction_id: null, subscription_id: null, status: 'failed' };
    expect(await tell(refund({ credit_note_id: id, amount: 5, ...none }))).toBe(200);
    expect(await tell(refund({ credit_note_id: id, amount: 5, ...none }))).toBe(200);
    expect(await notes()).toMatchObject([{ refund_status: 'partial', refund_paid: 15, refund_failed: 5 }]);
    expect(await bill(invoiceId)).toMatchObject({ amount_refunded: 15 });
    expect((await account(accountId)).balance).toBe(5);
    expect(await books(accountId)).toEqual({ cash_at_gateway: 1499, customer_credit: -500, revenue: -999 });
  });

  it('what staff refunded before its credit note comes back once', async () => {
    const { accountId, refund, credited, notes } = await paid();
    await tell(refund({ amount: 20 }));
    const { id, ...note } = (await credited({ amount: 29.99, reason: 'All', settlement: 'refund' })).body.data;
    expect(note).toMatchObject({ refunded: 29.99, credited: 0, refund_status: 'pending', refund_paid: 20 });
    const [sent] = await world.rows<{ minor: string }>(
      `SELECT envelope->'payload'->>'amount_minor' AS minor FROM outbox_message
       WHERE envelope->'payload'->>'credit_note_id' = $1`,
      [id],
    );
    expect(sent?.minor).toBe('999');
    await tell(refund({ credit_note_id: id, amount: 9.99 }));
    expect(await notes()).toMatchObject([{ refund_status: 'success', refund_paid: 29.99 }]);
    expect((await account(accountId)).balance).toBe(0);
    expect(await books(accountId)).toEqual({});
  });

  it('what is on its way back is not sent again: the rest is credit', async () => {
    const { credited } = await paid();
    await credited({ amount: 20, reason: 'First', settlement: 'refund' });
    const second = await credited({ amount: 9.99, reason: 'Second', settlement: 'refund' });
    expect(second.body.data).toMatchObject({ refunded: 9.99 });
    expect((await credited({ amount: 1, reason: 'Third', settlement: 'refund' })).status).toBe(422);
  });

  it('money that was never captured does not go back', async () => {
    const { id } = await world.account();
    await world.call('POST', '/v1/credits', STAFF, { account_id: id, amount: 20, reason: 'Welcome' });
    const made = await world.call('POST', '/v1/subscriptions', id, { plan_id: await world.plan() });
    const { id: subscription_id, invoice_id } = made.body.data;
    const ids = { subscription_id, invoice_id, event_id: newId(), transaction_id: newId(), currency: 'USD' };
    expect(await tell({ ...ids, status: 'success', amount: 9.99 })).toBe(200);
    const note = await world.call('POST', `/v1/invoices/${invoice_id}/credit-notes`, STAFF, {
      amount: 29.99,
      reason: 'All',
      settlement: 'refund',
    });
    expect(note.body.data).toMatchObject({ refunded: 9.99, credited: 20 });
  });

  it('a refund that comes back becomes credit, in whatever order its outcomes are told', async () => {
    for (const order of orders(['success', 'failed'])) {
      const { accountId, invoiceId, refund, credited, notes } = await paid();
      const { id } = (await credited({ amount: 20, reason: 'Outage', settlement: 'refund' })).body.data;
      const refundId = newId();
      for (const status of order) {
        const told = refund({ refund_id: refundId, credit_note_id: id, status, amount: 20 });
        expect([await tell(told), await tell(told)]).toEqual([200, 200]);
      }
      expect(await bill(invoiceId)).toMatchObject({ amount_refunded: 0 });
      expect(await notes()).toMatchObject([{ refund_status: 'failed', refund_paid: 0, refund_failed: 20 }]);
      expect((await account(accountId)).balance).toBe(20);
      expect(await books(accountId)).toEqual({ cash_at_gateway: 2999, customer_credit: -2000, revenue: -999 });
    }
  });

  it('a second charge that had become credit takes the credit with it when it goes back, and gives it back with it', async () => {
    const { accountId, invoiceId, refund, again } = await paid();
    const second = await again({ status: 'success' });
    expect((await account(accountId)).balance).toBe(29.99);
    const refundId = newId();
    const whole = { transaction_id: second, refund_id: refundId };
    expect(await tell(refund({ ...whole, amount: 29.99 }))).toBe(200);
    expect((await account(accountId)).balance).toBe(0);
    expect(await bill(invoiceId)).toMatchObject({ amount_paid: 29.99, amount_refunded: 0 });
    expect(await books(accountId)).toEqual({ cash_at_gateway: 2999, revenue: -2999 });
    expect(await tell(refund({ ...whole, amount: 29.99, status: 'failed' }))).toBe(200);
    expect((await account(accountId)).balance).toBe(29.99);
    expect(await bill(invoiceId)).toMatchObject({ amount_refunded: 0 });
    expect(await books(accountId)).toEqual({ cash_at_gateway: 5998, customer_credit: -2999, revenue: -2999 });
  });

  it('what was kept of a payment goes back first, as far as it was not spent', async () => {
    const { accountId, invoiceId, refund, again } = await paid();
    const second = await again({ status: 'success' });
    const lines = [{ description: 'Setup', unit_amount: 10 }];
    await world.call('POST', '/v1/invoices', STAFF, { account_id: accountId, lines });
    expect((await account(accountId)).balance).toBe(19.99);
    await tell(refund({ transaction_id: second, amount: 15 }));
    expect((await account(accountId)).balance).toBe(4.99);
    await tell(refund({ transaction_id: second, amount: 14.99 }));
    expect((await account(accountId)).balance).toBe(0);
    expect(await bill(invoiceId)).toMatchObject({ amount_refunded: 10 });
    expect(await books(accountId)).toEqual({ cash_at_gateway: 2999, refunds: 1000, revenue: -3999 });
  });

  it('a dispute holds dunning up until it is decided, in whatever order it is told', async () => {
    const ends = {
      won: { cash_at_gateway: 2999, revenue: -2999 },
      lost: {},
    };
    for (const [end, left] of Object.entries(ends)) {
      for (const order of orders(['opened', end])) {
        const { accountId, dispute, history } = await paid();
        const disputeId = newId();
        for (const [step, status] of order.entries()) {
          const told = dispute({ dispute_id: disputeId, status });
          expect([await tell(told), await tell(told)]).toEqual([200, 200]);
          const isHeld = step === 0 && status === 'opened';
          expect((await account(accountId)).dispute_hold).toBe(isHeld);
          if (isHeld) expect(await books(accountId)).toEqual({ disputes: 2999, revenue: -2999 });
        }
        expect(await books(accountId)).toEqual(left);
        expect(await history()).toEqual(expect.arrayContaining(['payment.disputed dispute_opened']));
      }
    }
  });

  it('dunning waits for the last of several disputes', async () => {
    const { accountId, dispute } = await paid();
    const [first, second] = [newId(), newId()];
    for (const dispute_id of [first, second]) await tell(dispute({ dispute_id, status: 'opened', amount: 10 }));
    await tell(dispute({ dispute_id: first, status: 'won', amount: 10 }));
    expect((await account(accountId)).dispute_hold).toBe(true);
    await tell(dispute({ dispute_id: second, status: 'lost', amount: 10 }));
    expect((await account(accountId)).dispute_hold).toBe(false);
  });

  it('books what the gateway keeps, once per movement, also for nobody here', async () => {
    const { accountId, invoiceId } = await paid();
    const fee = (facts: Told) => ({
      type: 'fee',
      event_id: newId(),
      transaction_id: newId(),
      account_id: accountId,
      amount: '1.17',
      currency: 'USD',
      occurred_at: '2026-02-10T09:00:01Z',
      ...facts,
    });
    const told = fee({});
    expect([await tell(told), await tell(told), await tell({ ...told, event_id: newId() })]).toEqual([200, 200, 200]);
    expect(await books(accountId)).toEqual({ cash_at_gateway: 2882, fees: 117, revenue: -2999 });
    expect(await tell(fee({ account_id: null }))).toBe(200);
    expect(await tell(fee({ account_id: newId() }))).toBe(422);
    const entries = await world.call('GET', '/v1/ledger/entries?limit=3', STAFF);
    expect(entries.body.data[0]).toMatchObject({ kind: 'fee_charged', account_id: null });
    expect(await bill(invoiceId)).toMatchObject({ amount_paid: 29.99 });
  });

  it.each([
    ['a refund of an unknown bill', { type: 'refund', refund_id: newId(), status: 'success', invoice_id: newId() }],
    ['a refund of another owner', { type: 'refund', refund_id: newId(), status: 'success', account_id: newId() }],
    [
      'a refund of another subscription',
      { type: 'refund', refund_id: newId(), status: 'success', subscription_id: newId() },
    ],
    ['a refund in another currency', { type: 'refund', refund_id: newId(), status: 'success', currency: 'EUR' }],
    ['a refund of nothing', { type: 'refund', refund_id: newId(), status: 'success', amount: 0 }],
    ['a refund that names nothing', { type: 'refund', refund_id: null, status: 'failed' }],
    ['a refund of an unknown note', { type: 'refund', refund_id: newId(), status: 'success', credit_note_id: newId() }],
    ['a dispute of another owner', { type: 'dispute', dispute_id: newId(), status: 'opened', account_id: newId() }],
    ['a dispute in another currency', { type: 'dispute', dispute_id: newId(), status: 'opened', currency: 'EUR' }],
  ])('%s changes nothing', async (_, facts) => {
    const { accountId, refund } = await paid();
    const before = await books(accountId);
    const told = refund(facts);
    expect([await tell(told), await tell(told)]).toEqual([422, 422]);
    expect(await books(accountId)).toEqual(before);
    expect(await world.rows(`SELECT 1 FROM payment_event WHERE event_id = $1`, [told.event_id])).toEqual([]);
  });

  it('a note sends back no more than it says', async () => {
    const { refund, credited } = await paid();
    const { id } = (await credited({ amount: 20, reason: 'Outage', settlement: 'refund' })).body.data;
    expect(await tell(refund({ credit_note_id: id, amount: 20.01 }))).toBe(422);
    expect(await tell(refund({ credit_note_id: id, amount: 20 }))).toBe(200);
    expect(await tell(refund({ credit_note_id: id, amount: 0.01 }))).toBe(422);
  });

  it('leaves a type it does not know alone', async () => {
    expect(await tell({ type: 'payout', event_id: newId() })).toBe(200);
  });
});
