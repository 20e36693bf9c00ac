import { randomUUID } from 'node:crypto';
import { parallel, statusesOf } from '../support/client';
import { Customer, PLAN } from '../support/customer';
import { gateway } from '../support/gateway';
import { allLogs, until } from '../support/running-system';

async function customerWhoOwes(): Promise<{ customer: Customer; id: string; invoiceId: string }> {
  const customer = await Customer.registers();
  const { data } = await customer.subscribes();
  return { customer, id: data.id, invoiceId: data.invoice_id };
}

describe('paying', () => {
  it.each([
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error'],
  ])('with %s is declined as %s, and another card works', async (number, code) => {
    const { customer, id } = await customerWhoOwes();
    const declined = await customer.pays(id, number);
    expect([declined.status, declined.code, declined.data?.status]).toEqual([402, code, 'failed']);
    expect((await customer.subscription(id)).status).toBe('pending');
    expect((await customer.pays(id)).status).toBe(200);
    await customer.becomes('active', id);
  });

  it('with a card whose bank takes its time becomes active by the gateway’s own webhook', async () => {
    const { customer, id } = await customerWhoOwes();
    const accepted = await customer.pays(id, '4000000000000077');
    expect([accepted.status, accepted.data.status]).toEqual([202, 'processing']);
    await customer.becomes('active', id, 20_000);
  });

  it('when the gateway takes the money and never answers is found out, and charged once', async () => {
    const { customer, id, invoiceId } = await customerWhoOwes();
    const unknown = await customer.pays(id, '4000000000000036');
    // Found out while the client still waits, or afterwards.
    expect([`200 success`, `202 processing`]).toContain(`${unknown.status} ${unknown.data.status}`);
    expect((await customer.pays(id)).status).toBe(409);
    await customer.becomes('active', id, 60_000);
    expect(await gateway.movementsOf({ invoice_id: invoiceId })).toHaveLength(1);
  }, 90_000);

  it.each([
    ['another amount', { amount: 29.98 }, 422, 'amount_mismatch'],
    ['another currency', { currency: 'EUR' }, 422, 'amount_mismatch'],
    ['more decimals than the currency has', { amount: 29.999 }, 400, 'validation_failed'],
    ['a negative amount', { amount: -29.99 }, 400, 'validation_failed'],
    ['an amount in words', { amount: 'NaN' }, 400, 'validation_failed'],
    ['a card that fails the check digit', { card_number: '4242424242424241' }, 400, 'invalid_card_number'],
    ['a card of last year', { card_expiry: '01/20' }, 400, 'invalid_card_expiry'],
    ['a month that does not exist', { card_expiry: '13/40' }, 400, 'invalid_card_expiry'],
    ['a field that is not known', { status: 'success' }, 400, 'validation_failed'],
  ])('with %s changes nothing', async (_, change, status, code) => {
    const { customer, id } = await customerWhoOwes();
    const refused = await customer.pays(id, '4242424242424242', change);
    expect([refused.status, refused.code]).toEqual([status, code]);
    expect((await customer.subscription(id)).status).toBe('pending');
    expect((await customer.api.get('/v1/payments/history')).data).toEqual([]);
  });

  it('for another customer’s subscription finds nothing', async () => {
    const { id } = await customerWhoOwes();
    const stranger = await Customer.registers();
    expect((await stranger.pays(id)).status).toBe(404);
    expect((await stranger.pays(randomUUID())).status).toBe(404);
  });

  it('fifty times at once charges once', async () => {
    const { customer, id, invoiceId } = await customerWhoOwes();
    const answers = await parallel(50, () => customer.pays(id));
    expect(statusesOf(answers)).toEqual({ 200: 1, 409: 49 });
    await customer.becomes('active', id);
    expect(await gateway.movementsOf({ invoice_id: invoiceId })).toHaveLength(1);
  });

  it('fifty times at once with one Idempotency-Key charges once and tells one transaction', async () => {
    const { customer, id, invoiceId } = await customerWhoOwes();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await parallel(50, () => customer.pays(id, '4242424242424242', {}, headers));
    const later = await customer.pays(id, '4242424242424242', {}, headers);
    const successes = [...answers, later].filter(({ status }) => status === 200);
    expect(new Set(successes.map(({ data }) => data.transaction_id)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
    expect(answers.every(({ status, code }) => status === 200 || code === 'idempotency_in_progress')).toBe(true);
    expect(later.headers.get('idempotent-replayed')).toBe('true');
    expect(await gateway.movementsOf({ invoice_id: invoiceId })).toHaveLength(1);
  });

  it('is remembered with the card’s last digits and nothing more of it', async () => {
    const { customer, id } = await customerWhoOwes();
    await customer.pays(id, '4111111111111111');
    const { data, text } = await customer.api.get('/v1/payments/history');
    expect(data).toHaveLength(1);
    expect(data[0].card).toMatchObject({ last4: '1111' });
    expect(text).not.toContain('4111111111111111');
    expect((await customer.api.get(`/v1/payments/${data[0].transaction_id}`)).data).toMatchObject({
      status: 'success',
      amount: 29.99,
    });
    expect(allLogs()).not.toContain('4111111111111111');
  });

  it('for the whole family at once: only one subscription can be pending', async () => {
    const customer = await Customer.registers();
    const answers = await parallel(20, () => customer.subscribes(PLAN.pro));
    const { data: all } = await customer.api.get('/v1/subscriptions/me');
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(all.filter(({ status }: { status: string }) => status === 'pending')).toHaveLength(1);
    const { data: invoices } = await customer.api.get('/v1/invoices?limit=100');
    expect(invoices.filter(({ status }: { status: string }) => status === 'open')).toHaveLength(1);
    await until('void invoices are not due at the payment service', async () => {
      const answer = await customer.pays(all.find(({ status }: { status: string }) => status === 'expired').id);
      return answer.code === 'nothing_to_pay';
    });
  });
});
