import type { Client } from '../support/client';
import { admin, card, Customer } from '../support/customer';

const ADVANCE_MS = 180_000;

/** A customer with a subscription, and what they do to it over HTTP. */
class Subscriber {
  private constructor(
    readonly customer: Customer,
    readonly id: string,
  ) {}

  static async of(planId: number, subscription: object = {}, account: object = {}): Promise<Subscriber> {
    const customer = await Customer.registers(account);
    const { data } = await customer.api.post('/v1/subscriptions/', { plan_id: planId, ...subscription });
    const subscriber = new Subscriber(customer, data.id);
    expect((await subscriber.pays(data.invoice_id)).status).toBe(200);
    await customer.becomes('active', data.id);
    return subscriber;
  }

  async pays(invoiceId: string, number = '4242424242424242') {
    const { data } = await this.customer.api.get(`/v1/invoices/${invoiceId}`);
    const body = { invoice_id: invoiceId, amount: data.amount_due, currency: data.currency, ...card(number) };
    return this.customer.api.post('/v1/payments/process', body);
  }

  changes(body: object) {
    return this.customer.api.put(`/v1/subscriptions/${this.id}`, body);
  }

  post(verb: string, body: object = {}) {
    return this.customer.api.post(`/v1/subscriptions/${this.id}/${verb}`, body);
  }

  now() {
    return this.customer.subscription(this.id);
  }

