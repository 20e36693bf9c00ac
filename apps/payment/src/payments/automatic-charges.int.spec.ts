import { setTimeout as sleep } from 'node:timers/promises';
import { chargeNow, chargePayload, consume, dueWithCard } from '../testing/charge';
import { pay } from '../testing/pay';
import { dueRequest, type PaymentWorld } from '../testing/payment-world';
import { callMethods, saveCard } from '../testing/save-card';
import { WatchedCharges } from './testing/watched-charges';

let charges: WatchedCharges;
let world: PaymentWorld;
beforeAll(async () => {
  charges = await WatchedCharges.start();
  ({ world } = charges);
});
beforeEach(() => charges.leaveAlone());
afterAll(async () => world.close());

describe('by message', () => {
  it('charges the default method, tells of it, and does nothing when it is delivered again', async () => {
    const { request } = await dueWithCard(world);
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    const payments = await charges.paymentsOf(request.invoiceId);
    expect(payments).toMatchObject([{ status: 'success', charge_key: 'issue' }]);
    expect(charges.madeFor(payments)).toHaveLength(1);
    expect(await charges.messagesOf(request.invoiceId)).toHaveLength(1);
  });

  it('charges the method it names', async () => {
    const { request } = await dueWithCard(world);
    const other = (await saveCard(world, request.accountId, { card_number: '4000000000000341' })).body.data.id;
    await consume(world, chargePayload(request, 'pay-1', other));
    expect(await charges.paymentsOf(request.invoiceId)).toMatchObject([
      { status: 'failed', failure_code: 'card_declined' },
    ]);
  });

  it('makes another payment for another attempt only, and none once it is paid', async () => {
    const { request, methodId } = await dueWithCard(world, { card_number: '4000000000000341' });
    await consume(world, chargePayload(request, 'issue'));
    await consume(world, chargePayload(request, 'issue'));
    await consume(world, chargePayload(request, 'retry-1'));
    await callMethods(world, 'DELETE', `/${methodId}`, { as: request.accountId });
    await saveCard(world, request.accountId);
    await consume(world, chargePayload(request, 'method-1'));
    await consume(world, chargePayload(request, 'retry-2'));
    const payments = await charges.paymentsOf(request.invoiceId);
    expect(payments.map(({ charge_key: key, status }) => [key, status])).toEqual([
      ['issue', 'failed'],
      ['retry-1', 'failed'],
      ['method-1', 'success'],
    ]);
    expect(charges.madeFor(payments)).toHaveLength(1);
  });

  it('records nothing but the request when there is no method', async () => {
    const request = dueRequest();
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    expect(await charges.paymentsOf(request.invoiceId)).toEqual([]);
    expect((await pay(world, request)).status).toBe(200);
  });

  it('charges no bill that was voided, and none by an older message', async () => {
    const { request } = await dueWithCard(world);
    await consume(world, chargePayload({ ...request, status: 'void', version: 3 }));
    await consume(world, chargePayload({ ...request, version: 2 }));
    expect(await charges.paymentsOf(request.invoiceId)).toEqual([]);
  });

  it('charges what is due by the newest message, whichever asks', async () => {
    const { request } = await dueWithCard(world);
    await consume(world, { ...chargePayload({ ...request, amountMinor: 1000n, version: 2 }), charge: null });
    await consume(world, chargePayload(request));
    expect(charges.madeFor(await charges.paymentsOf(request.invoiceId))).toMatchObject([{ amountMinor: 1000n }]);
  });

  it.each([
    [{ key: 'UPPER', payment_method_id: null }],
    [{ key: '', payment_method_id: null }],
    [{ key: 'x'.repeat(101), payment_method_id: null }],
    [{ key: 'issue', payment_method_id: 'not-a-uuid' }],
    ['issue'],
  ])('takes no order in words it does not understand: %j', async (charge) => {
    const { request } = await dueWithCard(world);
    expect(await consume(world, { ...chargePayload(request), charge })).toMatchObject({ kind: 'retry' });
    expect(await charges.paymentsOf(request.invoiceId)).toEqual([]);
  });

  it('waits while the customer pays, and then finds nothing to charge', async () => {
    const { request } = await dueWithCard(world);
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    await world.due(request);
    charges.before = () => gate;
    const paying = pay(world, request);
    while ((await charges.paymentsOf(request.invoiceId)).length === 0) await sleep(5);
    expect(await consume(world, chargePayload(request))).toMatchObject({ kind: 'snooze' });
    open();
    expect((await paying).status).toBe(200);
    expect(await consume(world, chargePayload(request))).toEqual({ kind: 'done' });
    expect(charges.madeFor(await charges.paymentsOf(request.invoiceId))).toHaveLength(1);
  });
});

