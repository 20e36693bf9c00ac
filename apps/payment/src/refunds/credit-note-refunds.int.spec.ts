import { newId } from '@libs/persistence';
import { done, retry, type MessageEnvelope } from '@libs/queue';
import { pay } from '../testing/pay';
import { paymentWorld, type PaymentWorld } from '../testing/payment-world';
import { captured, moneyOf } from '../testing/refund';
import { RefundsConsumer } from './jobs/refunds.consumer';
import { RefundsApi } from './refunds.api';
import { RefundCreditNote } from './use-cases/refund-credit-note';
import { SendRefund } from './use-cases/send-refund';

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => world?.close());

/** A message as it comes out of the queue. */
const consume = (action: string, payload: Record<string, unknown>) => {
  const consumer = new RefundsConsumer(world.get(SendRefund), world.get(RefundCreditNote));
  return consumer.consume({ action, payload } as unknown as MessageEnvelope);
};
const creditNote = (invoice: { invoiceId: string; accountId: string }, amountMinor: string, fields: object = {}) => ({
  credit_note_id: newId(),
  invoice_id: invoice.invoiceId,
  account_id: invoice.accountId,
  amount_minor: amountMinor,
  currency: 'USD',
  reason: 'billed twice',
  ...fields,
});
const refundsOf = async (creditNoteId: string) =>
  world.database.query<{ id: string; payment_id: string | null; amount_minor: string; status: string }>(
    `SELECT id, payment_id, amount_minor, status FROM refund WHERE credit_note_id = $1 ORDER BY id`,
    [creditNoteId],
  );
const eventsOf = async (creditNoteId: string) => {
  const refunds = await refundsOf(creditNoteId);
  const events = refunds.map(({ id }) => world.get(RefundsApi).eventOf({ refund_id: id, event_id: id }));
  return Promise.all(events);
};
/** Another payment of the same invoice, as after a capture that came late. */
async function second(paymentId: string) {
  const id = newId();
  await world.database.query(
    `INSERT INTO payment (id, account_id, invoice_id, subscription_id, amount_minor, currency, status, gateway, gateway_key,
       gateway_reference, is_extra, started_at, created_at, updated_at)
     SELECT $2::uuid, account_id, invoice_id, subscription_id, 1000, currency, 'success', gateway, 'payment-' || $2::uuid::text,
       'mock_second', true, started_at, created_at, updated_at FROM payment WHERE id = $1`,
    [paymentId, id],
  );
  return id;
}

it('gives back what a credit note says, and says so', async () => {
  const { paymentId, request } = await captured(world);
  const note = creditNote(request, '1000');
  expect(await consume('credit_note_refund', note)).toEqual(done());
  const [refund] = await refundsOf(note.credit_note_id);
  expect(refund).toMatchObject({ payment_id: paymentId, amount_minor: '1000', status: 'pending' });
  expect(await eventsOf(note.credit_note_id)).toEqual([undefined]);
  expect(await consume('refund', { refund_id: refund?.id })).toEqual(done());
  expect(await moneyOf(world, paymentId)).toMatchObject({ status: 'partially_refunded', returned_minor: '1000' });
  expect(await eventsOf(note.credit_note_id)).toMatchObject([
    { status: 'success', amount: 10, credit_note_id: note.credit_note_id, reason: 'billed twice' },
  ]);
});

it('out of the newest payment first, then out of the one before, and the rest could not be given back', async () => {
  const { paymentId, request } = await captured(world);
  const newer = await second(paymentId);
  const note = creditNote(request, '5000');
  await consume('credit_note_refund', note);
  expect(await refundsOf(note.credit_note_id)).toMatchObject([
    { payment_id: newer, amount_minor: '1000', status: 'pending' },
    { payment_id: paymentId, amount_minor: '2999', status: 'pending' },
    { payment_id: null, amount_minor: '1001', status: 'failed' },
  ]);
  const [, , rest] = await eventsOf(note.credit_note_id);
  expect(rest).toMatchObject({
    refund_id: null,
    transaction_id: null,
    invoice_id: request.invoiceId,
    account_id: request.accountId,
    credit_note_id: note.credit_note_id,
    status: 'failed',
    amount: 10.01,
  });
});

it.each([
  ['an invoice that nobody paid', async () => creditNote({ invoiceId: newId(), accountId: newId() }, '1000')],
  ['another account', async () => creditNote((await captured(world)).request, '1000', { account_id: newId() })],
  ['another currency', async () => creditNote((await captured(world)).request, '1000', { currency: 'EUR' })],
  [
    'a payment that failed',
    async () => {
      const request = await world.due();
      await pay(world, request, { card_number: '4000000000000002' });
      return creditNote(request, '1000');
    },
  ],
])('gives back nothing of %s, and tells so', async (_, make) => {
  const note = await make();
  await consume('credit_note_refund', note);
  expect(await eventsOf(note.credit_note_id)).toMatchObject([{ refund_id: null, status: 'failed', amount: 10 }]);
});

it.each([
  ['a payment', async () => (await captured(world)).request],
  ['no payment', async () => ({ invoiceId: newId(), accountId: newId() })],
])('the same credit note ten times at once, over %s, is refunded once', async (_, make) => {
  const note = creditNote(await make(), '1000');
  const consumed = await Promise.allSettled(Array.from({ length: 10 }, () => consume('credit_note_refund', note)));
  // Whoever lost a race is delivered again.
  await consume('credit_note_refund', note);
  expect(consumed.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await refundsOf(note.credit_note_id)).toHaveLength(1);
});

it('two credit notes at once take no more than the payment has', async () => {
  const { paymentId, request } = await captured(world);
  const notes = Array.from({ length: 5 }, () => creditNote(request, '1000'));
  await Promise.all(notes.map((note) => consume('credit_note_refund', note)));
  expect(await moneyOf(world, paymentId)).toMatchObject({ refunded_minor: '2999' });
  const all = (await Promise.all(notes.map((note) => refundsOf(note.credit_note_id)))).flat();
  const failed = all
    .filter(({ status }) => status === 'failed')
    .reduce((sum, row) => sum + Number(row.amount_minor), 0);
  expect(failed).toBe(5000 - 2999);
});

it.each([
  ['refund', {}],
  ['refund', { refund_id: 'x' }],
  ['credit_note_refund', { amount_minor: '-1' }],
  ['credit_note_refund', { amount_minor: 1000 }],
  ['credit_note_refund', { amount_minor: '0' }],
  ['credit_note_refund', { currency: 'usd' }],
  ['credit_note_refund', { reason: 7 }],
  ['credit_note_refund', { credit_note_id: 'x' }],
  ['credit_note_refund', { account_id: undefined }],
  ['payout', {}],
])('a message %s with %j goes to the failed set in the end', async (action, fields) => {
  const whole = action === 'credit_note_refund' ? creditNote({ invoiceId: newId(), accountId: newId() }, '1000') : {};
  expect(await consume(action, { ...whole, ...fields })).toMatchObject({ kind: retry('').kind });
});
