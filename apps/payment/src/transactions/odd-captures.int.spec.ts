import type { ChargeOutcome, ChargeRequest, PaymentGateway } from '../gateways/gateway';
import type { MockGateway } from '../gateways/mock/mock.gateway';
import { PaymentsApi } from '../payments/payments.api';
import { SettleUnknownOutcomes } from '../payments/use-cases/settle-unknown-outcomes';
import { resultOf, sendEvent } from '../testing/gateway-event';
import { pay } from '../testing/pay';
import { chargingBy, paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { refund, toldOf } from '../testing/refund';
import { ResolveDifferentAmount } from './transactions.api';

/** What the gateway takes of the next payment instead of what is due. */
let taken: { amountMinor?: bigint; currency?: string } | undefined;
/** The gateway's event comes before its answer. */
let isEventFirst = false;
const odd = (mock: MockGateway): PaymentGateway => {
  const outcomes = new Map<string, ChargeOutcome>();
  const charge = async (request: ChargeRequest) => {
    const outcome = await mock.charge(request);
    if (isEventFirst && outcome.status === 'succeeded') await succeeded(request.paymentId, outcome.gatewayReference);
    isEventFirst = false;
    if (!taken || outcome.status !== 'succeeded') return outcome;
    const told = { ...outcome, ...taken };
    taken = undefined;
    outcomes.set(request.paymentId, told);
    return told;
  };
  const gateway = chargingBy(mock, charge);
  const findCharge: PaymentGateway['findCharge'] = async (lookup) =>
    outcomes.get(lookup.paymentId) ?? mock.findCharge(lookup);
  return Object.assign(gateway, { findCharge });
};

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld(odd);
});
afterAll(async () => world?.close());

let count = 0;
const stored = async (id: string) => {
  const [row] = await world.database.query(
    `SELECT status, flag, amount_minor, is_extra, next_check_at FROM payment WHERE id = $1`,
    [id],
  );
  return row;
};
const requestOf = async (invoiceId: string) => {
  const text = `SELECT status, amount_minor FROM payment_request WHERE invoice_id = $1`;
  const [row] = await world.database.query(text, [invoiceId]);
  return row;
};
const told = async (paymentId: string) => {
  const messages = await toldOf(world, 'payment_id', paymentId);
  const events = messages.map(({ payload }) => world.get(PaymentsApi).eventOf(payload as never));
  return Promise.all(events);
};
const succeeded = async (paymentId: string, reference: string, fields: object = {}) => {
  const id = `evt_odd_${++count}`;
  const facts = {
    payment_id: paymentId,
    gateway_reference: reference,
    amount_minor: '2999',
    currency: 'USD',
    ...fields,
  };
  await sendEvent(world, { id, type: 'charge.succeeded', ...facts });
  return resultOf(world, id);
};
async function failed() {
  const request = await world.due();
  const { data } = (await pay(world, request, { card_number: '4000000000000002' })).body;
  return { request, paymentId: data.transaction_id, reference: data.gateway_reference ?? '' };
}

describe('money for a payment that was called failed', () => {
  it('is its outcome now, and is told beside the failure, which stays a failure', async () => {
    const { request, paymentId, reference } = await failed();
    expect(await succeeded(paymentId, reference)).toBe('captured_late');
    expect(await stored(paymentId)).toMatchObject({ status: 'success', flag: null, is_extra: false });
    expect(await requestOf(request.invoiceId)).toMatchObject({ status: 'paid' });
    expect((await pay(world, request)).body.details.code).toBe('nothing_to_pay');
    const events = await told(paymentId);
    expect(events).toMatchObject([
      { status: 'failed', failure_code: 'card_declined', event_id: paymentId },
      { status: 'success', failure_code: null, amount: 29.99 },
    ]);
    expect(events[1]?.event_id).not.toBe(paymentId);
    expect(events[1]?.amount_reconciled).toBeUndefined();
  });

  it('counts once, however often it is told', async () => {
    const { paymentId, reference } = await failed();
    await Promise.all(Array.from({ length: 5 }, () => succeeded(paymentId, reference)));
    expect(await told(paymentId)).toHaveLength(2);
    const movements = await world.database.query(`SELECT status FROM payment_transaction WHERE payment_id = $1`, [
      paymentId,
    ]);
    expect(movements).toHaveLength(2);
  });

  it('stands beside the payment that was made instead, and can be refunded', async () => {
    const { request, paymentId, reference } = await failed();
    const other = (await pay(world, request)).body.data.transaction_id;
    expect(await succeeded(paymentId, reference)).toBe('captured_late');
    expect(await stored(paymentId)).toMatchObject({ status: 'success', is_extra: true });
    expect(await stored(other)).toMatchObject({ status: 'success', is_extra: false });
    expect((await refund(world, paymentId)).status).toBe(202);
  });

  it('of another amount changes no status, and is flagged for people', async () => {
    const { paymentId, reference } = await failed();
    expect(await succeeded(paymentId, reference, { amount_minor: '2998' })).toBe('other_amount');
    expect(await stored(paymentId)).toMatchObject({ status: 'failed', flag: 'captured_after_failure' });
    expect(await told(paymentId)).toHaveLength(1);
  });
});

