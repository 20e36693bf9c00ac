import { config } from '../support/running-system';
import { admin, Customer } from '../support/customer';
import type { Answer, Client } from '../support/client';

const ADVANCE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Line {
  kind: string;
  description: string;
  quantity: number;
  amount: number;
  explanation: string;
  metric: string | null;
}
interface Bill {
  subscription_id: string;
  total: number;
  lines: Line[];
}

const CALLS = { metric: 'api_calls', aggregation: 'sum', model: 'standard', included: 100_000, unit_amount: 0.001 };
const EMAILS = {
  metric: 'emails',
  aggregation: 'sum',
  model: 'graduated',
  tiers: [
    { up_to: 1_000, unit_amount: 0 },
    { up_to: 10_000, unit_amount: 0.01 },
    { up_to: null, unit_amount: 0.005 },
  ],
};
const TEAM = { metric: 'seen', aggregation: 'unique', property: 'user', model: 'standard', unit_amount: 2 };
const STORAGE = {
  metric: 'storage_gb',
  aggregation: 'max',
  model: 'package',
  unit_amount: 5,
  package_size: 100,
  minimum_amount: 25,
};

describe('usage, from report to bill', () => {
  let staff: Client;
  let made = 0;

  beforeAll(async () => {
    staff = await admin();
  });

  const now = async (): Promise<number> => Date.parse((await staff.get('/v1/test-clock')).data.now);
  const advance = async (to: number): Promise<void> => {
    const answer = await staff.post('/v1/test-clock/advance', { to: new Date(to).toISOString() });
    expect([answer.status, answer.code]).toEqual([200, undefined]);
  };
  const event = (metric: string, quantity: number | string, more: object = {}) => {
    return { metric, quantity, idempotency_key: `story-${process.pid}-${++made}`, ...more };
  };
  const metered = async (...charges: object[]): Promise<number> => {
    const code = `metered_${process.pid}_${++made}`;
    const price = { code, name: 'Metered', price: 29, currency: 'USD', billing_cycle: 'monthly' };
    return (await staff.post('/v1/plans', { ...price, charges })).data.id;
  };
  const subscriber = async (planId: number) => {
    const customer = await Customer.registers();
    const { data } = await customer.subscribes(planId);
    await customer.pays(data.id, undefined, { amount: data.amount, currency: data.currency });
    const subscription = await customer.becomes('active', data.id);
    return { customer, id: data.id as string, periodEnd: Date.parse(subscription.current_period_end) };
  };
  /** The oldest first, the one that began the subscription left out. */
  const billsSinceStart = async (id: string): Promise<Bill[]> => {
    const { data } = await staff.get(`/v1/invoices?subscription_id=${id}`);
    return (data as Bill[]).toReversed().slice(1);
  };
  const amounts = ({ lines }: Bill) => lines.map(({ kind, metric, amount }) => [kind, metric, amount]);

  it(
    'a metered month ends in lines that come to the cent, whatever order its events arrive in',
    async () => {
      const planId = await metered(CALLS, EMAILS, TEAM, STORAGE);
      const both = [await subscriber(planId), await subscriber(planId)];
      const start = await now();
      await advance(start + 2 * DAY_MS);
      const at = (hours: number) => ({ timestamp: new Date(start + hours * 3_600_000).toISOString() });
      const month = [
        event('api_calls', 70_000, at(1)),
        event('api_calls', 50_000, at(2)),
        event('emails', '15000', at(3)),
        event('seen', 1, { ...at(4), properties: { user: 'ada' } }),
        event('seen', 1, { ...at(5), properties: { user: 'bob' } }),
        event('seen', 1, { ...at(6), properties: { user: 'ada' } }),
        event('storage_gb', '350.5', at(7)),
        event('storage_gb', 12, at(8)),
      ];
      await both[0]?.customer.api.post('/v1/usage/batch', { events: month });
      for (const each of month.toReversed()) await both[1]?.customer.api.post('/v1/usage', each);
      await advance(both[1]?.periodEnd as number);
      for (const { id } of both) {
        const [bill] = await billsSinceStart(id);
        expect(bill && amounts(bill)).toEqual([
          ['subscription', null, 29],
          ['usage', 'api_calls', 20],
          ['usage', 'emails', 115],
          ['usage', 'seen', 4],
          ['usage', 'storage_gb', 20],
          ['minimum', 'storage_gb', 5],
        ]);
        expect(bill?.total).toBe(193);
        expect(bill?.lines.find(({ metric }) => metric === 'emails')?.explanation).toBe(
          '15,000 emails: first 1,000 free, next 9,000 × 0.01 = 90.00, last 5,000 × 0.005 = 25.00. Total 115.00 USD.',
        );
      }
    },
    ADVANCE_MS,
  );

  it('the first event with a key counts, a second one is a duplicate', async () => {
    const { customer, id } = await subscriber(await metered(CALLS));
    const first = event('api_calls', 5);
    const answers = [
      await customer.api.post('/v1/usage', first),
      await customer.api.post('/v1/usage', { ...first, quantity: 6 }),
      await customer.api.post('/v1/usage/batch', { events: [first, event('api_calls', 1), first] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 200, 202]);
    expect(answers[1]?.data).toMatchObject({ duplicate: true, quantity: 5 });
    expect(answers[2]?.data).toEqual({ accepted: 1, duplicates: 2, rejected: [] });
    const { data } = await staff.get(`/v1/usage/events?subscription_id=${id}`);
    expect(data.map(({ quantity }: Line) => quantity).sort()).toEqual([1, 5]);
  });

  it('tells what is wrong with an event, and keeps the good ones beside it', async () => {
    const { customer } = await subscriber(await metered(CALLS));
    const stranger = await subscriber(await metered(CALLS));
    const future = { timestamp: new Date((await now()) + 400_000).toISOString() };
    const events = [
      event('api_calls', 1),
      event('api_calls', 1, future),
      event('api_calls', -1),
      event('api_calls', 1, { subscription_id: stranger.id }),
    ];
    const { data } = await customer.api.post('/v1/usage/batch', { events });
    expect(data).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(data.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, 'timestamp_in_future'],
      [2, 'invalid_quantity'],
      [3, 'not_found'],
    ]);
    const alone: Answer = await customer.api.post('/v1/usage', event('api_calls', 1, future));
    expect([alone.status, alone.code]).toEqual([422, 'timestamp_in_future']);
  });

  it(
    'usage that comes late is billed within a day, and after a week not at all',
    async () => {
      const { customer, id, periodEnd } = await subscriber(await metered(EMAILS));
      const start = await now();
      await advance(start + 1_000);
      await customer.api.post('/v1/usage', event('emails', 15_000));
      await advance(periodEnd);
      const inTime = { timestamp: new Date(periodEnd - DAY_MS).toISOString() };
      await advance(periodEnd + 2 * DAY_MS);
      expect((await customer.api.post('/v1/usage', event('emails', 1_000, inTime))).status).toBe(202);
      await advance(periodEnd + 3 * DAY_MS);
      const bills = await billsSinceStart(id);
      expect(bills.map(amounts)).toEqual([
        [
          ['subscription', null, 29],
          ['usage', 'emails', 115],
        ],
        [['usage', 'emails', 5]],
      ]);
      expect(bills[1]?.lines[0]?.description).toMatch(/^Emails, late, /);
      await advance(periodEnd + 7.5 * DAY_MS);
      expect((await customer.api.post('/v1/usage', event('emails', 1, inTime))).code).toBe('timestamp_too_old');
    },
    ADVANCE_MS,
  );

  it('a soft limit lets use pass, and the charge on the metric bills it', async () => {
    const { data: plan } = await staff.get('/v1/plans/metered');
    expect(plan.charges[0]).toMatchObject({ metric: 'api_calls', included: 100_000 });
    const { customer, id, periodEnd } = await subscriber(plan.id);
    expect((await customer.uses('api_calls', 120_000)).data).toMatchObject({ remaining: 0, limit: 100_000 });
    await advance(periodEnd);
    const [bill] = await billsSinceStart(id);
    expect(bill && amounts(bill)).toContainEqual(['usage', 'api_calls', 20]);
  });

  it('is exported as CSV for staff, and for nobody else', async () => {
    const { customer, id } = await subscriber(await metered(CALLS));
    await customer.api.post('/v1/usage', event('api_calls', '1.50', { idempotency_key: `csv-${id}` }));
    const exported = await staff.get(`/v1/usage/export?format=csv&subscription_id=${id}`);
    expect(exported.headers.get('content-type')).toContain('text/csv');
    expect(exported.text.split('\r\n')[1]).toMatch(new RegExp(`^[^,]+,${id},api_calls,1\\.5,[^,]+Z,csv-${id},$`));
    expect((await customer.api.get('/v1/usage/export')).status).toBe(403);
    expect((await fetch(`${config.urls.subscription}/v1/usage/export`)).status).toBe(401);
  });
});
