import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client';
import { admin, card, Customer } from '../support/customer';
import { gateway } from '../support/gateway';

jest.setTimeout(30_000);

/** Long enough for a year of stops on a busy machine. */
const ADVANCE_MS = 180_000;

describe('a customer with a saved card', () => {
  let staff: Client;
  let basic: number;
  let pro: number;

  const plan = async (price: number, facts: object = {}): Promise<number> => {
    const code = `charged_${Date.now()}_${Math.floor(Math.random() * 1e6)}`;
    const body = { code, name: `Plan ${price}`, price, currency: 'USD', billing_cycle: 'monthly', ...facts };
    return (await staff.post('/v1/plans', body)).data.id;
  };
  const advance = async (by: string) => {
    const answer = await staff.post('/v1/test-clock/advance', { by });
    expect([answer.status, answer.code]).toEqual([200, undefined]);
  };
  const saves = async (customer: Customer, number: string) => {
    const { status, data } = await customer.api.post('/v1/payment-methods', card(number));
    expect(status).toBe(201);
    return data.id as string;
  };
  const holder = async (number = '4242424242424242'): Promise<Customer> => {
    const customer = await Customer.registers();
    await saves(customer, number);
    return customer;
  };
  /** Active on the basic plan, paid by a card that is not kept. */
  const payer = async (): Promise<{ customer: Customer; id: string }> => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes(basic);
    expect((await customer.pays(data.id, undefined, { amount: 30 })).status).toBe(200);
    await customer.becomes('active', data.id);
    return { customer, id: data.id };
  };
  const invoicesOf = async (customer: Customer) =>
    ((await customer.api.get('/v1/invoices?limit=100')).data as { status: string; total: number }[]).reverse();
  const chargesOf = async (customer: Customer) =>
    (await gateway.movementsOf({ account_id: customer.accountId }))
      .filter(({ kind }) => kind === 'charge')
      .map(({ amount }) => amount);

  beforeAll(async () => {
    staff = await admin();
    basic = await plan(30);
    pro = await plan(60, { trial_period_days: 14 });
  });

  it('is active in the answer, one charge and one paid invoice later', async () => {
    const customer = await holder();
    const { status, data } = await customer.subscribes(basic);
    expect([status, data.status, data.payment_required]).toEqual([201, 'active', false]);
    expect(await invoicesOf(customer)).toMatchObject([{ status: 'paid', total: 30 }]);
    expect(await chargesOf(customer)).toEqual([3000]);
    expect((await customer.api.get('/v1/subscriptions/active')).data.id).toBe(data.id);
  });

  it('subscribes once with one Idempotency-Key, and is charged once', async () => {
    const customer = await holder();
    const headers = { 'idempotency-key': randomUUID() };
    const subscribe = () => customer.api.post('/v1/subscriptions', { plan_id: basic }, headers);
    const first = await subscribe();
    const again = await subscribe();
    expect([first.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
    expect(await chargesOf(customer)).toEqual([3000]);
  });

  it('whose card is declined is told so, and pays with another', async () => {
    const customer = await holder('4000000000000341');
    const { status, code, data } = await customer.subscribes(basic);
    expect([status, code, data.status, data.payment_required]).toEqual([402, 'card_declined', 'pending', true]);
    const other = await saves(customer, '4242424242424242');
    const pay = () => customer.api.post(`/v1/invoices/${data.invoice_id}/pay`, { payment_method_id: other });
    const paid = await pay();
    expect([paid.status, paid.data.status, paid.data.amount_due]).toEqual([200, 'paid', 0]);
    expect((await customer.subscription(data.id)).status).toBe('active');
    expect((await pay()).code).toBe('nothing_to_pay');
    expect(await chargesOf(customer)).toEqual([3000]);
  });

  it('without one, can neither be charged nor pay with somebody else’s', async () => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes(basic);
    const pay = (body: object) => customer.api.post(`/v1/invoices/${data.invoice_id}/pay`, body);
    expect((await pay({})).code).toBe('payment_method_required');
    const stranger = await holder();
    const [theirs] = (await stranger.api.get('/v1/payment-methods')).data as { id: string }[];
    const refused = await pay({ payment_method_id: theirs?.id });
    expect([refused.status, (await chargesOf(stranger)).length, (await chargesOf(customer)).length]).toEqual([
      409, 0, 0,
    ]);
    expect((await stranger.api.post(`/v1/invoices/${data.invoice_id}/pay`, {})).status).toBe(404);
  });

  it('upgrades at once; a declined upgrade changes nothing', async () => {
    const customer = await holder();
    const { data } = await customer.subscribes(basic);
    const before = await customer.subscription(data.id);
    const worse = await saves(customer, '4000000000000341');
    expect((await customer.api.post(`/v1/payment-methods/${worse}/default`)).status).toBe(200);
    const declined = await customer.api.put(`/v1/subscriptions/${data.id}`, { plan_id: pro });
    expect([declined.status, declined.code]).toEqual([402, 'card_declined']);
    expect(await customer.subscription(data.id)).toEqual(before);
    expect((await invoicesOf(customer)).map(({ status }) => status)).toEqual(['paid', 'void']);

    expect((await customer.api.delete(`/v1/payment-methods/${worse}`)).status).toBe(204);
    const upgraded = await customer.api.put(`/v1/subscriptions/${data.id}`, { plan_id: pro });
    expect([upgraded.status, upgraded.data.plan_id, upgraded.data.pending_change]).toEqual([200, pro, null]);
    expect(upgraded.data.proration.invoice.status).toBe('paid');
    expect(await chargesOf(customer)).toEqual([3000, Math.round(upgraded.data.proration.amount_due * 100)]);
  });

  it('with a bank that takes its time becomes active by itself', async () => {
    const customer = await holder('4000000000000077');
    const { status, data } = await customer.subscribes(basic);
    expect(status).toBe(201);
    await customer.becomes('active', data.id, 20_000);
    expect(await chargesOf(customer)).toEqual([3000]);
  });

  it(
    'pays a year of renewals by itself, and the trial that another began',
    async () => {
      const renewing = await holder();
      const { data: paid } = await renewing.subscribes(basic);
      const trying = await holder();
      const { data: trial } = await trying.startsTrial(pro);
      await advance('P1Y');
      expect((await renewing.subscription(paid.id)).status).toBe('active');
      expect((await invoicesOf(renewing)).map(({ status, total }) => [status, total])).toEqual(
        Array.from({ length: 13 }, () => ['paid', 30]),
      );
      expect(await chargesOf(renewing)).toEqual(Array(13).fill(3000));
      expect((await trying.subscription(trial.id)).status).toBe('active');
      expect(await chargesOf(trying)).toEqual(Array(12).fill(6000));
    },
    ADVANCE_MS,
  );

  it(
    'that fails at the renewal is past due, keeps its service, and is active again with a new card',
    async () => {
      const { customer, id } = await payer();
      await saves(customer, '4000000000000341');
      await advance('P1M');
      expect((await customer.subscription(id)).status).toBe('past_due');
      expect((await customer.api.get('/v1/subscriptions/active')).data.id).toBe(id);
      const [, open] = await invoicesOf(customer);
      expect(open).toMatchObject({ status: 'open', total: 30 });
      const better = await saves(customer, '4242424242424242');
      expect((await customer.api.post(`/v1/payment-methods/${better}/default`)).status).toBe(200);
      await customer.becomes('active', id, 30_000);
      expect((await invoicesOf(customer)).map(({ status }) => status)).toEqual(['paid', 'paid']);
      expect(await chargesOf(customer)).toEqual([3000, 3000]);
    },
    ADVANCE_MS,
  );
});
