import { randomUUID } from 'node:crypto';
import { handleLeftEvents, resultOf, sendEvent } from '../testing/gateway-event';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { reconcile } from '../testing/reconcile';
import { captured, moneyOf, refund, toldOf } from '../testing/refund';
import { RefundsApi } from './refunds.api';
import { SendRefund } from './use-cases/send-refund';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

let count = 0;

/** As people do it in the gateway's dashboard: nothing of ours is written there. */
async function madeThere(of: { paymentId: string; reference: string }, amountMinor: bigint) {
  const request = { refundId: `by hand ${randomUUID()}`, idempotencyKey: randomUUID(), amountMinor, currency: 'USD' };
  const made = await world.gateway.refund({ ...request, paymentId: of.paymentId, chargeReference: of.reference });
  const refundReference = made.refundReference ?? '';
  const event = (type: string, facts: object = {}) => ({
    id: `evt_there_${++count}`,
    type,
    gateway_reference: of.reference,
    refund_reference: refundReference,
    amount_minor: `${amountMinor}`,
    currency: 'USD',
    ...facts,
  });
  return { refundReference, event };
}

const refundsOf = async (paymentId: string) => (await world.get(RefundsApi).of([paymentId])).get(paymentId) ?? [];
const rows = <R>(text: string, id: string) => world.database.query<R & object>(text, [id]);

async function findingsOn(key: string) {
  const { findings } = (await reconcile(world)).body.data;
  return findings.filter((found) => found.reference === key || found.payment_id === key);
}

it('is a refund with its origin told, in the payment, the movements, the audit and to the subscription service', async () => {
  const payment = await captured(world);
  const { event, refundReference } = await madeThere(payment, 1000n);
  const told = event('refund.succeeded');
  await sendEvent(world, told);
  expect(await resultOf(world, told.id)).toBe('succeeded');
  const [made, ...more] = await refundsOf(payment.paymentId);
  expect(more).toEqual([]);
  const facts = { status: 'success', reason: 'made_at_gateway', amountMinor: 1000n, gatewayReference: refundReference };
  expect(made).toMatchObject({ ...facts, creditNoteId: null, madeBy: 'gateway' });
  expect(await moneyOf(world, payment.paymentId)).toMatchObject({
    status: 'partially_refunded',
    refunded_minor: '1000',
    returned_minor: '1000',
  });
  const movements = `SELECT kind, status, amount_minor FROM payment_transaction WHERE id = $1`;
  expect(await rows(movements, made?.id ?? '')).toEqual([{ kind: 'refund', status: 'success', amount_minor: '1000' }]);
  expect(await toldOf(world, 'refund_id', made?.id ?? '')).toHaveLength(1);
  const body = await world.get(RefundsApi).eventOf({ refund_id: made?.id ?? '', event_id: made?.id ?? '' });
  expect(body).toMatchObject({ status: 'success', amount: 10, reason: 'made_at_gateway', credit_note_id: null });
  const audit = `SELECT actor, after->>'event' AS event FROM payment_audit WHERE payment_id = $1 AND actor = 'gateway' ORDER BY id`;
  expect(await rows(audit, payment.paymentId)).toEqual([
    { actor: 'gateway', event: 'refund_made_at_gateway' },
    { actor: 'gateway', event: 'refunded' },
  ]);
});

it('is one refund, though events in any order and a reconciliation tell of it at once', async () => {
  const payment = await captured(world);
  const { event, refundReference } = await madeThere(payment, 1000n);
  const events = Array.from({ length: 4 }, () => sendEvent(world, event('refund.succeeded')));
  await Promise.all([...events, reconcile(world), sendEvent(world, event('charge.refunded'))]);
  await sendEvent(world, event('refund.succeeded'));
  expect(await refundsOf(payment.paymentId)).toHaveLength(1);
  expect(await moneyOf(world, payment.paymentId)).toMatchObject({ refunded_minor: '1000', returned_minor: '1000' });
  expect(await findingsOn(refundReference)).toEqual([]);
});

