import { STAFF, billingWorld, type BillingWorld } from '../testing/billing-world';
import { charge, GRADUATED, JAN, MeteredUsage, RENEWAL, STANDARD, START, TIERS } from './testing/metered-usage';

describe('billing usage', () => {
  let world: BillingWorld;
  let usage: MeteredUsage;

  beforeEach(async () => {
    world = await billingWorld(START);
    usage = new MeteredUsage(world);
  });
  afterEach(() => world.close());

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
    const account = await usage.subscribed(agreed);
    world.clock.moveTo(JAN);
    await usage.uses(account, [quantity, JAN]);
    await usage.on(RENEWAL);
    expect(await usage.metered(account)).toEqual([lines]);
  });

  it('says how a graduated line came about', async () => {
    const account = await usage.subscribed(GRADUATED);
    world.clock.moveTo(JAN);
    await usage.uses(account, [15_000, JAN]);
    await usage.on(RENEWAL);
    const line = (await usage.invoices(account))[0]?.lines.find(({ kind }) => kind === 'usage');
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
    const events: Parameters<MeteredUsage['uses']>[1][] = [
      [3, '2026-01-11T00:00:00Z', { properties: { user: 'ada' } }],
      [7, '2026-01-12T00:00:00Z', { properties: { user: 'bob' } }],
      [4, '2026-01-13T00:00:00Z', { properties: { user: 'ada' } }],
      [1, '2026-01-14T00:00:00Z', { properties: { team: 'x' } }],
    ];
    const accounts = [await usage.subscribed(agreed), await usage.subscribed(agreed)];
    world.clock.moveTo(JAN);
    await usage.uses(accounts[0] as string, ...events);
    for (const each of events.toReversed()) await usage.uses(accounts[1] as string, each);
    await usage.on(RENEWAL);
    for (const account of accounts) expect(await usage.metered(account)).toEqual([[['usage', expected]]]);
  });

  it('counts uses of a feature too, past its soft limit', async () => {
    const account = await usage.subscribed(charge({ model: 'standard', included: 10, unit_amount: '0.50' }));
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
    await usage.on(RENEWAL);
    expect(await usage.metered(account)).toEqual([[['usage', 2]]]);
  });

  it('gives an event to the period that holds it: the end belongs to the next', async () => {
    const account = await usage.subscribed(charge({ model: 'standard', unit_amount: 1 }));
    world.clock.moveTo('2026-02-09T23:59:00Z');
    await usage.uses(account, [2, '2026-02-09T23:59:59.999Z'], [5, RENEWAL]);
    await usage.on(RENEWAL);
    await usage.on('2026-03-10T00:00:00Z');
    expect(await usage.metered(account)).toEqual([[['usage', 2]], [['usage', 5]]]);
  });

  it('an absurd quantity keeps nobody else from being billed', async () => {
    const dear = charge({ model: 'standard', unit_amount: 1_000_000 });
    const [absurd, other] = [await usage.subscribed(dear), await usage.subscribed(dear)];
    world.clock.moveTo(JAN);
    const most = '999999999999999.999999999999';
    expect(await usage.uses(absurd, [most, JAN], [most, JAN])).toMatchObject({ accepted: 2 });
    await usage.uses(other, [1, JAN]);
    await usage.on(RENEWAL);
    expect(await usage.metered(other)).toEqual([[['usage', 1_000_000]]]);
    const parked = await world.call('GET', '/v1/due-work/parked', STAFF);
    expect(parked.body.data).toMatchObject([{ account_id: absurd }]);
  });

  it('bills a period without events, also where each event has its price', async () => {
    const account = await usage.subscribed({ ...percentage, minimum_per_event: 1, minimum_amount: 5 });
    await usage.on(RENEWAL);
    expect(await usage.metered(account)).toEqual([
      [
        ['usage', 0],
        ['minimum', 5],
      ],
    ]);
  });

  it('bills what was used before a change of cycle, and nothing when nothing was', async () => {
    const accounts = [await usage.subscribed(STANDARD), await usage.subscribed(STANDARD)];
    const yearly = await world.plan({ price: 120, cycleUnit: 'yearly', charges: [STANDARD] });
    world.clock.moveTo(JAN);
    await usage.uses(accounts[0] as string, [120_000, '2026-01-19T00:00:00Z']);
    for (const account of accounts) {
      await world.call('POST', '/v1/credits', STAFF, { account_id: account, amount: 500, reason: 'prepaid' });
      const { data } = (await world.call('GET', '/v1/subscriptions/me', account)).body;
      const change = { plan_id: yearly, effective: 'now' };
      expect((await world.call('PUT', `/v1/subscriptions/${data[0].id}`, account, change)).status).toBe(200);
    }
    expect(await usage.metered(accounts[0] as string)).toEqual([[], [['usage', 20]]]);
    expect(await usage.metered(accounts[1] as string)).toEqual([[]]);
  });
});
