import { DisputesApi } from '../disputes/disputes.api';
import { chargeOf } from '../gateways/gateway-under-test.contract';
import { PaymentsApi } from '../payments/payments.api';
import { RefundsApi } from '../refunds/refunds.api';
import { SendRefund } from '../refunds/use-cases/send-refund';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { reconcile } from '../testing/reconcile';
import { captured, moneyOf, refund, toldOf } from '../testing/refund';
import { FeesApi } from '../transactions/fees.api';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());
afterEach(() => world.ledger.wrong.clear());

/** What a run says of one payment, refund or charge. */
async function findingsOn(key: string, body: object = {}) {
  const report = (await reconcile(world, body)).body.data;
  return report.findings.filter((found) => found.reference === key || found.payment_id === key);
}

/** Nobody is about to write down what the gateway said, and results have had their time to arrive. */
const later = () => world.clock.forward(300);
const change = (paymentId: string, assignment: string) =>
  world.database.query(`UPDATE payment SET ${assignment} WHERE id = $1`, [paymentId]);

/** A payment whose answer was lost: the money is taken, and we do not know. */
async function lost() {
  const request = await world.due();
  const answer = await pay(world, request, { card_number: '4000000000000036' });
  expect(answer.status).toBe(202);
  return { paymentId: answer.body.data.transaction_id, request };
}

