import { randomUUID } from 'node:crypto';
import { parallel, statusesOf, type Answer } from '../support/client';
import { admin, card, Customer } from '../support/customer';
import { gateway } from '../support/gateway';
import { allLogs, until } from '../support/running-system';

const saves = (customer: Customer, number: string, extra: object = {}): Promise<Answer> =>
  customer.api.post('/v1/payment-methods', { ...card(number), ...extra });
const methodsOf = async (customer: Customer) => (await customer.api.get('/v1/payment-methods')).data;
const accountOf = async (customer: Customer) => (await customer.api.get('/v1/accounts/me')).data;
const chargesOf = async (match: Record<string, string>) =>
  (await gateway.movementsOf(match)).filter(({ kind }) => kind === 'charge');

describe('a saved card', () => {
  it('is verified without taking money, and only its last digits are kept', async () => {
    const customer = await Customer.registers();
    const saved = await saves(customer, '4111111111111111');
    expect(saved.status).toBe(201);
    expect(saved.data).toMatchObject({ brand: 'visa', last4: '1111', is_default: true });
    expect(await methodsOf(customer)).toMatchObject([{ id: saved.data.id, last4: '1111' }]);
    expect(await gateway.movementsOf({ account_id: customer.accountId })).toEqual([]);
    expect(saved.text).not.toContain('4111111111111111');
    expect(allLogs()).not.toContain('4111111111111111');
  });

  it.each([
    ['4000000000000002', 'card_declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error'],
  ])('that the bank declines (%s) is not kept: 402 %s', async (number, code) => {
    const customer = await Customer.registers();
    const declined = await saves(customer, number);
    expect([declined.status, declined.code]).toEqual([402, code]);
    expect(await methodsOf(customer)).toEqual([]);
  });

  it.each([
    ['4242424242424242', 'active'],
    ['4111111111111111', 'active'],
    ['4000000000000259', 'active'],
    ['4000000000000077', 'pending'],
    ['4000000000000036', 'pending'],
  ])(
    '%s is charged with the subscription, once: at first it is %s, in the end active',
    async (number, status) => {
      const customer = await Customer.registers();
      expect((await saves(customer, number)).status).toBe(201);
      await until('the account knows its card', async () => (await accountOf(customer)).default_payment_method);
      const made = await customer.subscribes();
      expect(made.status).toBe(201);
      // Who takes its time may be quicker than we look.
      expect([status, 'active']).toContain(made.data.status);
      await customer.becomes('active', made.data.id, 60_000);
      const charges = await chargesOf({ account_id: customer.accountId });
      expect(charges.map(({ amount }) => amount)).toEqual([2999]);
      // Other stories move the clock by years: each renewal by a card that is slow would take its time there.
      expect((await customer.api.delete(`/v1/subscriptions/${made.data.id}?at=now`)).status).toBe(200);
    },
    90_000,
  );

  it('that saves and then fails when charged leaves the subscription pending, and another card pays it', async () => {
    const customer = await Customer.registers();
    expect((await saves(customer, '4000000000000341')).status).toBe(201);
    const declined = await customer.subscribes();
    expect([declined.status, declined.code, declined.data.status]).toEqual([402, 'card_declined', 'pending']);
    expect(await chargesOf({ account_id: customer.accountId })).toEqual([]);
    expect((await customer.pays(declined.data.id)).status).toBe(200);
    await customer.becomes('active', declined.data.id);
  });

  it('that came after the subscription pays its invoice when asked to', async () => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes();
    expect(data.status).toBe('pending');
    const pay = () => customer.api.post(`/v1/invoices/${data.invoice_id}/pay`);
    expect((await pay()).code).toBe('payment_method_required');
    expect((await saves(customer, '4242424242424242')).status).toBe(201);
    await until('the account knows its card', async () => (await accountOf(customer)).default_payment_method);
    const paid = await pay();
    expect([paid.status, paid.data.status, paid.data.amount_due]).toEqual([200, 'paid', 0]);
    await customer.becomes('active', data.id);
    expect(await chargesOf({ account_id: customer.accountId })).toHaveLength(1);
  }, 60_000);

  it('can be saved while paying, and named to pay with', async () => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes();
    expect((await customer.pays(data.id, '5555555555554444', { save_card: true })).status).toBe(200);
    const [method] = await until('the card is saved', async () => {
      const methods = await methodsOf(customer);
      return methods.length > 0 ? methods : undefined;
    });
    expect(method).toMatchObject({ brand: 'mastercard', last4: '4444', is_default: true });
    const other = await Customer.registers();
    const { data: owed } = await other.subscribes();
    const body = { subscription_id: owed.id, amount: 29.99, currency: 'USD', payment_method_id: method.id };
    expect((await other.api.post('/v1/payments/process', body)).status).toBe(404);
  });

  it('of several, one is the default; forgetting it passes that on', async () => {
    const customer = await Customer.registers();
    const first = (await saves(customer, '4242424242424242')).data;
    const second = (await saves(customer, '5555555555554444')).data;
    expect((await customer.api.post(`/v1/payment-methods/${first.id}/default`)).status).toBe(200);
    expect((await methodsOf(customer)).find(({ is_default }: { is_default: boolean }) => is_default).id).toBe(first.id);
    expect((await customer.api.delete(`/v1/payment-methods/${first.id}`)).status).toBe(204);
    expect(await methodsOf(customer)).toMatchObject([{ id: second.id, is_default: true }]);
    await until('the account knows', async () => (await accountOf(customer)).default_payment_method === second.id);
    expect((await customer.api.delete(`/v1/payment-methods/${first.id}`)).status).toBe(404);
  });

  it('of another customer does not exist', async () => {
    const customer = await Customer.registers();
    const { data } = await saves(customer, '4242424242424242');
    const stranger = await Customer.registers();
    expect((await stranger.api.get(`/v1/payment-methods/${data.id}`)).status).toBe(404);
    expect((await stranger.api.delete(`/v1/payment-methods/${data.id}`)).status).toBe(404);
    expect((await stranger.api.post(`/v1/payment-methods/${data.id}/default`)).status).toBe(404);
    expect(await methodsOf(stranger)).toEqual([]);
  });

  it('saved fifty times at once with one Idempotency-Key is one card', async () => {
    const customer = await Customer.registers();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await parallel(50, () =>
      customer.api.post('/v1/payment-methods', card('4242424242424242'), headers),
    );
    expect(answers.every(({ status, code }) => status === 201 || code === 'idempotency_in_progress')).toBe(true);
    expect(statusesOf(answers)[201]).toBeGreaterThan(0);
    expect(await methodsOf(customer)).toHaveLength(1);
  }, 60_000);

  it('whose charge is disputed stops the dunning of its account, and shows to staff', async () => {
    const staff = await admin();
    const customer = await Customer.registers();
    const { data } = await customer.subscribes();
    const paid = await customer.pays(data.id, '4000000000000259');
    expect(paid.status).toBe(200);
    const dispute = await until(
      'the dispute is known',
      async () => {
        const { data: all } = await staff.get('/v1/disputes?limit=100');
        return all.find(({ payment_id: id }: { payment_id: string }) => id === paid.data.transaction_id);
      },
      30_000,
    );
    expect(dispute).toMatchObject({ amount: 29.99, currency: 'USD' });
    const { data: payment } = await staff.get(`/v1/payments/${paid.data.transaction_id}`);
    expect(payment.status).toBe('disputed');
    await until('the account is on hold', async () => (await accountOf(customer)).dispute_hold, 30_000);
  }, 90_000);
});