it('is found and written down by reconciliation, when no event tells of it', async () => {
  const payment = await captured(world);
  const { refundReference } = await madeThere(payment, 2999n);
  expect(await findingsOn(refundReference)).toMatchObject([
    { kind: 'missing_here', subject: 'refund', repaired: true, payment_id: payment.paymentId },
  ]);
  expect(await moneyOf(world, payment.paymentId)).toMatchObject({ status: 'refunded', returned_minor: '2999' });
  expect(await findingsOn(refundReference)).toEqual([]);
  // Its books of another window say nothing of it; then the gateway is asked for it by its own name.
  world.clock.forward(600);
  const { findings } = (await reconcile(world, { to: new Date(Date.now() + 1000).toISOString() })).body.data;
  expect(findings.filter(({ reference }) => reference === refundReference)).toEqual([]);
});

it.each([
  ['paid, then returned', ['refund.succeeded', 'refund.failed'], 1],
  ['returned, then paid', ['refund.failed', 'refund.succeeded'], 0],
])('that came back leaves the payment its money: %s', async (_, types, returned) => {
  const payment = await captured(world);
  const { event } = await madeThere(payment, 1000n);
  for (const type of types) await sendEvent(world, event(type));
  expect(await refundsOf(payment.paymentId)).toMatchObject([{ status: 'failed', wasReturned: returned === 1 }]);
  expect(await moneyOf(world, payment.paymentId)).toMatchObject({
    status: 'success',
    refunded_minor: '0',
    returned_minor: '0',
  });
});

it('is never more than was captured: then it is named only, until a refund of ours has failed', async () => {
  const payment = await captured(world);
  const { refundId } = await refund(world, payment.paymentId, { amount: 25 });
  const { event, refundReference } = await madeThere(payment, 1000n);
  const told = event('refund.succeeded');
  await sendEvent(world, told);
  expect(await resultOf(world, told.id)).toBeNull();
  expect(await refundsOf(payment.paymentId)).toHaveLength(1);
  expect(await findingsOn(refundReference)).toMatchObject([{ kind: 'missing_here', repaired: false }]);
  // The gateway has 19.99 left, and refuses ours.
  await world.get(SendRefund).execute(refundId);
  await handleLeftEvents(world);
  expect(await moneyOf(world, payment.paymentId)).toMatchObject({ refunded_minor: '1000', returned_minor: '1000' });
  expect(await resultOf(world, told.id)).toBe('succeeded');
});

it('of a payment whose capture nobody wrote down yet waits for it', async () => {
  const answer = await pay(world, await world.due(), { card_number: '4000000000000036' });
  const paymentId = answer.body.data.transaction_id;
  const [charge] = world.gateway.journal.filter((movement) => movement.paymentId === paymentId);
  const { event } = await madeThere({ paymentId, reference: charge?.gatewayReference ?? '' }, 1000n);
  const told = event('refund.succeeded');
  await sendEvent(world, told);
  expect(await resultOf(world, told.id)).toBeNull();
  await sendEvent(world, event('charge.succeeded', { payment_id: paymentId, amount_minor: '2999' }));
  await handleLeftEvents(world);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'partially_refunded', returned_minor: '1000' });
});

it('of another system’s charge, or in another currency, is named only', async () => {
  const payment = await captured(world);
  const { event } = await madeThere(payment, 1000n);
  const foreign = event('refund.succeeded', { currency: 'EUR' });
  const nobodys = event('refund.succeeded', { gateway_reference: 'mock_nobody' });
  for (const told of [foreign, nobodys]) await sendEvent(world, told);
  expect(await resultOf(world, foreign.id)).toBe('other_currency');
  expect(await resultOf(world, nobodys.id)).toBeNull();
  expect(await refundsOf(payment.paymentId)).toEqual([]);
});

it('leaves a refund of ours alone, whose event names it', async () => {
  const payment = await captured(world);
  const { refundId } = await refund(world, payment.paymentId, { amount: 10 });
  world.gateway.breakNext('lose_answer', 1, 'refund');
  await world.get(SendRefund).execute(refundId);
  const [movement] = world.gateway.journal.filter((each) => each.refundId === refundId);
  await sendEvent(world, {
    id: `evt_there_${++count}`,
    type: 'refund.succeeded',
    gateway_reference: payment.reference,
    refund_reference: movement?.reference,
    refund_id: refundId,
    amount_minor: '1000',
    currency: 'USD',
  });
  await reconcile(world);
  expect(await refundsOf(payment.paymentId)).toMatchObject([{ id: refundId, status: 'success', reason: 'goodwill' }]);
  expect(await moneyOf(world, payment.paymentId)).toMatchObject({ refunded_minor: '1000', returned_minor: '1000' });
});
