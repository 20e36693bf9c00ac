import { STAFF, billingWorld, type BillingWorld } from '../testing/billing-world';
import { charge, MeteredUsage, RENEWAL, START } from './testing/metered-usage';

/** 15.5 of 31 days. */
const HALF = '2026-01-25T12:00:00Z';
const BEFORE = '2026-01-20T00:00:00Z';
const AFTER = '2026-02-01T00:00:00Z';
const DEAR = charge({ model: 'standard', unit_amount: 2 });
const CHEAP = charge({ model: 'standard', unit_amount: 1 });

describe('usage in a period in which the plan changed', () => {
  let world: BillingWorld;
  let usage: MeteredUsage;

  beforeEach(async () => {
    world = await billingWorld(START);
    usage = new MeteredUsage(world);
  });
  afterEach(() => world.close());

  const changes = async (account: string, plan: number) => {
    const { data } = (await world.call('GET', '/v1/subscriptions/me', account)).body;
    const answer = await world.call('PUT', `/v1/subscriptions/${data[0].id}`, account, {
      plan_id: plan,
      effective: 'now',
    });
    expect(answer.status).toBe(200);
    return answer.body.data;
  };

  /** Bill by bill, without the price. */
  const billed = async (account: string) =>
    (await usage.metered(account)).map((lines) => lines.filter(([kind]) => kind === 'usage' || kind === 'minimum'));

  it('is billed by the charges under which it happened', async () => {
    const account = await usage.subscribed(DEAR);
    const cheap = await world.plan({ price: 0, charges: [CHEAP] });
    world.clock.moveTo(HALF);
    await usage.uses(account, [10, BEFORE]);
    await changes(account, cheap);
    world.clock.moveTo(AFTER);
    await usage.uses(account, [5, AFTER]);
    await usage.on(RENEWAL);
    expect(await billed(account)).toEqual([[['usage', 20]], [['usage', 5]]]);
  });

  it('is owed by whoever leaves for a plan without charges', async () => {
    const account = await usage.subscribed(DEAR);
    const flat = await world.plan({ price: 10 });
    await world.call('POST', '/v1/credits', STAFF, { account_id: account, amount: 500, reason: 'prepaid' });
    world.clock.moveTo(HALF);
    await usage.uses(account, [10, BEFORE]);
    await changes(account, flat);
    await usage.on(RENEWAL);
    expect((await billed(account)).flat()).toEqual([['usage', 20]]);
  });

  it('goes on being counted over a change of price alone', async () => {
    const account = await usage.subscribed(charge({ model: 'package', unit_amount: 5, package_size: 100 }));
    const same = await world.plan({
      price: 0,
      name: 'Same',
      charges: [charge({ model: 'package', unit_amount: 5, package_size: 100 })],
    });
    world.clock.moveTo(HALF);
    await usage.uses(account, [50, BEFORE]);
    await changes(account, same);
    world.clock.moveTo(AFTER);
    await usage.uses(account, [50, AFTER]);
    await usage.on(RENEWAL);
    expect((await billed(account)).flat()).toEqual([['usage', 5]]);
  });

  it('is billed once, however often the plan changes, also at one instant; a minimum is shared by the time', async () => {
    const withMinimum = { ...DEAR, minimum_amount: 31 };
    const account = await usage.subscribed(withMinimum);
    const [cheap, back] = [
      await world.plan({ price: 0, charges: [CHEAP] }),
      await world.plan({ price: 0, charges: [withMinimum] }),
    ];
    world.clock.moveTo(HALF);
    await usage.uses(account, [4, BEFORE]);
    for (const plan of [cheap, back, cheap]) await changes(account, plan);
    world.clock.moveTo(AFTER);
    await usage.uses(account, [3, '2026-01-31T00:00:00Z']);
    await changes(account, back);
    await usage.on(RENEWAL);
    expect((await billed(account)).flat()).toEqual([
      ['usage', 8],
      ['minimum', 7.5],
      ['usage', 3],
      ['usage', 0],
      ['minimum', 9],
    ]);
  });

  it.each([
    ['at the instant of the change', HALF],
    ['as of an instant before it', BEFORE],
  ])('is billed once when the subscription ends %s', async (_, end) => {
    const account = await usage.subscribed(DEAR);
    const cheap = await world.plan({ price: 0, charges: [CHEAP] });
    world.clock.moveTo(HALF);
    await usage.uses(account, [10, '2026-01-19T00:00:00Z']);
    await changes(account, cheap);
    const [{ id }] = (await world.call('GET', '/v1/subscriptions/me', account)).body.data;
    expect((await world.call('DELETE', `/v1/subscriptions/${id}?at=${end}`, STAFF)).status).toBe(200);
    expect((await billed(account)).flat()).toEqual([['usage', 20]]);
  });

  it('that is told late is billed by the charges of its time', async () => {
    const account = await usage.subscribed(DEAR);
    const cheap = await world.plan({ price: 0, charges: [CHEAP] });
    world.clock.moveTo(HALF);
    await changes(account, cheap);
    world.clock.moveTo('2026-01-26T00:00:00Z');
    await usage.uses(account, [10, BEFORE]);
    await usage.on('2026-01-27T00:00:00Z');
    await usage.on(RENEWAL);
    expect((await billed(account)).flat()).toEqual([['usage', 20]]);
  });
});
