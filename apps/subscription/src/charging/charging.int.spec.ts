import { newId } from '@libs/persistence';
import { STAFF, type BillingWorld } from '../testing/billing-world';
import { ChargingProbe } from './testing/charging-probe';
import type { PaymentServiceStub } from './testing/payment-service.stub';

describe('charging while the customer waits', () => {
  let probe: ChargingProbe;
  let world: BillingWorld;
  let payments: PaymentServiceStub;

  beforeAll(async () => {
    probe = await ChargingProbe.start();
    ({ world, payments } = probe);
  });
  afterAll(() => probe.close());
  beforeEach(() => void payments.fates.splice(0));

  describe('a subscription', () => {
    it('comes back active when its account has a saved method', async () => {
      const account = await probe.payer();
      const { status, body } = await probe.subscribe(account);
      expect([status, body.data.status, body.data.payment_required]).toEqual([201, 'active', false]);
      expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid']);
      expect(payments.asked.at(-1)).toMatchObject({
        invoice_id: body.data.invoice_id,
        amount_minor: '3000',
        charge: { key: 'issue', payment_method_id: null },
      });
    });

    it('comes back pending and is not charged without one', async () => {
      const asked = payments.asked.length;
      const account = await probe.payer(null);
      const { status, body } = await probe.subscribe(account);
      expect([status, body.data.status, body.data.payment_required]).toEqual([201, 'pending', true]);
      expect(payments.asked).toHaveLength(asked);
      const messages = await world.rows<{ charge: unknown }>(
        `SELECT envelope->'payload'->'charge' AS charge FROM outbox_message WHERE envelope->'payload'->>'invoice_id' = $1`,
        [body.data.invoice_id],
      );
      expect(messages).toEqual([{ charge: null }]);
    });

    it.each([
      ['insufficient_funds', 'insufficient_funds'],
      ['do_not_honor', 'card_declined'],
    ])('stays pending when the card is declined as %s: 402', async (told, shown) => {
      const account = await probe.payer();
      payments.fates.push({ decline: told });
      const { status, body } = await probe.subscribe(account);
      expect([status, body.details.code, body.data.status, body.data.payment_required]).toEqual([
        402,
        shown,
        'pending',
        true,
      ]);
      expect(await probe.statusesOf(account, 'invoice')).toEqual(['open']);
    });

    it.each(['forever processing', 'silence', { refusal: 'payment_method_required' }] as const)(
      'is pending after %j, and becomes active by itself',
      async (fate) => {
        const account = await probe.payer();
        payments.fates.push(fate);
        const { status, body } = await probe.subscribe(account);
        expect([status, body.data.status, body.data.payment_required]).toEqual([201, 'pending', true]);
        const [message] = await world.rows<{ charge: unknown }>(
          `SELECT envelope->'payload'->'charge' AS charge FROM outbox_message WHERE envelope->'payload'->>'invoice_id' = $1`,
          [body.data.invoice_id],
        );
        // The message of its issue names the same attempt.
        expect(message?.charge).toEqual({ key: 'issue', payment_method_id: null });
      },
    );

    it('waits for the message of its issue when that was faster', async () => {
      const account = await probe.payer();
      payments.fates.push({ refusal: 'payment_in_progress' }, 'processing', 'processing', 'success');
      expect((await probe.subscribe(account)).body.data.status).toBe('active');
    });

    it('is booked once when the webhook tells the same outcome', async () => {
      const account = await probe.payer();
      const { body } = await probe.subscribe(account);
      const [told] = payments.chargesOf(body.data.invoice_id);
      const again = await world.call('POST', '/v1/webhooks/payment', 'payment-service', told);
      expect(again.status).toBe(200);
      const [cash] = await world.rows<{ total: string }>(
        `SELECT sum(amount_minor) AS total FROM ledger_posting WHERE account_id = $1 AND ledger_account = 'cash_at_gateway'`,
        [account],
      );
      expect(cash?.total).toBe('3000');
    });

    it('that began in the past is charged for each of its periods', async () => {
      const account = await probe.payer();
      const { status, body } = await world.call('POST', '/v1/subscriptions', STAFF, {
        plan_id: probe.basic,
        account_id: account,
        start_date: '2025-12-10T09:00:00Z',
      });
      expect([status, body.data.status]).toEqual([201, 'active']);
      expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid', 'paid', 'paid']);
    });

    it('ends the trial that it replaces', async () => {
      const account = await probe.payer();
      await world.call('POST', '/v1/subscriptions/trial', account, { trial_plan_id: probe.basic });
      expect((await probe.subscribe(account)).body.data.status).toBe('active');
      expect(await probe.statusesOf(account, 'subscription')).toEqual(['canceled', 'active']);
    });

    it.each([
      ['before the charge', 'invoice_by_id', 'pending'],
      ['after the charge', 'inbox_insert', 'pending'],
      ['before the answer was kept', 'idempotency_answer', 'active'],
    ])(
      'is made and charged once by one Idempotency-Key, also when the process dies %s',
      async (_, statement, status) => {
        const account = await probe.payer();
        const key = newId();
        const post = () => probe.post('/v1/subscriptions', account, { plan_id: probe.basic }, key);
        const revive = probe.dieAt(statement);
        expect((await post()).status).toBe(500);
        revive();
        expect(await probe.statusesOf(account, 'subscription')).toEqual([status]);
        expect((await post()).body.details.code).toBe('idempotency_in_progress');
        await world.rows(`UPDATE idempotency_key SET leased_until = now() WHERE key = $1`, [key]);
        const finished = await post();
        expect([finished.status, finished.body.data.status]).toEqual([201, 'active']);
        expect((await post()).text).toBe(finished.text);
        expect(await probe.statusesOf(account, 'subscription')).toEqual(['active']);
        expect(payments.chargesOf(finished.body.data.invoice_id)).toHaveLength(1);
      },
    );

    it('replays a decline', async () => {
      const account = await probe.payer();
      const key = newId();
      payments.fates.push({ decline: 'card_declined' });
      const first = await probe.post('/v1/subscriptions', account, { plan_id: probe.basic }, key);
      const again = await probe.post('/v1/subscriptions', account, { plan_id: probe.basic }, key);
      expect([first.status, again.text]).toEqual([402, first.text]);
    });
  });

  describe('an upgrade', () => {
    async function subscriber(): Promise<{ account: string; id: string }> {
      const account = await probe.payer();
      return { account, id: (await probe.subscribe(account)).body.data.id };
    }
    const read = (account: string, id: string) =>
      world.call('GET', `/v1/subscriptions/${id}`, account).then(({ body }) => body.data);

    it('is in force in the answer, with its paid invoice', async () => {
      const { account, id } = await subscriber();
      const { status, body } = await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: probe.pro });
      expect([status, body.data.plan_id, body.data.pending_change]).toEqual([200, probe.pro, null]);
      expect(body.data.payment_required).toBe(false);
      expect(body.data.proration).toMatchObject({ direction: 'upgrade', amount_due: 30, invoice: { status: 'paid' } });
    });

    it('that is declined changes nothing: 402, the plan as before, its bill void', async () => {
      const { account, id } = await subscriber();
      const before = await read(account, id);
      payments.fates.push({ decline: 'card_declined' });
      const { status, body } = await world.call('POST', `/v1/subscriptions/${id}/change-plan`, account, {
        new_plan_id: probe.pro,
      });
      expect([status, body.details.code, body.data.plan_id]).toEqual([402, 'card_declined', probe.basic]);
      expect(await read(account, id)).toEqual(before);
      expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid', 'void']);
      // Another try is another bill, and may succeed.
      expect(
        (await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: probe.pro })).body.data.plan_id,
      ).toBe(probe.pro);
    });

    it('whose outcome is not known waits for it', async () => {
      const { account, id } = await subscriber();
      payments.fates.push('forever processing');
      const { status, body } = await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: probe.pro });
      expect([status, body.data.plan_id, body.data.payment_required]).toEqual([200, probe.basic, true]);
      expect(body.data.pending_change).toMatchObject({ plan_id: probe.pro, awaits_payment: true });
    });

    it('is charged once by one Idempotency-Key', async () => {
      const { account, id } = await subscriber();
      const key = newId();
      const post = () => probe.post(`/v1/subscriptions/${id}/change-plan`, account, { new_plan_id: probe.pro }, key);
      const first = await post();
      expect([first.status, first.body.data.plan_id]).toEqual([200, probe.pro]);
      expect((await post()).text).toBe(first.text);
      expect(await probe.statusesOf(account, 'invoice')).toEqual(['paid', 'paid']);
    });

    it('without a saved method waits to be paid', async () => {
      const { account, id } = await subscriber();
      await probe.tellMethod(account, null, 2);
      const { status, body } = await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: probe.pro });
      expect([status, body.data.payment_required]).toEqual([200, true]);
    });
  });

  it('a bill that was lowered, or taken back, is told to be so before that is answered', async () => {
    const account = await probe.payer(null);
    const { invoice_id: id } = (await probe.subscribe(account)).body.data;
    const lowered = await world.call('POST', `/v1/invoices/${id}/credit-notes`, STAFF, { amount: 10, reason: 'Late' });
    expect(lowered.status).toBe(201);
    const { invoice_id: other } = (await probe.subscribe(account)).body.data;
    expect((await probe.post(`/v1/invoices/${other}/void`, STAFF, { reason: 'Wrong' })).status).toBe(200);
    const toldOf = (invoice: string) => payments.told.filter(({ invoice_id }) => invoice_id === invoice);
    expect(toldOf(id)[0]).toMatchObject({ status: 'due', amount_minor: '2000', charge: null });
    expect(toldOf(other)).toMatchObject([{ status: 'void', charge: null }]);
  });
});
