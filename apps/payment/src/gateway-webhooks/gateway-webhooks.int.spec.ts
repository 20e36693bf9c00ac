import { createHmac } from 'node:crypto';
import { pay } from '../testing/pay';
import { paymentWorld, WEBHOOK_SECRET, type PaymentWorld } from '../testing/payment-world';
import { TakeGatewayEvent } from './use-cases/take-gateway-event';

let world: PaymentWorld;
let count = 0;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

const nowSeconds = () => world.clock.now().epochSeconds;

async function send(event: object, headers: Record<string, string> = {}): Promise<number> {
  const payload = JSON.stringify(event);
  const stamp = nowSeconds();
  const v1 = createHmac('sha256', WEBHOOK_SECRET).update(`${stamp}.${payload}`).digest('hex');
  const signed = { 'content-type': 'application/json', 'stripe-signature': `t=${stamp},v1=${v1}`, ...headers };
  return (await world.app.inject({ method: 'POST', url: '/v1/webhooks/stripe', payload, headers: signed })).statusCode;
}

/** A payment that the gateway has in hand, and the event that says it is done. */
async function processing(overrides: object = {}) {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000077' });
  const { transaction_id: id, gateway_reference: reference } = answer.body.data;
  const event = {
    id: `evt_${++count}`,
    created: nowSeconds(),
    type: 'charge.succeeded',
    gateway_reference: reference,
    payment_id: id,
    amount_minor: '2999',
    currency: 'USD',
    ...overrides,
  };
  return { id, event };
}

const statusOf = async (id: string) => {
  const [row] = await world.database.query<{ status: string }>(`SELECT status FROM payment WHERE id = $1`, [id]);
  return row?.status;
};
const resultOf = async (eventId: string) => {
  const [row] = await world.database.query<{ result: string | null }>(
    `SELECT result FROM gateway_event WHERE id = $1`,
    [eventId],
  );
  return row?.result;
};
const toldTimes = async (id: string) =>
  (await world.database.query(`SELECT 1 FROM outbox_message WHERE envelope->'payload'->>'payment_id' = $1`, [id]))
    .length;

it('settles a payment once, however often the event comes', async () => {
  const { id, event } = await processing();
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(event)));
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(await statusOf(id)).toBe('success');
  expect(await toldTimes(id)).toBe(1);
  expect(await send({ ...event, id: 'evt_other_id' })).toBe(200);
  expect(await toldTimes(id)).toBe(1);
});

it('an event that is quicker than the gateway’s answer: the answer is what the event said, and stays so', async () => {
  const request = await world.due();
  const charge = world.gateway.charge.bind(world.gateway);
  const slow = jest.spyOn(world.gateway, 'charge').mockImplementation(async (charging) => {
    const outcome = await charge(charging);
    const reference = outcome.gatewayReference;
    const facts = {
      gateway_reference: reference,
      payment_id: charging.paymentId,
      amount_minor: '2999',
      currency: 'USD',
    };
    expect(await send({ id: `evt_${++count}`, created: nowSeconds(), type: 'charge.succeeded', ...facts })).toBe(200);
    return outcome;
  });
  const first = await pay(world, request, {}, { key: 'quick event' });
  slow.mockRestore();
  const second = await pay(world, request, {}, { key: 'quick event' });
  expect(first).toMatchObject({ status: 200, isReplayed: false, body: { data: { status: 'success' } } });
  expect(second).toMatchObject({ status: 200, isReplayed: true, text: first.text });
  expect(await toldTimes(first.body.data.transaction_id)).toBe(1);
});

it.each([
  ['no signature', { 'stripe-signature': '' }],
  ['a wrong signature', { 'stripe-signature': `t=1700000000,v1=${'0'.repeat(64)}` }],
])('refuses %s, and stores nothing', async (_, headers) => {
  const { id, event } = await processing();
  expect(await send(event, headers)).toBe(400);
  expect(await statusOf(id)).toBe('processing');
  expect(await resultOf(event.id)).toBeUndefined();
});

it.each([
  ['another amount', { amount_minor: '1' }, 'amount_differs'],
  ['another currency', { currency: 'EUR' }, 'amount_differs'],
  ['another charge', { gateway_reference: 'mock_other' }, 'another_charge'],
  ['an unknown payment', { payment_id: '0197c1d2-6f00-7000-8000-0000000000ff' }, 'unknown_payment'],
  ['no payment id', { payment_id: 'x' }, 'unknown_payment'],
])('a rightly signed event with %s changes no status', async (_, overrides, result) => {
  const { id, event } = await processing(overrides);
  expect(await send(event)).toBe(200);
  expect(await resultOf(event.id)).toBe(result);
  expect(await statusOf(id)).toBe('processing');
  expect(await toldTimes(id)).toBe(0);
});

it('an event that was stored by a process that died is handled by a worker', async () => {
  const { id, event } = await processing();
  await world.database.query(
    `INSERT INTO gateway_event (id, gateway, type, payload, received_at, next_try_at)
     VALUES ($1, 'mock', 'charge_settled.succeeded', $2, now(), now() - interval '1 second')`,
    [
      event.id,
      JSON.stringify({
        id: event.id,
        createdAt: world.clock.now().toString(),
        kind: 'charge_settled',
        paymentId: id,
        gatewayReference: event.gateway_reference,
        outcome: {
          status: 'succeeded',
          gatewayReference: event.gateway_reference,
          amountMinor: '2999',
          currency: 'USD',
        },
      }),
    ],
  );
  expect(await world.get(TakeGatewayEvent).handleLeft()).toBe(1);
  expect(await statusOf(id)).toBe('success');
  expect(await resultOf(event.id)).toBe('success');
  expect(await world.get(TakeGatewayEvent).handleLeft()).toBe(0);
});
