import { newId } from '@libs/persistence';
import { DueWorkApi } from '../due-work/due-work.api';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF } from '../testing/billing-world';

it.each<[string, number, 'refund' | 'dispute' | null, number]>([
  ['nothing went back', 0, null, 15],
  ['10.00 were refunded', 10, 'refund', 10],
  ['all was refunded', 29.99, 'refund', 0],
  ['all was lost in a dispute', 29.99, 'dispute', 0],
])('half a period unused of a payment of 29.99: %s', async (_, gone, type, credit) => {
  const world = await billingWorld();
  const { id: accountId } = await world.account();
  const made = await world.call('POST', '/v1/subscriptions', accountId, { plan_id: await world.plan() });
  const { id, invoice_id: invoiceId, current_period_start: start, current_period_end: end } = made.body.data;
  const transactionId = newId();
  const tell = async (amount: number, facts: object) => {
    const ids = { event_id: newId(), transaction_id: transactionId, subscription_id: id, invoice_id: invoiceId };
    const body = {
      ...ids,
      account_id: accountId,
      status: 'success',
      amount,
      currency: 'USD',
      occurred_at: start,
      ...facts,
    };
    expect((await world.call('POST', '/v1/webhooks/payment', 'payment-service', body)).status).toBe(200);
  };
  await tell(29.99, {});
  if (type === 'refund') await tell(gone, { type, refund_id: newId(), credit_note_id: null, reason: null });
  if (type === 'dispute') {
    const dispute = { type, dispute_id: newId(), reason: 'fraudulent' };
    for (const status of ['opened', 'lost']) await tell(gone, { ...dispute, status });
  }

  const half = new Date((Date.parse(start) + Date.parse(end)) / 2).toISOString();
  const canceled = await world.call('DELETE', `/v1/subscriptions/${id}?at=${half}&refund=prorated`, STAFF);
  expect(canceled.status).toBe(200);
  world.clock.moveTo(half);
  await world.get(DueWorkApi).run();
  expect((await world.call('GET', `/v1/accounts/${accountId}`, STAFF)).body.data.balance).toBe(credit);
  expect(await unbalanced(world)).toEqual([]);
  await world.close();
});