describe('another amount than was due', () => {
  const take = async (amount: typeof taken) => {
    const request = await world.due();
    taken = amount;
    const paymentId = (await pay(world, request)).body.data.transaction_id;
    expect(await stored(paymentId)).toMatchObject({
      status: 'processing',
      flag: 'amount_differs',
      amount_minor: '2999',
    });
    return { request, paymentId };
  };
  const resolve = (paymentId: string) => world.get(ResolveDifferentAmount).execute(paymentId);

  it('more: it is what was paid', async () => {
    const { request, paymentId } = await take({ amountMinor: 3500n });
    expect(await resolve(paymentId)).toBe('captured');
    expect(await stored(paymentId)).toMatchObject({
      status: 'success',
      flag: null,
      amount_minor: '3500',
      is_extra: false,
    });
    expect(await requestOf(request.invoiceId)).toEqual({ status: 'paid', amount_minor: '2999' });
    expect(await told(paymentId)).toMatchObject([
      { status: 'success', amount: 35, amount_reconciled: true, event_id: paymentId },
    ]);
    expect(await resolve(paymentId)).toBe('settled_before');
    expect(await told(paymentId)).toHaveLength(1);
  });

  it('less: it is what was paid, and the rest is still due', async () => {
    const { request, paymentId } = await take({ amountMinor: 1000n });
    expect(await resolve(paymentId)).toBe('captured');
    expect(await stored(paymentId)).toMatchObject({ status: 'success', amount_minor: '1000', is_extra: true });
    expect(await requestOf(request.invoiceId)).toEqual({ status: 'due', amount_minor: '1999' });
    expect((await pay(world, request)).body.details.code).toBe('amount_mismatch');
    const rest = await pay(world, request, { amount: 19.99 });
    expect([rest.status, rest.body.data.status]).toEqual([200, 'success']);
    expect((await refund(world, paymentId, { amount: 10 })).status).toBe(202);
  });

  it('another currency: nobody can say what it is worth, so it stays with people', async () => {
    const { paymentId } = await take({ currency: 'EUR' });
    expect(await resolve(paymentId)).toBe('other_currency');
    expect(await stored(paymentId)).toMatchObject({ status: 'processing', flag: 'amount_differs' });
    expect(await told(paymentId)).toEqual([]);
  });

  it('is not asked about again by itself', async () => {
    const { paymentId } = await take({ amountMinor: 1n });
    world.clock.forward(100_000);
    await world.get(SettleUnknownOutcomes).execute();
    expect(await stored(paymentId)).toMatchObject({ status: 'processing', next_check_at: null });
  });
});

it('a payment without a flag has nothing to resolve', async () => {
  const { paymentId } = await failed();
  expect(await world.get(ResolveDifferentAmount).execute(paymentId)).toBe('settled_before');
});

it('an event that comes before its answer leaves the card to be told by the answer', async () => {
  isEventFirst = true;
  const { status, body } = await pay(world, await world.due());
  expect([status, body.data.status]).toEqual([200, 'success']);
  const [row] = await world.database.query(`SELECT status, card_brand, card_last4 FROM payment WHERE id = $1`, [
    body.data.transaction_id,
  ]);
  expect(row).toEqual({ status: 'success', card_brand: 'visa', card_last4: '4242' });
});
