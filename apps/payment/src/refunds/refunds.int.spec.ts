import { newId } from '@libs/persistence';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { captured, moneyOf, refund, toldOf } from '../testing/refund';
import { RefundsApi } from './refunds.api';
import { SendRefund } from './use-cases/send-refund';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

const send = (refundId: string) => world.get(SendRefund).execute(refundId);
const statusOf = async (refundId: string) => (await world.get(RefundsApi).find(refundId))?.status;
const given = (paymentId: string) =>
  world.gateway.journal.filter((movement) => movement.kind === 'refund' && movement.paymentId === paymentId);
const sum = (amounts: readonly { amountMinor: bigint }[]) =>
  amounts.reduce((all, { amountMinor }) => all + amountMinor, 0n);

it('all of a payment goes back: set aside at once, given back in the background, told', async () => {
  const { paymentId, request } = await captured(world);
  const answer = await refund(world, paymentId);
  expect(answer.status).toBe(202);
  expect(answer.body.data).toMatchObject({ status: 'pending', amount: 29.99, currency: 'USD', payment_id: paymentId });
  expect(await moneyOf(world, paymentId)).toMatchObject({
    status: 'success',
    refunded_minor: '2999',
    returned_minor: '0',
  });
  expect(given(paymentId)).toEqual([]);

  await send(answer.refundId);
  expect(await moneyOf(world, paymentId)).toMatchObject({
    status: 'refunded',
    refunded_minor: '2999',
    returned_minor: '2999',
  });
  expect(given(paymentId)).toMatchObject([{ amountMinor: 2999n, idempotencyKey: `refund-${answer.refundId}` }]);
  const [told] = await toldOf(world, 'refund_id', answer.refundId);
  expect(told).toMatchObject({ action: 'refund_result', payload: { event_id: answer.refundId } });
  expect(await world.get(RefundsApi).eventOf({ refund_id: answer.refundId, event_id: answer.refundId })).toMatchObject({
    type: 'refund',
    transaction_id: paymentId,
    invoice_id: request.invoiceId,
    subscription_id: request.subscriptionId,
    account_id: request.accountId,
    credit_note_id: null,
    status: 'success',
    amount: 29.99,
    reason: 'goodwill',
  });
  const movements = await world.database.query(
    `SELECT id, kind, status, amount_minor FROM payment_transaction WHERE payment_id = $1 ORDER BY created_at`,
    [paymentId],
  );
  expect(movements).toMatchObject([
    { id: paymentId, kind: 'charge', status: 'success' },
    { id: answer.refundId, kind: 'refund', status: 'success', amount_minor: '2999' },
  ]);
});

it('in parts, until nothing is left', async () => {
  const { paymentId } = await captured(world);
  await send((await refund(world, paymentId, { amount: 10 })).refundId);
  expect((await moneyOf(world, paymentId))?.status).toBe('partially_refunded');
  expect(await refund(world, paymentId, { amount: 20 })).toMatchObject({ status: 422, code: 'refund_exceeds_payment' });
  const rest = await refund(world, paymentId);
  expect(rest.body.data.amount).toBe(19.99);
  await send(rest.refundId);
  expect((await moneyOf(world, paymentId))?.status).toBe('refunded');
  expect(await refund(world, paymentId)).toMatchObject({ status: 422, code: 'refund_exceeds_payment' });
  expect(sum(given(paymentId))).toBe(2999n);
});

it('50 refunds at once never exceed the payment, neither here nor at the gateway', async () => {
  const { paymentId } = await captured(world);
  const answers = await Promise.all(Array.from({ length: 50 }, () => refund(world, paymentId, { amount: 1 })));
  const taken = answers.filter(({ status }) => status === 202);
  expect(taken).toHaveLength(29);
  expect(new Set(answers.filter((answer) => !taken.includes(answer)).map(({ code }) => code))).toEqual(
    new Set(['refund_exceeds_payment']),
  );
  await Promise.all(taken.map(({ refundId }) => send(refundId)));
  expect(sum(given(paymentId))).toBe(2900n);
  expect(await moneyOf(world, paymentId)).toMatchObject({ refunded_minor: '2900', returned_minor: '2900' });
});

