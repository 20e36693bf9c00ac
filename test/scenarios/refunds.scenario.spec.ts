import { randomUUID } from 'node:crypto';
import { parallel, statusesOf, type Answer, type Client } from '../support/client';
import { admin, Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { until } from '../support/running-system';

const REASON = 'asked for by the customer';

async function paidCustomer(cardNumber?: string) {
  const customer = await Customer.registers();
  const { data: subscription } = await customer.subscribes();
  const { data } = await customer.pays(subscription.id, cardNumber);
  return { customer, subscriptionId: subscription.id as string, paymentId: data.transaction_id as string };
}

const movedBack = async (paymentId: string) => {
  const movements = await gateway.movementsOf({ payment_id: paymentId });
  return movements.filter(({ kind }) => kind === 'refund');
};

const cents = (movements: readonly { amount: number }[]) => movements.reduce((sum, { amount }) => sum + amount, 0);

describe('giving money back', () => {
  let staff: Client;

  beforeAll(async () => {
    staff = await admin();
  });

  const refunds = (paymentId: string, body: object, headers = {}): Promise<Answer> =>
    staff.post(`/v1/payments/${paymentId}/refund`, { reason: REASON, ...body }, headers);
  const payment = async (id: string) => (await staff.get(`/v1/payments/${id}`)).data;
  const becomes = (id: string, status: string) =>
    until(`the payment is ${status}`, async () => ((await payment(id)).status === status ? true : undefined), 30_000);

  it('whole: the payment is refunded, the money left the gateway once, and the subscription goes on', async () => {
    const { customer, subscriptionId, paymentId } = await paidCustomer();
    await customer.becomes('active', subscriptionId);
    const accepted = await refunds(paymentId, {});
    expect([accepted.status, accepted.data.amount, accepted.data.currency]).toEqual([202, 29.99, 'USD']);
    await becomes(paymentId, 'refunded');
    expect((await movedBack(paymentId)).map(({ amount }) => amount)).toEqual([2999]);
    const { refunds: listed } = await payment(paymentId);
    expect(listed).toMatchObject([{ refund_id: accepted.data.refund_id, status: 'success', amount: 29.99 }]);
    expect((await customer.subscription(subscriptionId)).status).toBe('active');
    expect((await refunds(paymentId, {})).code).toBe('refund_exceeds_payment');
  }, 60_000);

  it('in parts: what is left shrinks to the cent', async () => {
    const { paymentId } = await paidCustomer();
    expect((await refunds(paymentId, { amount: 9.99 })).status).toBe(202);
    await becomes(paymentId, 'partially_refunded');
    const tooMuch = await refunds(paymentId, { amount: 20.01 });
    expect([tooMuch.status, tooMuch.code]).toEqual([422, 'refund_exceeds_payment']);
    expect((await refunds(paymentId, { amount: 20 })).status).toBe(202);
    await becomes(paymentId, 'refunded');
    expect(cents(await movedBack(paymentId))).toBe(2999);
  }, 60_000);

  it('by hand, in the gateway’s dashboard: the payment, its bill and the books have it, once', async () => {
    const { paymentId } = await paidCustomer();
    const { gateway_reference: reference, invoice_id: invoiceId } = await payment(paymentId);
    await gateway.byHand('refunds', { payment_intent: reference, amount: '1000' });
    await becomes(paymentId, 'partially_refunded');
    const { refunds: listed } = await payment(paymentId);
    expect(listed).toMatchObject([{ status: 'success', amount: 10, made_by: 'gateway' }]);
    const bill = async () => (await staff.get(`/v1/invoices/${invoiceId}`)).data;
    await until('the bill says so', async () => (await bill()).amount_refunded === 10, 30_000);
    const { data: entries } = await staff.get(`/v1/ledger/entries?invoice_id=${invoiceId}`);
    expect(entries.filter(({ kind }: { kind: string }) => kind === 'refund_paid')).toHaveLength(1);
    expect((await refunds(paymentId, { amount: 20 })).code).toBe('refund_exceeds_payment');
  }, 60_000);

  it('fifty times at once never gives back more than was paid', async () => {
    const { paymentId } = await paidCustomer();
    const answers = await parallel(50, () => refunds(paymentId, { amount: 1 }));
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['refund_exceeds_payment']));
    expect(accepted).toHaveLength(29);
    expect(new Set(accepted.map(({ data }) => data.refund_id)).size).toBe(29);
    await until('all of it went back', async () => cents(await movedBack(paymentId)) === 2900, 60_000);
    expect((await payment(paymentId)).refunds).toHaveLength(29);
    expect((await refunds(paymentId, { amount: 1 })).code).toBe('refund_exceeds_payment');
    expect((await refunds(paymentId, { amount: 0.99 })).status).toBe(202);
    await becomes(paymentId, 'refunded');
    expect(cents(await movedBack(paymentId))).toBe(2999);
  }, 120_000);

  it('fifty times at once with one Idempotency-Key gives back once', async () => {
    const { paymentId } = await paidCustomer();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await parallel(50, () => refunds(paymentId, { amount: 1 }, headers));
    const later = await refunds(paymentId, { amount: 1 }, headers);
    expect(later.headers.get('idempotent-replayed')).toBe('true');
    const ids = [...answers, later].flatMap(({ status, data }) => (status === 202 ? [data.refund_id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(statusesOf(answers)[202]).toBeGreaterThan(0);
    expect(answers.every(({ status, code }) => status === 202 || code === 'idempotency_in_progress')).toBe(true);
    await becomes(paymentId, 'partially_refunded');
    expect(cents(await movedBack(paymentId))).toBe(100);
  }, 60_000);

  it('to a card whose account is closed says so, and may be tried again', async () => {
    const { paymentId } = await paidCustomer('4000000000005126');
    expect((await refunds(paymentId, { amount: 10 })).status).toBe(202);
    await until('it came back', async () => (await payment(paymentId)).refunds[0].status === 'failed', 30_000);
    const { status, refunds: listed } = await payment(paymentId);
    expect([status, listed[0].failure_code]).toEqual(['success', 'card_account_closed']);
    expect((await refunds(paymentId, {})).data.amount).toBe(29.99);
  }, 60_000);

  it('although the gateway answers nothing and tells of nothing, gives back once', async () => {
    const { paymentId } = await paidCustomer();
    await gateway.breaks({ operation: 'refunds.create', fault: 'tell_nobody', count: 1 });
    expect((await refunds(paymentId, {})).status).toBe(202);
    await becomes(paymentId, 'refunded').finally(() => gateway.heals());
    expect(await movedBack(paymentId)).toHaveLength(1);
  }, 90_000);

  it.each([
    ['a negative amount', { amount: -1 }, 400, 'validation_failed'],
    ['half a cent', { amount: 0.005 }, 400, 'validation_failed'],
    ['nothing', { amount: 0 }, 400, 'validation_failed'],
    ['an amount in words', { amount: '1e400' }, 400, 'validation_failed'],
    ['a field that is not known', { status: 'success' }, 400, 'validation_failed'],
  ])('with %s changes nothing', async (_, body, status, code) => {
    const { paymentId } = await paidCustomer();
    const refused = await refunds(paymentId, body);
    expect([refused.status, refused.code]).toEqual([status, code]);
    expect(await movedBack(paymentId)).toEqual([]);
  });

  it('is for staff who may, and for payments that are there', async () => {
    const { customer, paymentId } = await paidCustomer();
    const own = await customer.api.post(`/v1/payments/${paymentId}/refund`, { reason: REASON });
    expect(own.status).toBe(403);
    expect((await refunds(randomUUID(), {})).status).toBe(404);
    const other = await Customer.registers();
    const { data } = await other.subscribes();
    const declined = await other.pays(data.id, '4000000000000002');
    expect((await refunds(declined.data.transaction_id, {})).code).toBe('payment_not_refundable');
  });
});