describe('what is planted is found', () => {
  it('nothing, when both sides agree', async () => {
    const { paymentId } = await captured(world);
    later();
    const report = (await reconcile(world)).body.data;
    expect(report).toMatchObject({ status: 'finished', ledger_checked: true, note: null, requested_by: 'key:staff' });
    expect(report.movements).toBeGreaterThan(0);
    expect(report.findings.filter(({ payment_id }) => payment_id === paymentId)).toEqual([]);
    expect(world.ledger.asked).toContainEqual({
      kind: 'payment',
      id: paymentId,
      amount_minor: '2999',
      currency: 'USD',
    });
  });

  it('missing_here: a charge of nobody', async () => {
    const { gatewayReference = '' } = await world.gateway.charge(chargeOf('4242424242424242'));
    expect(await findingsOn(gatewayReference)).toEqual([
      expect.objectContaining({
        kind: 'missing_here',
        subject: 'charge',
        ours: null,
        theirs: { amount: 29.99, currency: 'USD', status: 'succeeded' },
        payment_id: null,
        repaired: false,
        explanation: expect.stringContaining('no payment of ours'),
      }),
    ]);
  });

  it('missing_here: a second charge that names a payment which another one paid', async () => {
    const { paymentId } = await captured(world);
    const { gatewayReference = '' } = await world.gateway.charge(chargeOf('4242424242424242', { paymentId }));
    expect(await findingsOn(gatewayReference)).toMatchObject([{ kind: 'missing_here', repaired: false }]);
  });

  it('missing_there: a payment of which the gateway knows nothing', async () => {
    const answer = await pay(world, await world.due(), { card_number: '4000000000000002' });
    const paymentId = answer.body.data.transaction_id;
    await change(paymentId, `status = 'success', gateway_reference = 'mock_nothing'`);
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'missing_there', subject: 'charge', reference: 'mock_nothing', theirs: null, repaired: false },
    ]);
  });

  it('a payment whose movement lies outside of the window is not missing there', async () => {
    const { paymentId } = await captured(world);
    const report = (await reconcile(world, { from: '2020-01-01', to: '2020-01-02' })).body.data;
    expect(report.findings).toEqual([]);
    // Its id is of now, while the gateway booked it by a clock that was ahead.
    const now = new Date(Date.now() + 1000).toISOString();
    expect(await findingsOn(paymentId, { to: now })).toEqual([]);
  });

  it('amount', async () => {
    const { paymentId } = await captured(world);
    await change(paymentId, 'amount_minor = 2998');
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'amount', ours: { amount: 29.98 }, theirs: { amount: 29.99 }, repaired: false },
    ]);
    await change(paymentId, 'amount_minor = 2999');
  });

  it('currency', async () => {
    const { paymentId } = await captured(world);
    await change(paymentId, `currency = 'EUR'`);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'currency', repaired: false }]);
    await change(paymentId, `currency = 'USD'`);
  });

  it('missing_in_ledger: its result is told once more, as the same event', async () => {
    const { paymentId } = await captured(world);
    later();
    world.ledger.wrong.set(paymentId, null);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'missing_in_ledger', theirs: null, repaired: true }]);
    const told = await toldOf(world, 'payment_id', paymentId);
    expect(told).toHaveLength(2);
    expect(told[1]?.payload).toEqual(told[0]?.payload);
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'missing_in_ledger', repaired: false, explanation: expect.stringContaining('did not help') },
    ]);
    expect(await toldOf(world, 'payment_id', paymentId)).toHaveLength(3);
  });

  it('a result that is young is not missed in the ledger', async () => {
    const { paymentId } = await captured(world);
    world.ledger.wrong.set(paymentId, null);
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('missing_in_ledger: a capture that came late is told as one, though its failure was told under the payment’s own id', async () => {
    const { paymentId } = await lost();
    await change(paymentId, `status = 'failed', failure_code = 'gateway_no_record', next_check_at = NULL`);
    await reconcile(world);
    later();
    // Messages are kept until they have been handed on.
    await world.database.query(`DELETE FROM outbox_message WHERE envelope->'payload'->>'payment_id' = $1`, [paymentId]);
    world.ledger.wrong.set(paymentId, null);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'missing_in_ledger', repaired: true }]);
    const [told] = await toldOf(world, 'payment_id', paymentId);
    const event = { payment_id: paymentId, event_id: told?.payload['event_id'] ?? '' };
    expect(await world.get(PaymentsApi).eventOf(event)).toMatchObject({ status: 'success', amount: 29.99 });
  });

  it('missing_in_ledger: each part of a movement by itself, and told as it was', async () => {
    const { paymentId, reference } = await captured(world);
    const { refundId } = await refund(world, paymentId, { amount: 10 });
    await world.get(SendRefund).execute(refundId);
    const made = await world.get(RefundsApi).find(refundId);
    const told = { refundReference: made?.gatewayReference ?? '', amountMinor: 1000n, currency: 'USD' };
    const outcome = { status: 'failed', code: 'refund_failed', refundReference: told.refundReference } as const;
    await world.get(RefundsApi).apply({ ...told, refundId, outcome });
    const { disputeReference } = world.gateway.openDispute(reference);
    await reconcile(world);
    world.gateway.closeDispute(disputeReference, 'won');
    await reconcile(world);
    const { id: disputeId = '' } = (await world.get(DisputesApi).byReference(disputeReference)) ?? {};
    later();
    world.ledger.asked.length = 0;
    await reconcile(world);
    const kindsOf = (id: string) => world.ledger.asked.filter((asked) => asked.id === id).map(({ kind }) => kind);
    expect(kindsOf(paymentId)).toEqual(['payment', 'fee']);
    expect(kindsOf(refundId)).toEqual(['refund', 'refund_returned']);
    expect(kindsOf(disputeId)).toEqual(['dispute', 'dispute_won']);

    for (const key of [`fee ${paymentId}`, `refund_returned ${refundId}`, `dispute ${disputeId}`]) {
      world.ledger.wrong.set(key, null);
    }
    const findings = (await findingsOn(paymentId)).filter(({ kind }) => kind === 'missing_in_ledger');
    expect(findings.map(({ explanation, repaired }) => [explanation.split(';')[0], repaired])).toEqual([
      ['The ledger has no entry for this dispute', true],
      ['The ledger has no entry for the return of this refund', true],
      ['The ledger has no entry for the fee of this payment', true],
    ]);
    const [opened, won, openedAgain] = await toldOf(world, 'dispute_id', disputeId);
    expect([opened?.payload['status'], won?.payload['status']]).toEqual(['opened', 'won']);
    expect(openedAgain?.payload).toEqual(opened?.payload);
    const [, returned, returnedAgain] = await toldOf(world, 'refund_id', refundId);
    expect(returnedAgain?.payload).toEqual(returned?.payload);
  });

  it('ledger_amount', async () => {
    const { paymentId } = await captured(world);
    later();
    world.ledger.wrong.set(paymentId, { amount_minor: '2998', currency: 'USD' });
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'ledger_amount', ours: { amount: 29.99 }, theirs: { amount: 29.98, status: 'booked' }, repaired: false },
    ]);
    expect(await toldOf(world, 'payment_id', paymentId)).toHaveLength(1);
  });
});

