import { newId } from '@libs/persistence';
import { FeesApi } from '../transactions/fees.api';
import { handleLeftEvents, resultOf, sendEvent } from '../testing/gateway-event';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { captured, moneyOf, refund, toldOf } from '../testing/refund';
import { RefundsApi } from '../refunds/refunds.api';
import { SendRefund } from '../refunds/use-cases/send-refund';
import { DisputesApi } from './disputes.api';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

let count = 0;
type Stage = 'opened' | 'won' | 'lost';

/** The gateway's event about the dispute of a charge; without `payment_id`, as Stripe sends it. */
async function tell(stage: Stage, reference: string, fields: { dispute_reference: string; amount_minor?: string }) {
  const id = `evt_dispute_${++count}`;
  const facts = {
    gateway_reference: reference,
    amount_minor: '2999',
    currency: 'USD',
    reason: 'fraudulent',
    ...fields,
  };
  expect(await sendEvent(world, { id, type: `dispute.${stage}`, ...facts })).toBe(200);
  return id;
}
const byReference = (reference: string) => world.get(DisputesApi).byReference(reference);
const stagesTold = async (disputeId: string) =>
  (await toldOf(world, 'dispute_id', disputeId)).map(({ payload }) => payload['status']);
const kinds = async (paymentId: string) => {
  const rows = await world.database.query<{ kind: string }>(
    `SELECT kind FROM payment_transaction WHERE payment_id = $1 ORDER BY created_at, id`,
    [paymentId],
  );
  return rows.map(({ kind }) => kind);
};

it.each<['won' | 'lost', string, string[], string]>([
  ['won', 'success', ['charge', 'dispute', 'dispute_reversal'], '0'],
  ['lost', 'refunded', ['charge', 'dispute'], '2999'],
])('a dispute that is %s leaves the payment %s', async (ending, status, moved, chargedBack) => {
  const { paymentId, reference, request } = await captured(world);
  const name = { dispute_reference: `dp_${paymentId}` };
  await tell('opened', reference, name);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'disputed', open_disputes: 1 });
  const dispute = await byReference(name.dispute_reference);
  expect(dispute).toMatchObject({ status: 'open', amountMinor: 2999n, reason: 'fraudulent', closedAt: null });
  await tell(ending, reference, name);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status, open_disputes: 0, charged_back_minor: chargedBack });
  expect(await kinds(paymentId)).toEqual(moved);
  const told = await toldOf(world, 'dispute_id', dispute?.id ?? '');
  expect(told.map(({ payload }) => payload['status'])).toEqual(['opened', ending]);
  const event = await world.get(DisputesApi).eventOf(told[1]?.payload as never);
  expect(event).toMatchObject({
    type: 'dispute',
    dispute_id: dispute?.id,
    transaction_id: paymentId,
    invoice_id: request.invoiceId,
    account_id: request.accountId,
    status: ending,
    amount: 29.99,
    currency: 'USD',
  });
});

it('the end may be heard of before the beginning, and both more than once', async () => {
  const { paymentId, reference } = await captured(world);
  const name = { dispute_reference: `dp_${paymentId}` };
  await tell('won', reference, name);
  await Promise.all([tell('opened', reference, name), tell('won', reference, name), tell('opened', reference, name)]);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success', open_disputes: 0 });
  expect(await stagesTold((await byReference(name.dispute_reference))?.id ?? '')).toEqual(['opened', 'won']);
});

it('ten deliveries at once open one dispute', async () => {
  const { paymentId, reference } = await captured(world);
  const name = { dispute_reference: `dp_${paymentId}` };
  await Promise.all(Array.from({ length: 10 }, () => tell('opened', reference, name)));
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'disputed', open_disputes: 1 });
  expect(await stagesTold((await byReference(name.dispute_reference))?.id ?? '')).toEqual(['opened']);
});

it('of what is disputed nothing is refunded; after a dispute that was won it is again', async () => {
  const { paymentId, reference } = await captured(world);
  const name = { dispute_reference: `dp_${paymentId}` };
  await tell('opened', reference, name);
  expect(await refund(world, paymentId)).toMatchObject({ status: 409, code: 'payment_disputed' });
  await tell('won', reference, name);
  expect((await refund(world, paymentId)).status).toBe(202);
});

it('of a payment whose dispute was lost in part, the rest may be refunded and no more', async () => {
  const { paymentId, reference } = await captured(world);
  const name = { dispute_reference: `dp_${paymentId}`, amount_minor: '1000' };
  await tell('opened', reference, name);
  await tell('lost', reference, name);
  expect((await moneyOf(world, paymentId))?.status).toBe('partially_refunded');
  expect(await refund(world, paymentId, { amount: 20 })).toMatchObject({ status: 422, code: 'refund_exceeds_payment' });
  await world.get(SendRefund).execute((await refund(world, paymentId)).refundId);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'refunded', returned_minor: '1999' });
});