describe('while the customer waits', () => {
  it('answers with what the webhook will say, and with the same when it is asked again', async () => {
    const { request, methodId } = await dueWithCard(world);
    const first = await chargeNow(world, chargePayload(request));
    expect(first).toMatchObject({
      status: 200,
      body: {
        data: { result: { status: 'success', amount: 29.99, payment_method_id: methodId, charge_key: 'issue' } },
      },
    });
    const { result } = first.body.data;
    expect(result.event_id).toBe(result.transaction_id);
    expect((await chargeNow(world, chargePayload(request))).body.data.result).toEqual(result);
    expect(charges.madeFor(await charges.paymentsOf(request.invoiceId))).toHaveLength(1);
  });

  it('says how it was declined', async () => {
    const { request } = await dueWithCard(world, { card_number: '4000000000000341' });
    const { status, body } = await chargeNow(world, chargePayload(request));
    expect([status, body.data.result]).toMatchObject([
      200,
      { status: 'failed', failure_code: 'card_declined', failure_kind: 'soft' },
    ]);
  });

  it('gives what is not known yet an event id of its own', async () => {
    const { request } = await dueWithCard(world);
    world.gateway.breakNext('lose_answer');
    const { result } = (await chargeNow(world, chargePayload(request))).body.data;
    expect(result.status).toBe('processing');
    expect(result.event_id).not.toBe(result.transaction_id);
  });

  it.each([
    ['payment_method_required', 409, async () => chargePayload(dueRequest())],
    [
      'nothing_to_pay',
      409,
      async () => chargePayload({ ...(await dueWithCard(world)).request, status: 'paid' as const }),
    ],
    ['validation_failed', 400, async () => ({ ...chargePayload(dueRequest()), charge: null })],
    ['validation_failed', 400, async () => ({ ...chargePayload(dueRequest()), amount_minor: '1.5' })],
    [
      'gateway_unavailable',
      503,
      async () => {
        world.gateway.breakNext('refuse_connection');
        return chargePayload((await dueWithCard(world)).request);
      },
    ],
  ])('refuses with %s', async (code, status, make) => {
    const answer = await chargeNow(world, await make());
    expect([answer.status, answer.body.details.code]).toEqual([status, code]);
  });
});

/** All that an outcome writes, without what differs from payment to payment. */
async function writtenOf(invoiceId: string) {
  const text = `
    SELECT p.status, p.failure_code, p.card_brand, p.card_last4, p.card_exp_year, p.next_check_at, p.flag,
      r.status AS request, t.kind, t.status AS moved, t.amount_minor, t.gateway,
      t.gateway_reference = p.gateway_reference AS same_reference,
      (SELECT jsonb_agg(jsonb_build_object('before', a.before, 'after', a.after - 'gateway_reference') ORDER BY a.id)
       FROM payment_audit a WHERE a.payment_id = p.id) AS audit,
      o.queue, o.envelope->>'action' AS action, o.envelope->>'correlation_id' = p.subscription_id::text AS correlated,
      o.envelope->'payload'->>'event_id' = p.id::text AS same_event, o.envelope ? 'created_at' AS dated
    FROM payment p JOIN payment_request r USING (invoice_id) LEFT JOIN payment_transaction t ON t.payment_id = p.id
    LEFT JOIN outbox_message o ON o.envelope->'payload'->>'payment_id' = p.id::text
    WHERE p.invoice_id = $1`;
  return world.database.query(text, [invoiceId]);
}

it.each(['4242424242424242', '4000000000000341'])(
  'writes of a charge with %s what a payment by its holder writes',
  async (card_number) => {
    const [byMessage, byHolder] = [
      await dueWithCard(world, { card_number }),
      await dueWithCard(world, { card_number }),
    ];
    await consume(world, chargePayload(byMessage.request));
    await world.due(byHolder.request);
    await pay(world, byHolder.request, { card_number });
    const written = await writtenOf(byMessage.request.invoiceId);
    expect(written).toHaveLength(1);
    expect(written).toEqual(await writtenOf(byHolder.request.invoiceId));
  },
);

it('takes the money once when 50 want it at once by every way there is', async () => {
  const { request, methodId } = await dueWithCard(world);
  await world.due(request);
  const ways = [
    () => pay(world, request),
    () =>
      pay(world, request, {
        card_number: undefined,
        card_expiry: undefined,
        card_cvv: undefined,
        cardholder_name: undefined,
        payment_method_id: methodId,
      }),
    () => chargeNow(world, chargePayload(request, 'pay-now')),
    () => consume(world, chargePayload(request, 'issue')),
    () => consume(world, chargePayload(request, 'retry-1')),
  ];
  await Promise.all(Array.from({ length: 50 }, (_, i) => ways[i % ways.length]!()));
  const payments = await charges.paymentsOf(request.invoiceId);
  expect(payments.filter(({ status }) => status === 'success')).toHaveLength(1);
  expect(charges.madeFor(payments)).toHaveLength(1);
});

it('charges many invoices that come together, each once, and is spoiled by none', async () => {
  const dues = await Promise.all(Array.from({ length: 30 }, () => dueWithCard(world)));
  const payloads = dues.map(({ request }) => chargePayload(request));
  const declined = await dueWithCard(world, { card_number: '4000000000000341' });
  const everything = [...payloads, ...payloads, chargePayload(declined.request), chargePayload(dueRequest())];
  const outcomes = await Promise.all(everything.map((payload) => consume(world, payload)));
  expect(outcomes.every(({ kind }) => kind === 'done')).toBe(true);
  for (const { request } of dues) expect(charges.madeFor(await charges.paymentsOf(request.invoiceId))).toHaveLength(1);
  expect(await charges.paymentsOf(declined.request.invoiceId)).toMatchObject([{ status: 'failed' }]);
});
