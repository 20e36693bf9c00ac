import { newId } from '@libs/persistence';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { DueWorkApi } from '../due-work/due-work.api';

const PARALLEL = 50;

describe('subscriptions', () => {
  let world: BillingWorld;

  beforeAll(async () => {
    world = await billingWorld();
  });
  afterAll(() => world.close());

  const subscribe = (accountId: string, planId: number) =>
    world.call('POST', '/v1/subscriptions/', accountId, { plan_id: planId });

  it('bills the first period and asks for the money in the transaction that starts it', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    const { status, body } = await subscribe(account.id, planId);
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      user_id: 7,
      account_id: account.id,
      plan_id: planId,
      status: 'pending',
      payment_required: true,
      amount: 29.99,
      currency: 'USD',
      start_date: '2026-02-10T09:00:00Z',
      end_date: '2026-03-10T09:00:00Z',
    });
    const invoice = (await world.call('GET', `/v1/invoices/${body.data.invoice_id}`, account.id)).body.data;
    expect(invoice).toMatchObject({ status: 'open', subscription_id: body.data.id, total: 29.99, amount_due: 29.99 });
    expect(invoice.number).toMatch(/^INV-2026-\d{6}$/);
    expect(invoice.lines).toHaveLength(1);
    expect(invoice.lines[0]).toMatchObject({ kind: 'subscription', amount: 29.99, unit_amount: 29.99, quantity: 1 });
    const [message] = await messagesOf(body.data.id);
    expect(message).toMatchObject({
      queue: 'q:sub:payment_initiation',
      action: 'initial',
      payload: { invoice_id: invoice.id, amount_minor: '2999', currency: 'USD', status: 'due', user_id: 7 },
    });
    const booked = `
      SELECT ledger_account, amount_minor FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
      WHERE e.invoice_id = $1 ORDER BY line`;
    expect(await world.rows(booked, [invoice.id])).toEqual([
      { ledger_account: 'receivables', amount_minor: '2999' },
      { ledger_account: 'revenue', amount_minor: '-2999' },
    ]);
    const audited = `SELECT action, actor FROM audit_log WHERE account_id = $1 AND subject_id = ANY($2) ORDER BY id`;
    expect(await world.rows(audited, [account.id, [body.data.id, invoice.id]])).toEqual([
      { action: 'subscription.created', actor: `user:${account.id}` },
      { action: 'invoice.finalized', actor: `user:${account.id}` },
    ]);
  });

  it('leaves one pending subscription of 50 that start at once', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => subscribe(account.id, planId)));
    expect(answers.map(({ status }) => status)).toEqual(Array(PARALLEL).fill(201));
    const counts = await world.rows(
      `SELECT status, count(*)::int FROM subscription WHERE account_id = $1 GROUP BY 1 ORDER BY 1`,
      [account.id],
    );
    expect(counts).toEqual([
      { status: 'expired', count: PARALLEL - 1 },
      { status: 'pending', count: 1 },
    ]);
    const bills = await world.rows(
      `SELECT status, count(*)::int FROM invoice WHERE account_id = $1 GROUP BY 1 ORDER BY 1`,
      [account.id],
    );
    expect(bills).toEqual([
      { status: 'open', count: 1 },
      { status: 'void', count: PARALLEL - 1 },
    ]);
  });

  it('takes a request for money back when its subscription is replaced', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    const first = (await subscribe(account.id, planId)).body.data;
    await subscribe(account.id, planId);
    const [asked, withdrawn] = await messagesOf(first.id);
    expect(withdrawn).toMatchObject({ action: 'cancel', payload: { invoice_id: first.invoice_id, status: 'void' } });
    expect(withdrawn?.payload.version).toBeGreaterThan(asked?.payload.version as number);
  });

  it('gives one trial per family, and starts only one of 50 at once', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    const start = () => world.call('POST', '/v1/subscriptions/trial', account.id, { trial_plan_id: planId });
    const answers = await Promise.all(Array.from({ length: PARALLEL }, start));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(PARALLEL - 1);
    expect(refused[0]?.body.details.code).toBe('trial_already_used');
    expect(answers.find(({ status }) => status === 201)?.body.data).toMatchObject({
      status: 'trial',
      end_date: '2026-03-12T09:00:00Z',
      plan: { name: 'Pro', features: { api_calls: { limit: 1000 }, storage: { limit: '1GB' } } },
    });
  });

  it('marks the bill that will convert a running trial', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    await world.call('POST', '/v1/subscriptions/trial', account.id, { trial_plan_id: planId });
    const paid = (await subscribe(account.id, planId)).body.data;
    expect(await messagesOf(paid.id)).toMatchObject([{ queue: 'q:sub:trial_payment', action: 'trial' }]);
  });

  it('makes a free plan active at once, with a bill over nothing', async () => {
    const [account, planId] = [await world.account(), await world.plan({ price: 0 })];
    const { body } = await subscribe(account.id, planId);
    expect(body.data).toMatchObject({ status: 'active', payment_required: false, amount: 0 });
    expect((await world.call('GET', `/v1/invoices/${body.data.invoice_id}`, account.id)).body.data).toMatchObject({
      status: 'paid',
      total: 0,
    });
    expect((await subscribe(account.id, planId)).body.details.code).toBe('already_subscribed');
    expect(await messagesOf(body.data.id)).toEqual([]);
  });

  it('shows the main subscription as the active one, whatever was added later', async () => {
    const account = await world.account();
    const [main, addon] = [await world.plan({ price: 0 }), await world.plan({ price: 0, family: 'addons' })];
    const active = async () => (await world.call('GET', '/v1/subscriptions/active', account.id)).body.data?.plan_id;
    await subscribe(account.id, addon);
    expect(await active()).toBe(addon);
    await world.call('POST', '/v1/subscriptions/trial', account.id, { trial_plan_id: await world.plan() });
    await subscribe(account.id, main);
    await subscribe(account.id, await world.plan({ price: 0, family: 'support' }));
    expect(await active()).toBe(main);
  });

  it('asks staff whose subscription, and who a next invoice is for', async () => {
    for (const [path, body] of [
      ['/v1/subscriptions', { plan_id: await world.plan() }],
      ['/v1/invoices/preview', {}],
    ] as const) {
      const answer = await world.call('POST', path, STAFF, body);
      expect(answer.body.details).toMatchObject({ code: 'validation_failed', fields: [{ field: 'account_id' }] });
    }
  });

  it('cancels what never began, voids its bill, and refuses to do so twice', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    const { id, invoice_id: invoiceId } = (await subscribe(account.id, planId)).body.data;
    const canceled = await world.call('DELETE', `/v1/subscriptions/${id}`, account.id);
    expect(canceled).toMatchObject({ status: 200, body: { data: { status: 'canceled', payment_required: false } } });
    expect((await world.call('GET', `/v1/invoices/${invoiceId}`, account.id)).body.data).toMatchObject({
      status: 'void',
      amount_due: 0,
    });
    expect(await world.call('DELETE', `/v1/subscriptions/${id}`, account.id)).toMatchObject({ status: 409 });
    const events = (await world.call('GET', `/v1/subscriptions/${id}/events`, account.id)).body.data;
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['subscription.canceled', 'subscription.created']);
  });

  it('expires what nobody paid for within 24 hours of billing time', async () => {
    const [account, planId] = [await world.account(), await world.plan()];
    const { id, invoice_id: invoiceId } = (await subscribe(account.id, planId)).body.data;
    world.clock.advance('PT23H59M59S');
    await world.get(DueWorkApi).run();
    expect((await world.call('GET', `/v1/subscriptions/${id}`, account.id)).body.data.status).toBe('pending');
    world.clock.advance('PT1S');
    await Promise.all([world.get(DueWorkApi).run(), world.get(DueWorkApi).run()]);
    expect((await world.call('GET', `/v1/subscriptions/${id}`, account.id)).body.data.status).toBe('expired');
    expect((await world.call('GET', `/v1/invoices/${invoiceId}`, account.id)).body.data.status).toBe('void');
    expect((await messagesOf(id)).map(({ action }) => action)).toEqual(['initial', 'cancel']);
  });

  it('shows nothing of another account, and staff everything', async () => {
    const [account, other, planId] = [await world.account(), await world.account(), await world.plan()];
    const { id, invoice_id: invoiceId } = (await subscribe(account.id, planId)).body.data;
    for (const url of [`/v1/subscriptions/${id}`, `/v1/subscriptions/${id}/events`, `/v1/invoices/${invoiceId}`]) {
      expect((await world.call('GET', url, other.id)).status).toBe(404);
      expect((await world.call('GET', url, STAFF)).status).toBe(200);
    }
    expect((await world.call('DELETE', `/v1/subscriptions/${id}`, other.id)).status).toBe(404);
    expect((await world.call('GET', '/v1/subscriptions/me', other.id)).body.data).toEqual([]);
    expect((await world.call('GET', '/v1/subscriptions', other.id)).body.data).toEqual([]);
    expect((await world.call('GET', `/v1/subscriptions?account_id=${account.id}`, other.id)).status).toBe(404);
    const own = await world.call('GET', '/v1/subscriptions?status=pending', account.id);
    expect(own.body.data).toMatchObject([{ id, account_id: account.id }]);
    expect((await world.call('GET', `/v1/invoices?account_id=${account.id}`, other.id)).status).toBe(404);
    const body = { plan_id: planId, account_id: account.id };
    expect((await world.call('POST', '/v1/subscriptions', other.id, body)).status).toBe(404);
  });

  it.each([
    ['an unknown plan', { plan_id: 999_999 }, 404, 'plan_not_found'],
    ['seats of a plan without seats', { quantity: 2 }, 422, 'quantity_not_allowed'],
    ['a plan that has no price in the currency', { currency: 'JPY' }, 422, 'plan_not_in_currency'],
    ['no seats', { quantity: 0 }, 400, 'validation_failed'],
    ['half a seat', { quantity: 1.5 }, 400, 'validation_failed'],
    ['an unknown coupon', { coupon_code: 'X' }, 404, 'coupon_not_found'],
    ['a start of its own choice', { start_date: '2026-01-01' }, 400, 'validation_failed'],
    ['a billing day that no month has', { billing_day: 32 }, 400, 'validation_failed'],
    ['an unknown field', { price: 1 }, 400, 'validation_failed'],
    ['a field of staff', { external_key: 'crm-1' }, 400, 'validation_failed'],
    ['an id that is no number', { plan_id: '2' }, 400, 'validation_failed'],
  ])('refuses %s', async (_, { currency, ...body }: Record<string, unknown>, status, code) => {
    const account = await world.account({ currency: currency as string | undefined });
    const answer = await world.call('POST', '/v1/subscriptions', account.id, { plan_id: await world.plan(), ...body });
    expect([answer.status, answer.body.details?.code]).toEqual([status, code]);
    expect(await world.rows(`SELECT 1 FROM subscription WHERE account_id = $1`, [account.id])).toEqual([]);
  });

  it.each(['at=2026-02-30T00:00:00Z', 'refund=all', 'at=tomorrow'])('refuses to cancel with %s', async (query) => {
    const answer = await world.call('DELETE', `/v1/subscriptions/${newId()}?${query}`, STAFF);
    expect(answer.status).toBe(400);
  });

  it('keeps an external key unique', async () => {
    const planId = await world.plan();
    const start = async () => {
      const account = await world.account();
      return world.call('POST', '/v1/subscriptions', STAFF, {
        plan_id: planId,
        account_id: account.id,
        external_key: 'crm-7',
      });
    };
    expect((await start()).body.data).toMatchObject({ external_key: 'crm-7', user_id: null });
    expect(await start()).toMatchObject({ status: 409, body: { details: { code: 'external_key_taken' } } });
  });

  async function messagesOf(subscriptionId: string) {
    type Message = { queue: string; action: string; payload: { version: number; invoice_id: string; status: string } };
    return world.rows<Message>(
      `SELECT queue, envelope->>'action' AS action, envelope->'payload' AS payload FROM outbox_message
       WHERE envelope->>'correlation_id' = $1 ORDER BY id`,
      [subscriptionId],
    );
  }
});
