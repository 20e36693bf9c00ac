import { admin, card, Customer } from '../support/customer';
import type { Client } from '../support/client';
import { gateway } from '../support/gateway';
import { until } from '../support/running-system';

const ADVANCE_MS = 120_000;
const FAILS_LATER = '4000000000000341';
const GOOD = '4242424242424242';

interface Step {
  step: string;
  at: string;
  skipped: string | null;
  explanation: string;
}

describe('a renewal that is not paid', () => {
  let staff: Client;

  beforeAll(async () => {
    staff = await admin();
  });

  const advance = async (to: string) => {
    const answer = await staff.post('/v1/test-clock/advance', { to });
    expect([answer.status, answer.code]).toEqual([200, undefined]);
  };
  const later = (instant: string, days: number, seconds = 5) =>
    new Date(Date.parse(instant) + days * 86_400_000 + seconds * 1_000).toISOString();
  const saves = async (customer: Customer, number: string) => {
    const saved = await customer.api.post('/v1/payment-methods', { ...card(number), make_default: true });
    expect(saved.status).toBe(201);
    await until('the account knows its card', async () => {
      const { data } = await customer.api.get('/v1/accounts/me');
      return data.default_payment_method === saved.data.id;
    });
  };
  const subjects = async (customer: Customer): Promise<string[]> => {
    const { data } = await staff.get(`/dev/mailbox/messages?limit=100&to=${encodeURIComponent(customer.email)}`);
    return (data as { subject: string }[]).map(({ subject }) => subject.replace(/^[^:]+: /, '')).reverse();
  };
  const mailed = (customer: Customer, words: string, count = 1) =>
    until(`a mail says “${words}”`, async () => {
      const found = (await subjects(customer)).filter((subject) => subject.includes(words));
      return found.length === count;
    });
  const stands = async (customer: Customer, id: string) => {
    const account = (await customer.api.get('/v1/accounts/me')).data.status;
    const granted = (await customer.api.get('/v1/entitlements/check?feature=api_calls')).data.granted;
    return [(await customer.subscription(id)).status, account, granted];
  };
  const owed = async (id: string) => {
    const { data } = await staff.get(`/v1/invoices?subscription_id=${id}&status=open`);
    return data.at(-1);
  };

  /** Subscribed and paid by hand, to a plan that is known to be renewed after 31 days at most. */
  const subscriber = async () => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes();
    expect((await customer.pays(data.id)).status).toBe(200);
    await customer.becomes('active', data.id);
    return { customer, id: data.id as string };
  };

  it(
    'is dunned for forty days, as the preview says, and made good by one payment',
    async () => {
      const { customer, id } = await subscriber();
      await saves(customer, FAILS_LATER);
      const { current_period_end: due } = await customer.subscription(id);
      await advance(later(due, 0));
      await customer.becomes('past_due', id);
      const invoice = await owed(id);
      const previewed = (await customer.api.get(`/v1/invoices/${invoice.id}/dunning`)).data;
      expect(previewed).toMatchObject({ state: 'active', failures: 1, last_failure_code: 'card_declined' });
      const kinds = previewed.steps.map(({ step }: Step) => step);
      expect(kinds.filter((kind: string) => kind === 'retry')).toHaveLength(4);
      expect(kinds.filter((kind: string) => kind !== 'retry')).toEqual(['warn', 'block', 'cancel']);
      await mailed(customer, 'did not go through');

      await advance(later(due, 6));
      expect(await stands(customer, id)).toEqual(['past_due', 'current', true]);
      await mailed(customer, 'did not go through', 3);
      await advance(later(due, 8));
      expect(await stands(customer, id)).toEqual(['past_due', 'warning', true]);
      await mailed(customer, 'is overdue');
      await advance(later(due, 13));
      expect(await stands(customer, id)).toEqual(['past_due', 'warning', true]);
      await mailed(customer, 'did not go through', 5);
      await advance(later(due, 14, 60));
      expect(await stands(customer, id)).toEqual(['past_due', 'blocked', false]);
      expect((await customer.uses('api_calls', 1)).code).toBe('account_blocked');
      await mailed(customer, 'access is suspended');

      // A good card is tried at once, and clears everything.
      await saves(customer, GOOD);
      await customer.becomes('active', id);
      expect(await stands(customer, id)).toEqual(['active', 'current', true]);
      await mailed(customer, 'thank you');
      expect((await customer.api.get(`/v1/invoices/${invoice.id}/dunning`)).data.state).toBe('ended');
      const charges = await gateway.movementsOf({ account_id: customer.accountId });
      expect(charges.filter(({ kind, status }) => kind === 'charge' && status === 'succeeded')).toHaveLength(2);
      await advance(later(due, 40));
      expect(await stands(customer, id)).toEqual(['active', 'current', true]);
    },
    ADVANCE_MS,
  );

  it(
    'without a payment method costs the subscription in the end, and is still paid for gladly',
    async () => {
      const { customer, id } = await subscriber();
      const { current_period_end: due } = await customer.subscription(id);
      await advance(later(due, 0));
      await mailed(customer, 'please add a payment method');
      const invoice = await owed(id);
      await advance(later(due, 31));
      expect(await customer.subscription(id)).toMatchObject({ status: 'canceled' });
      await mailed(customer, 'your subscription was canceled');
      expect((await customer.subscribes()).code).toBe('account_blocked');
      const found = await staff.get(`/v1/accounts?status=blocked&limit=100`);
      expect(found.data.map(({ id: blocked }: { id: string }) => blocked)).toContain(customer.accountId);
      for (const { id: open, amount_due: amount } of (await customer.api.get('/v1/invoices?status=open')).data) {
        const body = { invoice_id: open, amount, currency: 'USD', ...card(GOOD) };
        expect((await customer.api.post('/v1/payments/process', body)).status).toBe(200);
      }
      await until('the account is in good standing', async () => {
        return (await customer.api.get('/v1/accounts/me')).data.status === 'current';
      });
      expect((await customer.api.get(`/v1/invoices/${invoice.id}`)).data.status).toBe('paid');
      expect((await customer.subscribes()).status).toBe(201);
    },
    ADVANCE_MS,
  );
});