describe('refuses, in this order', () => {
  it.each([
    ['an amount that is no money', { amount: -1 }, 400, 'validation_failed'],
    ['more decimals than the currency has', { amount: 1.001 }, 400, 'validation_failed'],
    ['nothing', { amount: 0 }, 400, 'validation_failed'],
    ['no reason', { reason: '' }, 400, 'validation_failed'],
    ['what does not belong here', { status: 'success' }, 400, 'validation_failed'],
    ['more than the payment', { amount: 30 }, 422, 'refund_exceeds_payment'],
  ])('%s', async (_, body, status, code) => {
    const { paymentId } = await captured(world);
    expect(await refund(world, paymentId, body)).toMatchObject({ status, code });
    expect(await moneyOf(world, paymentId)).toMatchObject({ refunded_minor: '0' });
  });

  it('an unknown payment, and no identifier at all', async () => {
    expect(await refund(world, newId())).toMatchObject({ status: 404, code: 'not_found' });
    expect(await refund(world, 'x')).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([
    ['processing', '4000000000000077'],
    ['failed', '4000000000000002'],
  ])('a payment that is %s', async (_, card) => {
    const answer = await pay(world, await world.due(), { card_number: card });
    const paymentId = answer.body.data.transaction_id;
    expect(await refund(world, paymentId)).toMatchObject({ status: 409, code: 'payment_not_refundable' });
  });
});

it('an Idempotency-Key makes one refund', async () => {
  const { paymentId } = await captured(world);
  const key = { 'idempotency-key': `once-${paymentId}` };
  const first = await refund(world, paymentId, { amount: 1 }, key);
  const second = await refund(world, paymentId, { amount: 1 }, key);
  expect([first.status, second.body]).toEqual([202, first.body]);
  expect(await moneyOf(world, paymentId)).toMatchObject({ refunded_minor: '100' });
});

it('a message that is delivered many times gives back once', async () => {
  const { paymentId } = await captured(world);
  const { refundId } = await refund(world, paymentId, { amount: 5 });
  await Promise.all(Array.from({ length: 10 }, () => send(refundId)));
  await send(refundId);
  expect(given(paymentId)).toHaveLength(1);
  expect(await toldOf(world, 'refund_id', refundId)).toHaveLength(1);
});

it('what the gateway refuses is told, and may be asked for again', async () => {
  const { paymentId } = await captured(world);
  const { refundId } = await refund(world, paymentId);
  world.gateway.endNextRefundAs('balance_insufficient');
  await send(refundId);
  expect(await statusOf(refundId)).toBe('failed');
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success', refunded_minor: '0' });
  expect(await world.get(RefundsApi).eventOf({ refund_id: refundId, event_id: refundId })).toMatchObject({
    status: 'failed',
    amount: 29.99,
  });
  await send((await refund(world, paymentId)).refundId);
  expect((await moneyOf(world, paymentId))?.status).toBe('refunded');
});

it('what the bank sends back later is the payment’s again, and told as another event', async () => {
  const { paymentId } = await captured(world);
  const { refundId } = await refund(world, paymentId);
  await send(refundId);
  const api = world.get(RefundsApi);
  const { gatewayReference: refundReference } = (await api.find(refundId)) ?? {};
  const told = { refundId, refundReference: refundReference ?? '', amountMinor: 2999n, currency: 'USD' };
  const failed = { status: 'failed', code: 'card_account_closed', refundReference: told.refundReference } as const;
  expect(await api.apply({ ...told, outcome: failed })).toBe('failed');
  expect(await api.apply({ ...told, outcome: failed })).toBe('settled_before');
  const made = { status: 'succeeded', refundReference: told.refundReference } as const;
  expect(await api.apply({ ...told, outcome: made })).toBe('settled_before');
  expect(await moneyOf(world, paymentId)).toMatchObject({
    status: 'success',
    refunded_minor: '0',
    returned_minor: '0',
  });
  const messages = await toldOf(world, 'refund_id', refundId);
  const events = await Promise.all(
    messages.map(({ payload }) => api.eventOf(payload as { refund_id: string; event_id: string })),
  );
  expect(events.map((event) => event?.status)).toEqual(['success', 'failed']);
  expect(new Set(events.map((event) => event?.event_id)).size).toBe(2);
});
