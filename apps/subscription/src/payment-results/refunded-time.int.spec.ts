import { newId } from '@libs/persistence';
import { DueWorkApi } from '../due-work/due-work.api';
import { unbalanced } from '../due-work/testing/subscriber';
import { billingWorld, STAFF } from '../testing/billing-world';

it.each([
  [0, 15],
  [10, 10],
  [29.99, 0],
])('of 29.99 of which %d were refunded, half a period unused gives %d back', async (refunded, credit) => {
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
  if (refunded > 0) await tell(refunded, { type: 'refund', refund_id: newId(), credit_note_id: null, reason: null });

  const half = new Date((Date.parse(start) + Date.parse(end)) / 2).toISOString();
  const canceled = await world.call('DELETE', `/v1/subscriptions/${id}?at=${half}&refund=prorated`, STAFF);
  expect(canceled.status).toBe(200);
  world.clock.moveTo(half);
  await world.get(DueWorkApi).run();
  expect((await world.call('GET', `/v1/accounts/${accountId}`, STAFF)).body.data.balance).toBe(credit);
  expect(await unbalanced(world)).toEqual([]);
  await world.close();
});