describe('one invoice', () => {
  it('paid by fifty clients in different ways at once is charged once', async () => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes();
    const byCard = { subscription_id: data.id, amount: 29.99, currency: 'USD', ...card('4242424242424242') };
    const key = { 'idempotency-key': randomUUID() };
    const ways = [
      () => customer.api.post('/v1/payments/process', byCard),
      () =>
        customer.api.post('/v1/payments/process', {
          ...byCard,
          subscription_id: undefined,
          invoice_id: data.invoice_id,
        }),
      () => customer.api.post('/v1/payments/process', byCard, key),
      () => saves(customer, '5555555555554444'),
      () => customer.api.post(`/v1/invoices/${data.invoice_id}/pay`),
    ];
    const answers = await parallel(50, (at) => ways[at % ways.length]?.() ?? Promise.reject(new Error('no way')));
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    await customer.becomes('active', data.id, 60_000);
    await until(
      'nothing is under way any more',
      async () => {
        const { data: payments } = await customer.api.get('/v1/payments/history?limit=100');
        return payments.every(({ status }: { status: string }) => status !== 'processing');
      },
      60_000,
    );
    expect(await chargesOf({ invoice_id: data.invoice_id })).toHaveLength(1);
    const { data: invoice } = await customer.api.get(`/v1/invoices/${data.invoice_id}`);
    expect([invoice.status, invoice.amount_paid, invoice.amount_due]).toEqual(['paid', 29.99, 0]);
  }, 120_000);
});