  /** The webhook of a payment arrives within a second. */
  async isOn(planId: number) {
    for (const end = performance.now() + 10_000; performance.now() < end;) {
      const subscription = await this.now();
      if (subscription.plan_id === planId) return subscription;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.now();
  }

  async credit(): Promise<number> {
    return (await this.customer.api.get('/v1/accounts/me/credits')).data.balance;
  }
}

/** The worked numbers of proration, in the order in which they come in a year of 365 days. */
describe('a year of changes', () => {
  let staff: Client;
  let year = 0;
  beforeAll(async () => {
    staff = await admin();
    const present = Number((await staff.get('/v1/test-clock')).data.now.slice(0, 4));
    year = present + 1;
    while (year % 4 === 0) year += 1;
  });

  /** `03-01T09:00` of the year of the story. */
  const on = async (day: string) => {
    const to = `${year}-${day}${day.includes('T') ? '' : 'T00:00'}:00Z`;
    const answer = await staff.post('/v1/test-clock/advance', { to });
    expect([answer.status, answer.code]).toEqual([200, undefined]);
  };
  const plan = async (price: number, facts: object = {}): Promise<number> => {
    const code = `change_${Date.now()}_${Math.floor(Math.random() * 1e9)}`;
    const body = { code, name: `P${price}`, price, currency: 'USD', billing_cycle: 'monthly', ...facts };
    return (await staff.post('/v1/plans', body)).data.id;
  };
  let annual: Subscriber;

  it(
    '30.00 to 60.00 on 16 Jan is 15.49, in force when it is paid; a declined card changes nothing',
    async () => {
      const [basic, team] = [await plan(30), await plan(60)];
      const yearly = await plan(1200, { billing_cycle: 'yearly' });
      await on('01-01');
      const acme = await Subscriber.of(basic);
      await on('01-15');
      annual = await Subscriber.of(yearly);
      await on('01-16');
      const { data: preview } = await acme.post('preview', { plan_id: team });
      expect(preview).toMatchObject({ direction: 'upgrade', amount_due: 15.49 });
      expect(await acme.now()).toMatchObject({ plan_id: basic, pending_change: null });
      const { data } = await acme.changes({ plan_id: team });
      expect(data).toMatchObject({ plan_id: basic, payment_required: true, pending_change: { plan_id: team } });
      expect(data.proration.invoice.lines.map(({ amount }: { amount: number }) => amount)).toEqual([-15.48, 30.97]);
      expect(data.proration.invoice.total).toBe(preview.invoice.total);
      expect((await acme.pays(data.invoice_id, '4000000000000002')).code).toBe('card_declined');
      expect(await acme.now()).toMatchObject({ plan_id: basic, amount: 30 });
      expect((await acme.pays(data.invoice_id)).status).toBe(200);
      expect(await acme.isOn(team)).toMatchObject({ plan_id: team, amount: 60, payment_required: false });
    },
    ADVANCE_MS,
  );

  it(
    'pauses, resumes and ends with what was not used as credit',
    async () => {
      const basic = await plan(31);
      await on('03-01');
      const acme = await Subscriber.of(basic);
      const { current_period_end: end } = await acme.now();
      await on('03-11');
      expect((await acme.post('pause')).data.status).toBe('paused');
      await on('03-14');
      const { data } = await acme.post('resume');
      expect(data.status).toBe('active');
      const moved = (Date.parse(data.current_period_end) - Date.parse(end)) / 86_400_000;
      expect(Math.round(moved)).toBe(3);
      await on('03-15');
      const ended = await acme.customer.api.delete(`/v1/subscriptions/${acme.id}?at=now&refund=prorated`);
      expect(ended.data.status).toBe('canceled');
      // Ten days and one were used.
      expect(await acme.credit()).toBe(20);
    },
    ADVANCE_MS,
  );

  it(
    '49.00 to 99.00 in the middle of a day is 26.99',
    async () => {
      const [from, to] = [await plan(49), await plan(99)];
      await on('05-01T09:00');
      const acme = await Subscriber.of(from);
      await on('05-15T15:30');
      const { data } = await acme.post('change-plan', { new_plan_id: to });
      expect(data.proration).toMatchObject({ credit: 26.44, charge: 53.43, amount_due: 26.99 });
    },
    ADVANCE_MS,
  );

  it(
    '1200.00 a year, to monthly on 1 Jun, gives 749.59 back',
    async () => {
      const monthly = await plan(30);
      await on('06-01');
      const { data } = await annual.changes({ plan_id: monthly, effective: 'now' });
      expect(data).toMatchObject({ plan_id: monthly, proration: { credit: 749.59, charge: 30, amount_due: 0 } });
      expect(await annual.credit()).toBe(719.59);
    },
    ADVANCE_MS,
  );

  it(
    '5 to 8 seats on 20 Sep is 20.00; 3000 JPY give 2000 back',
    async () => {
      const seats = await plan(10, { per_seat: true });
      const [yen, free] = [await plan(3000, { currency: 'JPY' }), await plan(0, { currency: 'JPY' })];
      await on('09-10');
      const acme = await Subscriber.of(seats, { quantity: 5 });
      const tokyo = await Subscriber.of(yen, {}, { currency: 'JPY' });
      await on('09-20');
      const { data } = await acme.changes({ quantity: 8 });
      expect(data.proration).toMatchObject({ credit: 33.33, charge: 53.33, amount_due: 20 });
      expect((await tokyo.changes({ plan_id: free, effective: 'now' })).data.proration.credit).toBe(2000);
      expect(await tokyo.credit()).toBe(2000);
    },
    ADVANCE_MS,
  );

  it(
    'a trial converts when a plan is paid for, and a cancellation can be undone',
    async () => {
      const pro = await plan(29.99, { trial_period_days: 30 });
      const customer = await Customer.registers();
      const trial = (await customer.startsTrial(pro)).data;
      const { data } = await customer.subscribes(pro);
      expect((await customer.pays(data.id)).status).toBe(200);
      await customer.becomes('active', data.id);
      expect(await customer.subscription(trial.id)).toMatchObject({ status: 'canceled', end_reason: 'converted' });
      const path = `/v1/subscriptions/${data.id}`;
      expect((await customer.api.delete(path)).data.cancel_at_period_end).toBe(true);
      expect((await customer.api.post(`${path}/reactivate`)).data.cancel_at_period_end).toBe(false);
    },
    ADVANCE_MS,
  );
});