it('a refund that is under way when the dispute opens keeps its own end', async () => {
  const { paymentId, reference } = await captured(world);
  const { refundId } = await refund(world, paymentId, { amount: 10 });
  await tell('opened', reference, { dispute_reference: `dp_${paymentId}` });
  await world.get(SendRefund).execute(refundId);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'disputed', returned_minor: '1000' });
  await tell('won', reference, { dispute_reference: `dp_${paymentId}` });
  expect((await moneyOf(world, paymentId))?.status).toBe('partially_refunded');
});

it('a refund that ends after the dispute was lost is booked, and one that comes back as well', async () => {
  const { paymentId, reference } = await captured(world);
  const { refundId } = await refund(world, paymentId, { amount: 10 });
  await tell('opened', reference, { dispute_reference: `dp_${paymentId}` });
  await tell('lost', reference, { dispute_reference: `dp_${paymentId}` });
  await world.get(SendRefund).execute(refundId);
  const both = { status: 'refunded', returned_minor: '1000', charged_back_minor: '2999' };
  expect(await moneyOf(world, paymentId)).toMatchObject(both);
  const { gatewayReference: refundReference } = (await world.get(RefundsApi).find(refundId)) ?? {};
  const cameBack = { status: 'failed', code: 'card_account_closed', refundReference: refundReference ?? '' } as const;
  const told = { refundId, refundReference: cameBack.refundReference, amountMinor: 1000n, currency: 'USD' };
  expect(await world.get(RefundsApi).apply({ ...told, outcome: cameBack })).toBe('failed');
  expect(await moneyOf(world, paymentId)).toMatchObject({ ...both, returned_minor: '0' });
});

it('a dispute of a charge whose answer was lost: the charge is asked for first', async () => {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000036' });
  const paymentId = answer.body.data.transaction_id;
  const [movement] = world.gateway.journal.filter((entry) => entry.paymentId === paymentId);
  const eventId = await tell('opened', movement?.gatewayReference ?? '', { dispute_reference: `dp_${paymentId}` });
  // The charge's name is not written down yet: the worker looks again once it is.
  expect(await resultOf(world, eventId)).toBeNull();
  const told = { dispute_reference: `dp_${paymentId}`, payment_id: paymentId };
  await tell('opened', movement?.gatewayReference ?? '', told);
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'disputed' });
  expect(await toldOf(world, 'payment_id', paymentId)).toHaveLength(1);
  await handleLeftEvents(world);
  expect(await resultOf(world, eventId)).toBe('settled_before');
});

it('a dispute of somebody else’s charge is given up after an hour', async () => {
  const eventId = await tell('opened', `mock_${newId()}`, { dispute_reference: `dp_${newId()}` });
  expect(await resultOf(world, eventId)).toBeNull();
  world.clock.forward(3_700);
  await handleLeftEvents(world);
  expect(await resultOf(world, eventId)).toBe('unknown_charge');
});

it('a dispute in another currency than the payment changes nothing', async () => {
  const { paymentId, reference } = await captured(world);
  const facts = { gateway_reference: reference, amount_minor: '2999', currency: 'EUR', dispute_reference: 'dp_eur' };
  await sendEvent(world, { id: 'evt_eur', type: 'dispute.opened', ...facts });
  expect(await resultOf(world, 'evt_eur')).toBe('other_currency');
  expect((await moneyOf(world, paymentId))?.status).toBe('success');
});

describe('GET /v1/disputes', () => {
  const list = async (query: string) => {
    const answer = await world.app.inject({ method: 'GET', url: `/v1/disputes?${query}` });
    return { status: answer.statusCode, ...answer.json() };
  };

  it('shows them newest first, by status and account, with the fee once it is known', async () => {
    const accountId = newId();
    const names: string[] = [];
    for (const _ of [1, 2, 3]) {
      const { paymentId, reference } = await captured(world, { accountId });
      names.unshift(`dp_${paymentId}`);
      await tell('opened', reference, { dispute_reference: `dp_${paymentId}` });
    }
    const dispute = await byReference(names[0] ?? '');
    const fee = { transactionId: dispute?.id ?? '', accountId, fee: { amountMinor: 1500n, currency: 'USD' } };
    expect(await world.get(FeesApi).record(fee)).toBe(true);
    expect(await world.get(FeesApi).record(fee)).toBe(false);

    const first = await list(`account_id=${accountId}&limit=2`);
    expect(first.data.map((row: { gateway_reference: string }) => row.gateway_reference)).toEqual(names.slice(0, 2));
    expect(first.data[0]).toMatchObject({
      status: 'open',
      amount: 29.99,
      fee: 15,
      fee_currency: 'USD',
      closed_at: null,
    });
    const next = await list(`account_id=${accountId}&limit=2&cursor=${first.pagination.next_cursor}`);
    expect([next.data.length, next.pagination.has_more]).toEqual([1, false]);
    expect((await list(`account_id=${accountId}&status=lost`)).data).toEqual([]);
  });

  it.each(['status=closed', 'account_id=x', 'cursor=x', 'limit=0'])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(400);
  });
});
