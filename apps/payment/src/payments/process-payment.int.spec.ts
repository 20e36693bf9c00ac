import { tellDue } from '../testing/charge';
import { CARD, pay } from '../testing/pay';
import { dueRequest, paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { AcceptPaymentRequest } from './use-cases/accept-payment-request';

let world: PaymentWorld;

beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

const outboxFor = (paymentId: string) =>
  world.database.query<{ queue: string; envelope: { payload: object } }>(
    `SELECT queue, envelope FROM outbox_message WHERE envelope->'payload'->>'payment_id' = $1`,
    [paymentId],
  );

describe('a payment', () => {
  it('takes what is due, marks the request paid, and leaves a message, a movement and audit rows', async () => {
    const request = await world.due();
    const answer = await pay(world, request, { invoice_id: undefined, subscription_id: request.subscriptionId });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      status: 'success',
      amount: 29.99,
      currency: 'USD',
      invoice_id: request.invoiceId,
    });
    const id = answer.body.data.transaction_id;
    expect(world.gateway.journal.filter((movement) => movement.paymentId === id)).toHaveLength(1);
    expect(await outboxFor(id)).toMatchObject([
      { queue: 'q:pay:subscription_update', envelope: { action: 'payment_result' } },
    ]);
    const moved = await world.database.query(`SELECT kind, status FROM payment_transaction WHERE payment_id = $1`, [
      id,
    ]);
    expect(moved).toEqual([{ kind: 'charge', status: 'success' }]);
    const audit = await world.database.query(
      `SELECT actor, before, after FROM payment_audit WHERE payment_id = $1 ORDER BY id`,
      [id],
    );
    expect(audit).toMatchObject([
      { actor: `user:${request.accountId}`, before: null, after: { status: 'processing' } },
      { before: { status: 'processing' }, after: { status: 'success' } },
    ]);
    expect((await pay(world, request)).body.details.code).toBe('nothing_to_pay');
  });

  it('is taken once from 50 who pay the same invoice at once', async () => {
    const request = await world.due();
    // With cold connections the 50 would come one after the other, and prove nothing.
    await Promise.all(Array.from({ length: 20 }, () => world.database.query('SELECT pg_sleep(0.2)')));
    const answers = await Promise.all(Array.from({ length: 50 }, () => pay(world, request)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    expect(
      world.gateway.journal.filter(
        ({ paymentId }) => paymentId === answers.find((a) => a.status === 200)?.body.data.transaction_id,
      ),
    ).toHaveLength(1);
    const rows = await world.database.query(`SELECT id FROM payment WHERE invoice_id = $1`, [request.invoiceId]);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000119', 'processing_error'],
  ])('with card %s is declined with %s, told, and may be tried again with another card', async (card_number, code) => {
    const request = await world.due();
    const declined = await pay(world, request, { card_number });
    expect(declined.status).toBe(402);
    expect(declined.body).toMatchObject({ success: false, data: { status: 'failed' }, details: { code } });
    expect(await outboxFor(declined.body.data.transaction_id)).toHaveLength(1);
    expect((await pay(world, request)).status).toBe(200);
  });

  it.each([
    [{ amount: 29.98 }, 422, 'amount_mismatch'],
    [{ amount: 30 }, 422, 'amount_mismatch'],
    [{ currency: 'EUR' }, 422, 'amount_mismatch'],
    [{ amount: 29.999 }, 400, 'validation_failed'],
    [{ amount: -1 }, 400, 'validation_failed'],
    [{ amount: 'NaN' }, 400, 'validation_failed'],
    [{ currency: 'usd' }, 400, 'validation_failed'],
    [{ invoice_id: 'x' }, 400, 'validation_failed'],
    [{ invoice_id: undefined }, 400, 'validation_failed'],
    [{ status: 'success' }, 400, 'validation_failed'],
    [{ card_number: '4242424242424241' }, 400, 'invalid_card_number'],
    [{ card_number: 'not a number' }, 400, 'invalid_card_number'],
    [{ card_expiry: '13/39' }, 400, 'invalid_card_expiry'],
    [{ card_expiry: '12/20' }, 400, 'invalid_card_expiry'],
    [{ card_expiry: '1239' }, 400, 'invalid_card_expiry'],
    [{ card_cvv: '12' }, 400, 'validation_failed'],
    [{ card_cvv: undefined }, 400, 'validation_failed'],
    [{ cardholder_name: 'x'.repeat(101) }, 400, 'validation_failed'],
    [{ payment_token: 'pm_card_visa' }, 400, 'payment_source_required'],
  ])('%j is refused with %i %s, and nothing moves', async (fields, status, code) => {
    const request = await world.due();
    const before = world.gateway.journal.length;
    const answer = await pay(world, request, fields);
    expect([answer.status, answer.body.details.code]).toEqual([status, code]);
    expect(world.gateway.journal).toHaveLength(before);
    expect(await world.database.query(`SELECT 1 FROM payment WHERE invoice_id = $1`, [request.invoiceId])).toEqual([]);
  });

  it('takes a token in place of a card, and tells when the token is none', async () => {
    const request = await world.due();
    const byToken = { card_number: undefined, card_expiry: undefined, card_cvv: undefined, cardholder_name: undefined };
    const wrong = await pay(world, request, { ...byToken, payment_token: 'pm_nobody' });
    expect([wrong.status, wrong.body.details.code]).toEqual([400, 'invalid_payment_token']);
    expect((await pay(world, request, { ...byToken, payment_token: 'pm_card_visa' })).status).toBe(200);
  });

  it('of another account does not exist', async () => {
    const request = await world.due();
    const answer = await pay(world, request, {}, { as: dueRequest().accountId });
    expect([answer.status, answer.body.details.code]).toEqual([404, 'not_found']);
  });

  it('may come before its request did: the subscription service is asked', async () => {
    const request = dueRequest();
    world.elsewhere.set(request.subscriptionId, request);
    const bySubscription = { invoice_id: undefined, subscription_id: request.subscriptionId };
    expect((await pay(world, request, bySubscription)).status).toBe(200);
  });

  it('takes what is due now, when the news that it is less is still on its way', async () => {
    const request = await world.due();
    world.elsewhere.set(request.invoiceId, { ...request, amountMinor: 2000n, version: 2 });
    expect((await pay(world, request, { amount: 20 })).status).toBe(200);
  });

  it('takes nothing for an invoice that the subscription service said is void, and says so', async () => {
    const request = await world.due();
    expect(await tellDue(world, { ...request, status: 'void', version: 2 })).toBe(204);
    const answer = await pay(world, request);
    expect([answer.status, answer.body.details.code]).toEqual([409, 'nothing_to_pay']);
    expect(await tellDue(world, { ...request, invoiceId: 'none' })).toBe(400);
  });

  it('names the currency of an amount that the gateway cannot take', async () => {
    const request = await world.due({ amountMinor: 9125n, currency: 'KWD' });
    const answer = await pay(world, request, { amount: 9.125, currency: 'KWD' });
    expect(answer.body).toMatchObject({
      error: 'The gateway cannot take this amount of KWD.',
      details: { code: 'amount_not_chargeable' },
    });
  });

  it('takes the money for one-off lines, which belong to no subscription', async () => {
    const request = await world.due({ subscriptionId: null });
    const answer = await pay(world, request, { subscription_id: undefined, invoice_id: request.invoiceId });
    expect(answer).toMatchObject({ status: 200, body: { data: { status: 'success', invoice_id: request.invoiceId } } });
  });

  it('finds the new invoice of a subscription whose last one is paid', async () => {
    const first = await world.due();
    await pay(world, first);
    const second = {
      ...dueRequest(),
      subscriptionId: first.subscriptionId,
      accountId: first.accountId,
      amountMinor: 4999n,
    };
    world.elsewhere.set(second.subscriptionId ?? '', second);
    const bySubscription = { invoice_id: undefined, subscription_id: first.subscriptionId, amount: 49.99 };
    expect((await pay(world, first, bySubscription)).status).toBe(200);
  });

  it('fails for good when the gateway cannot be reached, and may be tried again', async () => {
    const request = await world.due();
    world.gateway.breakNext('refuse_connection');
    const failed = await pay(world, request, {}, { key: 'unreachable' });
    expect([failed.status, failed.body.details.code]).toEqual([503, 'gateway_unavailable']);
    expect((await pay(world, request, {}, { key: 'unreachable' })).status).toBe(200);
  });
});

describe('a payment request', () => {
  const statusOf = async (invoiceId: string) => {
    const rows = await world.database.query<{ status: string }>(
      `SELECT status FROM payment_request WHERE invoice_id = $1`,
      [invoiceId],
    );
    return rows[0]?.status;
  };

  it('that was voided cannot be paid, also when the older message comes later', async () => {
    const request = dueRequest();
    const accept = world.get(AcceptPaymentRequest);
    await accept.accept({ ...request, status: 'void', version: 2 });
    await accept.accept(request);
    expect(await statusOf(request.invoiceId)).toBe('void');
    expect((await pay(world, request)).body.details.code).toBe('nothing_to_pay');
  });

  it('that is paid stays paid when a void comes late', async () => {
    const request = await world.due();
    await pay(world, request);
    await world.get(AcceptPaymentRequest).accept({ ...request, status: 'void', version: 5 });
    expect(await statusOf(request.invoiceId)).toBe('paid');
  });
});

describe('reading payments', () => {
  it('shows a customer own payments only, page by page', async () => {
    const first = await world.due();
    await pay(world, first);
    const second = await world.due({ accountId: first.accountId });
    await pay(world, second);
    const get = async (path: string, as = first.accountId) =>
      (await world.app.inject({ url: `/v1/payments/${path}`, headers: { 'x-test-account': as } })).json();
    const page = await get('history?limit=1');
    expect(page.data).toMatchObject([
      { invoice_id: second.invoiceId, card: { brand: 'visa', last4: '4242' }, refunds: [] },
    ]);
    const rest = await get(`history?limit=1&cursor=${page.pagination.next_cursor}`);
    expect(rest).toMatchObject({ data: [{ invoice_id: first.invoiceId }], pagination: { has_more: false } });
    const { id } = rest.data[0];
    expect((await get(id)).data.id).toBe(id);
    expect((await get(id, dueRequest().accountId)).details.code).toBe('not_found');
    expect((await get('no-uuid')).details.code).toBe('not_found');
    expect((await get('history?cursor=MQ')).details.code).toBe('invalid_cursor');
  });

  it('keeps number and CVV of cards out of every table', async () => {
    const request = await world.due();
    const card = { ...CARD, card_number: '4917484589897107', card_cvv: '7391' };
    await pay(world, request, card, { key: 'secret card' });
    await pay(world, await world.due(), { ...card, card_expiry: '12/20' }, { key: 'refused card' });
    const tables = await world.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'schema_migration'`,
    );
    expect(tables.length).toBeGreaterThan(6);
    for (const { name } of tables) {
      const rows = await world.database.query<{ row: string; body: Buffer | undefined }>(
        `SELECT t::text AS row, to_jsonb(t)->>'body' AS hex FROM "${name}" t`,
      );
      const text = JSON.stringify(rows);
      const decoded = rows
        .map((row) => Buffer.from(String((row as { hex?: string }).hex ?? '').slice(2), 'hex').toString())
        .join();
      for (const dump of [text, decoded]) {
        expect(dump).not.toContain('4917484589897107');
        expect(dump).not.toContain('"7391"');
      }
    }
  });
});
