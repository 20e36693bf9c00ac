import { newId } from '@libs/persistence';
import { CollectionApi } from '../collection/collection.api';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { PaymentServiceStub } from './testing/payment-service.stub';

describe('charging while the customer waits', () => {
  let world: BillingWorld;
  let payments: PaymentServiceStub;
  let basic: number;
  let pro: number;

  beforeAll(async () => {
    payments = await PaymentServiceStub.start();
    world = await billingWorld('2026-02-10T09:00:00Z', payments.url);
    basic = await world.plan({ price: '30' });
    pro = await world.plan({ price: '60' });
  });
  afterAll(async () => {
    await world.close();
    payments.close();
  });
  beforeEach(() => void payments.fates.splice(0));

  const METHOD = '0197c1d2-6f00-7000-8000-00000000aaaa';

  async function tellMethod(accountId: string, methodId: string | null, version = 1): Promise<void> {
    const news = { accountId, defaultMethodId: methodId, version, isNew: methodId !== null };
    await world.database.transaction(() => world.get(CollectionApi).paymentMethodChanged(news));
  }

  async function payer(methodId: string | null = METHOD): Promise<string> {
    const { id } = await world.account();
    if (methodId) await tellMethod(id, methodId);
    return id;
  }

  const subscribe = (accountId: string, planId = basic, more: object = {}) =>
    world.call('POST', '/v1/subscriptions', accountId, { plan_id: planId, ...more });

  async function keyed(method: 'POST', url: string, by: string, body: object, key: string) {
    const headers = { 'x-test-account': by, 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await world.app.inject({ method, url, headers, payload: JSON.stringify(body) });
    return { status: answer.statusCode, text: answer.body, body: answer.json() };
  }

  /** From that statement on every statement of the process fails; all of them come after the first half has committed. */
  function dieAt(statement: string): () => void {
    const real = world.database.named.bind(world.database);
    let isDead = false;
    const spy = jest.spyOn(world.database, 'named').mockImplementation(async (name, text, params) => {
      isDead ||= name === statement;
      if (isDead) throw new TypeError('the process is gone');
      return real(name, text, params) as never;
    });
    return () => spy.mockRestore();
  }

  const statusesOf = (accountId: string, table: 'subscription' | 'invoice') =>
    world
      .rows<{ status: string }>(`SELECT status FROM ${table} WHERE account_id = $1 ORDER BY id`, [accountId])
      .then((rows) => rows.map(({ status }) => status));

  describe('a subscription', () => {
    it('comes back active when its account has a saved method', async () => {
      const account = await payer();
      const { status, body } = await subscribe(account);
      expect([status, body.data.status, body.data.payment_required]).toEqual([201, 'active', false]);
      expect(await statusesOf(account, 'invoice')).toEqual(['paid']);
      expect(payments.asked.at(-1)).toMatchObject({
        invoice_id: body.data.invoice_id,
        amount_minor: '3000',
        charge: { key: 'issue', payment_method_id: null },
      });
    });

    it('comes back pending and is not charged without one', async () => {
      const asked = payments.asked.length;
      const account = await payer(null);
      const { status, body } = await subscribe(account);
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
      const account = await payer();
      payments.fates.push({ decline: told });
      const { status, body } = await subscribe(account);
      expect([status, body.details.code, body.data.status, body.data.payment_required]).toEqual([
        402,
        shown,
        'pending',
        true,
      ]);
      expect(await statusesOf(account, 'invoice')).toEqual(['open']);
    });

    it.each(['forever processing', 'silence', { refusal: 'payment_method_required' }] as const)(
      'is pending after %j, and becomes active by itself',
      async (fate) => {
        const account = await payer();
        payments.fates.push(fate);
        const { status, body } = await subscribe(account);
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
      const account = await payer();
      payments.fates.push({ refusal: 'payment_in_progress' }, 'processing', 'processing', 'success');
      expect((await subscribe(account)).body.data.status).toBe('active');
    });

    it('is booked once when the webhook tells the same outcome', async () => {
      const account = await payer();
      const { body } = await subscribe(account);
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
      const account = await payer();
      const { status, body } = await world.call('POST', '/v1/subscriptions', STAFF, {
        plan_id: basic,
        account_id: account,
        start_date: '2025-12-10T09:00:00Z',
      });
      expect([status, body.data.status]).toEqual([201, 'active']);
      expect(await statusesOf(account, 'invoice')).toEqual(['paid', 'paid', 'paid']);
    });

    it('ends the trial that it replaces', async () => {
      const account = await payer();
      await world.call('POST', '/v1/subscriptions/trial', account, { trial_plan_id: basic });
      expect((await subscribe(account)).body.data.status).toBe('active');
      expect(await statusesOf(account, 'subscription')).toEqual(['canceled', 'active']);
    });

    it.each([
      ['before the charge', 'invoice_by_id', 'pending'],
      ['after the charge', 'inbox_insert', 'pending'],
      ['before the answer was kept', 'idempotency_answer', 'active'],
    ])(
      'is made and charged once by one Idempotency-Key, also when the process dies %s',
      async (_, statement, status) => {
        const account = await payer();
        const key = newId();
        const post = () => keyed('POST', '/v1/subscriptions', account, { plan_id: basic }, key);
        const revive = dieAt(statement);
        expect((await post()).status).toBe(500);
        revive();
        expect(await statusesOf(account, 'subscription')).toEqual([status]);
        expect((await post()).body.details.code).toBe('idempotency_in_progress');
        await world.rows(`UPDATE idempotency_key SET leased_until = now() WHERE key = $1`, [key]);
        const finished = await post();
        expect([finished.status, finished.body.data.status]).toEqual([201, 'active']);
        expect((await post()).text).toBe(finished.text);
        expect(await statusesOf(account, 'subscription')).toEqual(['active']);
        expect(payments.chargesOf(finished.body.data.invoice_id)).toHaveLength(1);
      },
    );

    it('replays a decline', async () => {
      const account = await payer();
      const key = newId();
      payments.fates.push({ decline: 'card_declined' });
      const first = await keyed('POST', '/v1/subscriptions', account, { plan_id: basic }, key);
      const again = await keyed('POST', '/v1/subscriptions', account, { plan_id: basic }, key);
      expect([first.status, again.text]).toEqual([402, first.text]);
    });
  });

  describe('an upgrade', () => {
    async function subscriber(): Promise<{ account: string; id: string }> {
      const account = await payer();
      return { account, id: (await subscribe(account)).body.data.id };
    }
    const read = (account: string, id: string) =>
      world.call('GET', `/v1/subscriptions/${id}`, account).then(({ body }) => body.data);

    it('is in force in the answer, with its paid invoice', async () => {
      const { account, id } = await subscriber();
      const { status, body } = await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: pro });
      expect([status, body.data.plan_id, body.data.pending_change]).toEqual([200, pro, null]);
      expect(body.data.payment_required).toBe(false);
      expect(body.data.proration).toMatchObject({ direction: 'upgrade', amount_due: 30, invoice: { status: 'paid' } });
    });

    it('that is declined changes nothing: 402, the plan as before, its bill void', async () => {
      const { account, id } = await subscriber();
      const before = await read(account, id);
      payments.fates.push({ decline: 'card_declined' });
      const { status, body } = await world.call('POST', `/v1/subscriptions/${id}/change-plan`, account, {
        new_plan_id: pro,
      });
      expect([status, body.details.code, body.data.plan_id]).toEqual([402, 'card_declined', basic]);
      expect(await read(account, id)).toEqual(before);
      expect(await statusesOf(account, 'invoice')).toEqual(['paid', 'void']);
      // Another try is another bill, and may succeed.
      expect((await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: pro })).body.data.plan_id).toBe(
        pro,
      );
    });

    it('whose outcome is not known waits for it', async () => {
      const { account, id } = await subscriber();
      payments.fates.push('forever processing');
      const { status, body } = await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: pro });
      expect([status, body.data.plan_id, body.data.payment_required]).toEqual([200, basic, true]);
      expect(body.data.pending_change).toMatchObject({ plan_id: pro, awaits_payment: true });
    });

    it('is charged once by one Idempotency-Key', async () => {
      const { account, id } = await subscriber();
      const key = newId();
      const post = () => keyed('POST', `/v1/subscriptions/${id}/change-plan`, account, { new_plan_id: pro }, key);
      const first = await post();
      expect([first.status, first.body.data.plan_id]).toEqual([200, pro]);
      expect((await post()).text).toBe(first.text);
      expect(await statusesOf(account, 'invoice')).toEqual(['paid', 'paid']);
    });

    it('without a saved method waits to be paid', async () => {
      const { account, id } = await subscriber();
      await tellMethod(account, null, 2);
      const { status, body } = await world.call('PUT', `/v1/subscriptions/${id}`, account, { plan_id: pro });
      expect([status, body.data.payment_required]).toEqual([200, true]);
    });
  });

  describe('what is being charged', () => {
    const put = (by: string, id: string, body: object) => world.call('PUT', `/v1/subscriptions/${id}`, by, body);
    const charged = () => payments.asked.filter(({ charge }) => charge !== null).length;

    it('is not replaced, canceled or charged for a second time: ten starts at once, one charge', async () => {
      const account = await payer();
      const answers = await Promise.all(Array.from({ length: 10 }, () => subscribe(account)));
      const codes = answers.map(({ body }) => body.details?.code ?? body.data.status);
      expect(codes.filter((code) => code === 'active')).toHaveLength(1);
      expect(codes.every((code) => ['active', 'payment_in_progress', 'already_subscribed'].includes(code))).toBe(true);
      expect(await statusesOf(account, 'invoice')).toEqual(['paid']);
    });

    it('is a start whose outcome is not known: neither another start nor a cancellation', async () => {
      const account = await payer();
      payments.fates.push('forever processing');
      const { body } = await subscribe(account);
      const asked = charged();
      const answers = [
        await subscribe(account, pro),
        await world.call('DELETE', `/v1/subscriptions/${body.data.id}`, account),
      ];
      expect(answers.map(({ status, body: { details } }) => [status, details.code])).toEqual([
        [409, 'payment_in_progress'],
        [409, 'payment_in_progress'],
      ]);
      expect(charged()).toBe(asked);
      expect(await statusesOf(account, 'subscription')).toEqual(['pending']);
    });

    it('is an upgrade whose outcome is not known: no other change, pause, or end', async () => {
      const account = await payer();
      const { id } = (await subscribe(account)).body.data;
      payments.fates.push('forever processing');
      await put(account, id, { plan_id: pro });
      const answers = [
        await put(account, id, { plan_id: pro }),
        await put(account, id, { plan_id: basic }),
        await world.call('POST', `/v1/subscriptions/${id}/pause`, account, {}),
        await world.call('DELETE', `/v1/subscriptions/${id}?at=now`, account),
      ];
      expect(answers.map(({ body }) => body.details?.code)).toEqual(Array(4).fill('payment_in_progress'));
      expect(await statusesOf(account, 'invoice')).toEqual(['paid', 'open']);
      expect((await put(account, id, { metadata: { a: 'b' } })).status).toBe(200);
    });

    it.each([
      ['declined', { decline: 'card_declined' }],
      ['refused for want of a method', { refusal: 'payment_method_required' }],
    ] as const)('is not what was %s', async (_, fate) => {
      const account = await payer();
      payments.fates.push(fate);
      await subscribe(account);
      expect((await subscribe(account, pro)).body.data.status).toBe('active');
    });

    it('is not what lost its method', async () => {
      const account = await payer();
      payments.fates.push('silence');
      await subscribe(account);
      await tellMethod(account, null, 2);
      expect((await subscribe(account, pro)).status).toBe(201);
    });
  });

  describe('POST /v1/invoices/{id}/pay', () => {
    async function owed(
      methodId: string | null = METHOD,
    ): Promise<{ account: string; invoiceId: string; subscriptionId: string }> {
      const account = await payer(null);
      const { id, invoice_id: invoiceId } = (await subscribe(account)).body.data;
      if (methodId) await tellMethod(account, methodId);
      return { account, invoiceId, subscriptionId: id };
    }
    const pay = (by: string, id: string, body: object = {}) => world.call('POST', `/v1/invoices/${id}/pay`, by, body);

    it('pays an open bill with the default method, and what waited for it begins', async () => {
      const { account, invoiceId, subscriptionId } = await owed();
      const { status, body } = await pay(account, invoiceId);
      expect([status, body.data.status, body.data.amount_due]).toEqual([200, 'paid', 0]);
      expect((await world.call('GET', `/v1/subscriptions/${subscriptionId}`, account)).body.data.status).toBe('active');
      expect(payments.asked.at(-1)?.charge?.key).toMatch(/^pay-[0-9a-f-]{36}$/);
    });

    it('uses the method that is named, for a customer and for staff', async () => {
      const { account, invoiceId } = await owed(null);
      const named = '0197c1d2-6f00-7000-8000-00000000bbbb';
      payments.fates.push({ decline: 'expired_card' });
      const declined = await pay(account, invoiceId, { payment_method_id: named });
      expect([declined.status, declined.body.details.code, declined.body.data.status]).toEqual([
        402,
        'expired_card',
        'open',
      ]);
      expect(payments.asked.at(-1)?.charge?.payment_method_id).toBe(named);
      expect((await pay(STAFF, invoiceId, { payment_method_id: named })).status).toBe(200);
    });

    it('answers 202 while the outcome is not known', async () => {
      const { account, invoiceId } = await owed();
      payments.fates.push('forever processing');
      const { status, body } = await pay(account, invoiceId);
      expect([status, body.data.status]).toEqual([202, 'open']);
    });

    it.each([
      ['payment_method_required', 409],
      ['nothing_to_pay', 409],
      ['not_found', 404],
    ])('tells %s of the payment service', async (refusal, status) => {
      const { account, invoiceId } = await owed();
      payments.fates.push({ refusal });
      const answer = await pay(account, invoiceId);
      expect([answer.status, answer.body.details.code]).toEqual([status, refusal]);
    });

    it('is 503 when nobody can tell, and the same Idempotency-Key goes on with the same attempt', async () => {
      const { account, invoiceId } = await owed();
      const key = newId();
      payments.fates.push('silence');
      const post = () => keyed('POST', `/v1/invoices/${invoiceId}/pay`, account, {}, key);
      expect((await post()).status).toBe(503);
      const first = payments.asked.at(-1)?.charge?.key;
      const again = await post();
      expect([again.status, again.body.data.status, payments.asked.at(-1)?.charge?.key]).toEqual([200, 'paid', first]);
    });

    it('refuses what is paid, what is void, what is another’s, and an account without a method', async () => {
      const { account, invoiceId } = await owed();
      const stranger = await payer();
      expect((await pay(stranger, invoiceId)).status).toBe(404);
      expect((await pay(account, 'x')).status).toBe(404);
      expect((await pay(account, newId())).status).toBe(404);
      expect((await pay(account, invoiceId)).status).toBe(200);
      const asked = payments.asked.length;
      expect((await pay(account, invoiceId)).body.details.code).toBe('nothing_to_pay');
      const other = await owed(null);
      expect((await pay(other.account, other.invoiceId)).body.details.code).toBe('payment_method_required');
      await world.call('DELETE', `/v1/subscriptions/${other.subscriptionId}`, other.account);
      expect((await pay(other.account, other.invoiceId)).body.details.code).toBe('nothing_to_pay');
      expect(payments.asked).toHaveLength(asked);
    });

    it('ten at once charge once', async () => {
      const { account, invoiceId } = await owed();
      const answers = await Promise.all(Array.from({ length: 10 }, () => pay(account, invoiceId)));
      const codes = new Set(answers.map(({ status }) => status));
      expect(codes.has(200)).toBe(true);
      expect(await statusesOf(account, 'invoice')).toEqual(['paid']);
    });
  });

  describe('the default payment method', () => {
    const methodOf = (accountId: string) =>
      world.call('GET', `/v1/accounts/${accountId}`, STAFF).then(({ body }) => body.data.default_payment_method);

    it('is the one of the latest version, however news come', async () => {
      const account = await payer(null);
      await tellMethod(account, METHOD, 2);
      await tellMethod(account, null, 1);
      await tellMethod(account, '0197c1d2-6f00-7000-8000-00000000cccc', 2);
      expect(await methodOf(account)).toBe(METHOD);
      await tellMethod(account, null, 3);
      expect(await methodOf(account)).toBeNull();
    });

    it('leaves one audit row for each change', async () => {
      const account = await payer(null);
      for (const version of [1, 1, 2]) await tellMethod(account, METHOD, version);
      const rows = await world.rows<{ after: object }>(
        `SELECT after FROM audit_log WHERE account_id = $1 AND action = 'account.updated'`,
        [account],
      );
      expect(rows).toEqual([{ after: { defaultPaymentMethod: METHOD } }]);
    });

    it('of an account that is gone, or unknown, changes nothing', async () => {
      await expect(tellMethod(newId(), METHOD)).resolves.toBeUndefined();
      const account = await payer(null);
      await world.app.inject({
        method: 'DELETE',
        url: `/v1/accounts/${account}`,
        headers: { 'x-test-account': STAFF },
      });
      await expect(tellMethod(account, METHOD)).resolves.toBeUndefined();
    });

    it('does not charge a pending subscription by itself', async () => {
      const account = await payer(null);
      const { body } = await subscribe(account);
      await tellMethod(account, METHOD);
      const messages = await world.rows<{ charge: unknown }>(
        `SELECT envelope->'payload'->'charge' AS charge FROM outbox_message WHERE envelope->'payload'->>'invoice_id' = $1`,
        [body.data.invoice_id],
      );
      expect(messages).toEqual([{ charge: null }]);
    });
  });

  it('a bill that was lowered, or taken back, is told to be so before that is answered', async () => {
    const account = await payer(null);
    const { invoice_id: id } = (await subscribe(account)).body.data;
    const lowered = await world.call('POST', `/v1/invoices/${id}/credit-notes`, STAFF, { amount: 10, reason: 'Late' });
    expect(lowered.status).toBe(201);
    const { invoice_id: other } = (await subscribe(account)).body.data;
    expect((await keyed('POST', `/v1/invoices/${other}/void`, STAFF, { reason: 'Wrong' }, newId())).status).toBe(200);
    const toldOf = (invoice: string) => payments.told.filter(({ invoice_id }) => invoice_id === invoice);
    expect(toldOf(id)[0]).toMatchObject({ status: 'due', amount_minor: '2000', charge: null });
    expect(toldOf(other)).toMatchObject([{ status: 'void', charge: null }]);
  });
});