describe('what is safe is repaired', () => {
  it('status: taken there, waiting here', async () => {
    const { paymentId } = await lost();
    expect(await findingsOn(paymentId)).toEqual([]); // Still in somebody's hands.
    later();
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'status', ours: { status: 'processing' }, theirs: { status: 'succeeded' }, repaired: true },
    ]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success' });
    expect(await toldOf(world, 'payment_id', paymentId)).toHaveLength(1);
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('status: taken there, given up here', async () => {
    const { paymentId } = await lost();
    await change(paymentId, `status = 'failed', failure_code = 'gateway_no_record', next_check_at = NULL`);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'status', repaired: true }]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success' });
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('another amount than was due is recorded only when that is asked for', async () => {
    const { paymentId } = await lost();
    await change(paymentId, `amount_minor = 3500, flag = 'amount_differs', next_check_at = NULL`);
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'amount', repaired: false }]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'processing' });
    expect(await findingsOn(paymentId, { accept_amounts: true })).toMatchObject([{ kind: 'amount', repaired: true }]);
    const [row] = await world.database.query(`SELECT status, amount_minor FROM payment WHERE id = $1`, [paymentId]);
    expect(row).toEqual({ status: 'success', amount_minor: '2999' });
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('a refund that was made there and waits here', async () => {
    const { paymentId } = await captured(world);
    const { refundId } = await refund(world, paymentId, { amount: 10 });
    world.gateway.breakNext('lose_answer', 1, 'refund');
    await world.get(SendRefund).execute(refundId);
    expect(await findingsOn(paymentId)).toEqual([]);
    later();
    expect(await findingsOn(paymentId)).toMatchObject([{ kind: 'status', subject: 'refund', repaired: true }]);
    expect((await world.get(RefundsApi).find(refundId))?.status).toBe('success');
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('a dispute that nobody told us of, and its end', async () => {
    const { paymentId, reference } = await captured(world);
    const { disputeReference } = world.gateway.openDispute(reference);
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'missing_here', subject: 'dispute', reference: disputeReference, ours: null, repaired: true },
    ]);
    const dispute = await world.get(DisputesApi).byReference(disputeReference);
    expect(dispute).toMatchObject({ status: 'open', reason: 'fraudulent' });
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'disputed' });
    world.gateway.closeDispute(disputeReference, 'won');
    expect(await findingsOn(paymentId)).toMatchObject([
      { kind: 'status', subject: 'dispute_reversal', ours: { status: 'open' }, repaired: true },
    ]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'success' });
    expect(await findingsOn(paymentId)).toEqual([]);
  });

  it('a dispute that was lost before anybody told us of it, or after', async () => {
    for (const isKnown of [false, true]) {
      const { paymentId, reference } = await captured(world);
      const { disputeReference } = world.gateway.openDispute(reference);
      if (isKnown) await reconcile(world);
      world.gateway.closeDispute(disputeReference, 'lost');
      const kind = isKnown ? 'status' : 'missing_here';
      expect(await findingsOn(disputeReference)).toMatchObject([{ kind, subject: 'dispute', repaired: true }]);
      expect(await world.get(DisputesApi).byReference(disputeReference)).toMatchObject({ status: 'lost' });
      expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'refunded', charged_back_minor: '2999' });
      expect(await findingsOn(disputeReference)).toEqual([]);
    }
  });

  it('a dispute that was lost long after it opened, which moves nothing', async () => {
    const { paymentId, reference } = await captured(world);
    const { disputeReference } = world.gateway.openDispute(reference);
    await reconcile(world);
    world.gateway.closeDispute(disputeReference, 'lost');
    const window = {
      from: new Date(Date.now() + 60_000).toISOString(),
      to: new Date(Date.now() + 120_000).toISOString(),
    };
    world.clock.forward(180);
    expect(await findingsOn(disputeReference, window)).toMatchObject([
      { kind: 'status', subject: 'dispute', ours: { status: 'open' }, theirs: { status: 'lost' }, repaired: true },
    ]);
    expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'refunded', charged_back_minor: '2999' });
    expect(await findingsOn(disputeReference, window)).toEqual([]);
  });

  it('fees that only the gateway’s books tell are recorded once', async () => {
    const { paymentId } = await captured(world);
    const feeOf = async () => (await world.get(FeesApi).of([paymentId])).get(paymentId);
    expect(await feeOf()).toBeUndefined();
    await reconcile(world);
    const fee = await feeOf();
    expect(fee).toMatchObject({ amountMinor: 117n, currency: 'USD' });
    await reconcile(world);
    expect(await feeOf()).toEqual(fee);
  });
});
