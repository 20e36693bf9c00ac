import { InvariantBroken } from '@libs/errors';
import { DueWorkApi } from '../due-work/due-work.api';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { UsageApi } from './usage.api';
import { BillLatePeriod } from './use-cases/bill-late-period';

const START = '2026-01-10T00:00:00Z';
const RENEWAL = '2026-02-10T00:00:00Z';
const TIERS = [
  { up_to: 1_000, unit_amount: 0 },
  { up_to: 10_000, unit_amount: '0.01' },
  { up_to: null, unit_amount: '0.005' },
];
const charge = (more: object) => ({ metric: 'api_calls', aggregation: 'sum', ...more });
const STANDARD = charge({ model: 'standard', included: 100_000, unit_amount: '0.001' });
const GRADUATED = charge({ model: 'graduated', tiers: TIERS });

interface Line {
  kind: string;
  description: string;
  amount: number;
  explanation: string;
}

describe('billing usage', () => {
  let world: BillingWorld;
  let made = 0;

  beforeEach(async () => {
    world = await billingWorld(START);
  });
  afterEach(() => world.close());

  async function subscribed(...charges: object[]): Promise<string> {
    const { id: account } = await world.account();
    const features = { api_calls: { limit: 10, overage: true } };
    const plan = await world.plan({ price: 0, features, charges });
    expect((await world.call('POST', '/v1/subscriptions', account, { plan_id: plan })).status).toBe(201);
    return account;
  }

  async function uses(account: string, ...events: [quantity: number | string, timestamp: string, more?: object][]) {
    const answer = await world.call('POST', '/v1/usage/batch', account, {
      events: events.map(([quantity, timestamp, more]) => {
        return { metric: 'api_calls', quantity, timestamp, idempotency_key: `e${++made}`, ...more };
      }),
    });
    return answer.body.data as { accepted: number; rejected: { code: string }[] };
  }

  async function on(instant: string): Promise<void> {
    world.clock.moveTo(instant);
    await world.get(DueWorkApi).run();
    const dueWork = world.get(DueWorkApi);
    await world.get(UsageApi).billLateUsage(world.clock.now(), dueWork.park.bind(dueWork));
  }

  async function invoices(account: string): Promise<{ total: number; lines: Line[] }[]> {
    const { body } = await world.call('GET', `/v1/invoices?account_id=${account}`, STAFF);
    // Without the one that began the free plan.
    return (body.data as { total: number; lines: Line[] }[]).toReversed().slice(1);
  }

  const metered = async (account: string) =>
    (await invoices(account)).map(({ lines }) =>
      lines.filter(({ kind }) => kind !== 'subscription').map(({ kind, amount }) => [kind, amount]),
    );

  const JAN = '2026-01-20T00:00:00Z';
  const percentage = charge({ model: 'percentage', rate: '2.9', fixed_amount: '0.30' });

  it.each<[string, object, number | string, [string, number][]]>([
    ['standard', STANDARD, 120_000, [['usage', 20]]],
    ['graduated', GRADUATED, 15_000, [['usage', 115]]],
    ['volume', charge({ model: 'volume', tiers: TIERS }), 15_000, [['usage', 75]]],
    ['package', charge({ model: 'package', unit_amount: 5, package_size: 1_000 }), 15_001, [['usage', 80]]],
    ['percentage', percentage, '800.00', [['usage', 23.5]]],
    [
      'stairstep',
      charge({
        model: 'stairstep',
        tiers: [
          { up_to: 100, flat_amount: 50 },
          { up_to: 1_000, flat_amount: 100 },
          { up_to: null, flat_amount: 150 },
        ],
      }),
      101,
      [['usage', 100]],
    ],
    [
      'minimum',
      { ...STANDARD, minimum_amount: 25 },
      120_000,
      [
        ['usage', 20],
        ['minimum', 5],
      ],
    ],
    ['maximum', { ...STANDARD, maximum_amount: 15 }, 120_000, [['usage', 15]]],
  ])('%s comes to the cent that is agreed', async (_, agreed, quantity, lines) => {
    const account = await subscribed(agreed);
    world.clock.moveTo(JAN);
    await uses(account, [quantity, JAN]);
    await on(RENEWAL);
    expect(await metered(account)).toEqual([lines]);
  });

  it('says how a graduated line came about', async () => {
    const account = await subscribed(GRADUATED);
    world.clock.moveTo(JAN);
    await uses(account, [15_000, JAN]);
    await on(RENEWAL);
    const line = (await invoices(account))[0]?.lines.find(({ kind }) => kind === 'usage');
    expect(line?.description).toBe('API calls, 10 Jan to 10 Feb');
    expect(line?.explanation).toBe(
      '15,000 api_calls: first 1,000 free, next 9,000 × 0.01 = 90.00, last 5,000 × 0.005 = 25.00. Total 115.00 USD.',
    );
  });

  it.each<[string, object, number]>([
    ['sum', { aggregation: 'sum' }, 15],
    ['count', { aggregation: 'count' }, 4],
    ['max', { aggregation: 'max' }, 7],
    ['last', { aggregation: 'last' }, 1],
    ['unique', { aggregation: 'unique', property: 'user' }, 2],
  ])('%s is the same in whatever order events arrive', async (_, how, expected) => {
    const agreed = { ...charge(how), model: 'standard', unit_amount: 1 };
    const events: Parameters<typeof uses>[1][] = [
      [3, '2026-01-11T00:00:00Z', { properties: { user: 'ada' } }],
      [7, '2026-01-12T00:00:00Z', { properties: { user: 'bob' } }],
      [4, '2026-01-13T00:00:00Z', { properties: { user: 'ada' } }],
      [1, '2026-01-14T00:00:00Z', { properties: { team: 'x' } }],
    ];
    const accounts = [await subscribed(agreed), await subscribed(agreed)];
    world.clock.moveTo(JAN);
    await uses(accounts[0] as string, ...events);
    for (const each of events.toReversed()) await uses(accounts[1] as string, each);
    await on(RENEWAL);
    for (const account of accounts) expect(await metered(account)).toEqual([[['usage', expected]]]);
  });

  it('counts uses of a feature too, past its soft limit', async () => {
    const account = await subscribed(charge({ model: 'standard', included: 10, unit_amount: '0.50' }));
    world.clock.moveTo(JAN);
    const use = { feature_name: 'api_calls', delta: 14 };
    expect((await world.call('POST', '/v1/usage/use', account, use)).body.data).toMatchObject({
      current_usage: 14,
      limit: 10,
      remaining: 0,
    });
    expect((await world.call('GET', '/v1/entitlements/me', account)).body.data).toMatchObject([
      { feature: 'api_calls', granted: true, used: 14, remaining: 0 },
    ]);
    await on(RENEWAL);
    expect(await metered(account)).toEqual([[['usage', 2]]]);
  });

  it('gives an event to the period that holds it: the end belongs to the next', async () => {
    const account = await subscribed(charge({ model: 'standard', unit_amount: 1 }));
    world.clock.moveTo('2026-02-09T23:59:00Z');
    await uses(account, [2, '2026-02-09T23:59:59.999Z'], [5, RENEWAL]);
    await on(RENEWAL);
    await on('2026-03-10T00:00:00Z');
    expect(await metered(account)).toEqual([[['usage', 2]], [['usage', 5]]]);
  });

  it('an absurd quantity keeps nobody else from being billed', async () => {
    const dear = charge({ model: 'standard', unit_amount: 1_000_000 });
    const [absurd, other] = [await subscribed(dear), await subscribed(dear)];
    world.clock.moveTo(JAN);
    const most = '999999999999999.999999999999';
    expect(await uses(absurd, [most, JAN], [most, JAN])).toMatchObject({ accepted: 2 });
    await uses(other, [1, JAN]);
    await on(RENEWAL);
    expect(await metered(other)).toEqual([[['usage', 1_000_000]]]);
    const parked = await world.call('GET', '/v1/due-work/parked', STAFF);
    expect(parked.body.data).toMatchObject([{ account_id: absurd }]);
  });

  it('bills a period without events, also where each event has its price', async () => {
    const account = await subscribed({ ...percentage, minimum_per_event: 1, minimum_amount: 5 });
    await on(RENEWAL);
    expect(await metered(account)).toEqual([
      [
        ['usage', 0],
        ['minimum', 5],
      ],
    ]);
  });

  it('bills what was used before a change of cycle, and nothing when nothing was', async () => {
    const accounts = [await subscribed(STANDARD), await subscribed(STANDARD)];
    const yearly = await world.plan({ price: 120, cycleUnit: 'yearly', charges: [STANDARD] });
    world.clock.moveTo(JAN);
    await uses(accounts[0] as string, [120_000, '2026-01-19T00:00:00Z']);
    for (const account of accounts) {
      await world.call('POST', '/v1/credits', STAFF, { account_id: account, amount: 500, reason: 'prepaid' });
      const { data } = (await world.call('GET', '/v1/subscriptions/me', account)).body;
      const change = { plan_id: yearly, effective: 'now' };
      expect((await world.call('PUT', `/v1/subscriptions/${data[0].id}`, account, change)).status).toBe(200);
    }
    expect(await metered(accounts[0] as string)).toEqual([[], [['usage', 20]]]);
    expect(await metered(accounts[1] as string)).toEqual([[]]);
  });

  it('bills late usage once within a day, the difference only', async () => {
    const account = await subscribed(GRADUATED);
    world.clock.moveTo(JAN);
    await uses(account, [15_000, JAN]);
    await on(RENEWAL);
    await on('2026-02-12T00:00:00Z');
    expect(await uses(account, [600, JAN], [400, JAN])).toMatchObject({ accepted: 2 });
    await on('2026-02-13T00:00:00Z');
    await on('2026-02-14T00:00:00Z');
    const bills = await invoices(account);
    expect(bills.map(({ total }) => total)).toEqual([115, 5]);
    expect(bills[1]?.lines[0]).toMatchObject({ kind: 'usage', description: 'API calls, late, 10 Jan to 10 Feb' });
  });

  it('puts an account aside whose late usage cannot be billed, and bills the others; a retry bills it, too', async () => {
    const accounts = [await subscribed(GRADUATED), await subscribed(GRADUATED)];
    world.clock.moveTo(JAN);
    for (const account of accounts) await uses(account, [15_000, JAN]);
    await on(RENEWAL);
    for (const account of accounts) await uses(account, [1_000, JAN]);
    const bills = async () => Promise.all(accounts.map(async (account) => (await invoices(account)).length));
    const failing = jest.spyOn(BillLatePeriod.prototype, 'run').mockImplementationOnce(async () => {
      throw new InvariantBroken('more than a bill can say');
    });
    await on('2026-02-12T00:00:00Z');
    failing.mockRestore();
    const { data } = (await world.call('GET', '/v1/due-work/parked', STAFF)).body;
    expect(data).toMatchObject([{ step: 'late_usage', reason: 'more than a bill can say' }]);
    expect(accounts).toContain(data[0].account_id);
    expect((await bills()).toSorted()).toEqual([1, 2]);
    // It is left alone until somebody has looked.
    expect(await world.get(UsageApi).lateUsageDueAt()).toBeNull();
    await on('2026-02-12T02:00:00Z');
    expect((await bills()).toSorted()).toEqual([1, 2]);
    expect((await world.call('POST', `/v1/due-work/parked/${data[0].id}/retry`, STAFF)).status).toBe(200);
    await on('2026-02-12T02:00:00Z');
    expect(await bills()).toEqual([2, 2]);
  });

  it('bills the usage of periods before a start in the past, and what comes late for them', async () => {
    const { id: account } = await world.account();
    const charges = [charge({ model: 'standard', unit_amount: 1, minimum_amount: 5 })];
    const plan = await world.plan({ price: 0, charges });
    const start = { account_id: account, plan_id: plan, start_date: '2025-11-10T00:00:00Z' };
    expect((await world.call('POST', '/v1/subscriptions', STAFF, start)).status).toBe(201);
    const minimum = [
      ['usage', 0],
      ['minimum', 5],
    ];
    expect(await metered(account)).toEqual([minimum, minimum]);
    expect(await uses(account, [8, '2025-11-20T00:00:00Z'])).toMatchObject({ accepted: 1 });
    await on('2026-01-11T00:00:00Z');
    expect(await metered(account)).toEqual([minimum, minimum, [['usage', 3]]]);
    world.clock.moveTo('2026-01-17T00:00:01Z');
    expect((await uses(account, [1, '2025-11-20T00:00:00Z'])).rejected).toMatchObject([{ code: 'timestamp_too_old' }]);
  });

  it('takes late usage until 7 days after the billing, and none after', async () => {
    const account = await subscribed(GRADUATED);
    await on(RENEWAL);
    world.clock.moveTo('2026-02-17T00:00:00Z');
    expect((await uses(account, [1, JAN])).accepted).toBe(1);
    world.clock.moveTo('2026-02-17T00:00:01Z');
    expect((await uses(account, [1, JAN])).rejected).toMatchObject([{ code: 'timestamp_too_old' }]);
  });

  it('bills an event whose insert ran beside the billing, though nobody knew it was late', async () => {
    const account = await subscribed(charge({ model: 'standard', unit_amount: 1 }));
    const [{ id }] = (await world.rows(`SELECT id FROM subscription WHERE account_id = $1`, [account])) as [
      { id: string },
    ];
    await on(RENEWAL);
    await world.rows(
      `INSERT INTO usage_event (account_id, subscription_id, happened_at, idempotency_key, metric, quantity)
       VALUES ($1, $2, $3, 'beside', 'api_calls', 4)`,
      [account, id, JAN],
    );
    await on('2026-02-10T00:09:59Z');
    expect((await metered(account)).flat()).not.toContainEqual(['usage', 4]);
    await on('2026-02-10T00:10:00Z');
    expect((await metered(account)).flat()).toContainEqual(['usage', 4]);
  });

  it('gives credit where late usage makes all of it cheaper', async () => {
    const tiers = [
      { up_to: 100, unit_amount: 1 },
      { up_to: null, unit_amount: '0.50' },
    ];
    const account = await subscribed(charge({ model: 'volume', tiers }));
    world.clock.moveTo(JAN);
    await uses(account, [100, JAN]);
    await on(RENEWAL);
    await uses(account, [20, JAN]);
    await on('2026-02-11T00:00:00Z');
    const [{ balance }] = (await world.rows(
      `SELECT coalesce(sum(amount_minor), 0)::int AS balance FROM credit_movement WHERE account_id = $1`,
      [account],
    )) as [{ balance: number }];
    expect(balance).toBe(4_000);
  });
});
