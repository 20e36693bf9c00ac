import { InvariantBroken } from '@libs/errors';
import { STAFF, billingWorld, type BillingWorld } from '../testing/billing-world';
import { charge, GRADUATED, JAN, MeteredUsage, RENEWAL, START } from './testing/metered-usage';
import { UsageApi } from './usage.api';
import { BillLatePeriod } from './use-cases/bill-late-period';

describe('billing late usage', () => {
  let world: BillingWorld;
  let usage: MeteredUsage;

  beforeEach(async () => {
    world = await billingWorld(START);
    usage = new MeteredUsage(world);
  });
  afterEach(() => world.close());

  it('bills late usage once within a day, the difference only', async () => {
    const account = await usage.subscribed(GRADUATED);
    world.clock.moveTo(JAN);
    await usage.uses(account, [15_000, JAN]);
    await usage.on(RENEWAL);
    await usage.on('2026-02-12T00:00:00Z');
    expect(await usage.uses(account, [600, JAN], [400, JAN])).toMatchObject({ accepted: 2 });
    await usage.on('2026-02-13T00:00:00Z');
    await usage.on('2026-02-14T00:00:00Z');
    const bills = await usage.invoices(account);
    expect(bills.map(({ total }) => total)).toEqual([115, 5]);
    expect(bills[1]?.lines[0]).toMatchObject({ kind: 'usage', description: 'API calls, late, 10 Jan to 10 Feb' });
  });

  it('puts an account aside whose late usage cannot be billed, and bills the others; a retry bills it, too', async () => {
    const accounts = [await usage.subscribed(GRADUATED), await usage.subscribed(GRADUATED)];
    world.clock.moveTo(JAN);
    for (const account of accounts) await usage.uses(account, [15_000, JAN]);
    await usage.on(RENEWAL);
    for (const account of accounts) await usage.uses(account, [1_000, JAN]);
    const bills = async () => Promise.all(accounts.map(async (account) => (await usage.invoices(account)).length));
    const failing = jest.spyOn(BillLatePeriod.prototype, 'run').mockImplementationOnce(async () => {
      throw new InvariantBroken('more than a bill can say');
    });
    await usage.on('2026-02-12T00:00:00Z');
    failing.mockRestore();
    const { data } = (await world.call('GET', '/v1/due-work/parked', STAFF)).body;
    expect(data).toMatchObject([{ step: 'late_usage', reason: 'more than a bill can say' }]);
    expect(accounts).toContain(data[0].account_id);
    expect((await bills()).toSorted()).toEqual([1, 2]);
    // It is left alone until somebody has looked.
    expect(await world.get(UsageApi).lateUsageDueAt()).toBeNull();
    await usage.on('2026-02-12T02:00:00Z');
    expect((await bills()).toSorted()).toEqual([1, 2]);
    expect((await world.call('POST', `/v1/due-work/parked/${data[0].id}/retry`, STAFF)).status).toBe(200);
    await usage.on('2026-02-12T02:00:00Z');
    expect(await bills()).toEqual([2, 2]);
  });

  it('keeps an account until its late usage is billed, and takes none for a deleted one', async () => {
    const account = await usage.subscribed(GRADUATED);
    // Pays every bill at once.
    const credit = { account_id: account, amount: 1_000, reason: 'A start' };
    expect((await world.call('POST', '/v1/credits', STAFF, credit)).status).toBe(201);
    world.clock.moveTo(JAN);
    await usage.uses(account, [15_000, JAN]);
    const [subscription] = await world.rows<{ id: string }>(`SELECT id FROM subscription WHERE account_id = $1`, [
      account,
    ]);
    expect((await world.call('DELETE', `/v1/subscriptions/${subscription!.id}?at=now`, STAFF)).status).toBe(200);
    expect(await usage.uses(account, [1_000, START])).toMatchObject({ accepted: 1 });
    const remove = () => world.call('DELETE', `/v1/accounts/${account}`, STAFF);
    expect(await remove()).toMatchObject({
      status: 409,
      body: { details: { code: 'account_in_use' } },
    });
    await usage.on('2026-01-22T00:00:00Z');
    expect((await remove()).status).toBe(204);
    expect(await usage.uses(account, [1_000, START])).toMatchObject({ accepted: 0 });
    await usage.on('2026-01-24T00:00:00Z');
    expect(await world.rows(`SELECT reason FROM parked_work`)).toEqual([]);
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
    expect(await usage.metered(account)).toEqual([minimum, minimum]);
    expect(await usage.uses(account, [8, '2025-11-20T00:00:00Z'])).toMatchObject({ accepted: 1 });
    await usage.on('2026-01-11T00:00:00Z');
    expect(await usage.metered(account)).toEqual([minimum, minimum, [['usage', 3]]]);
    world.clock.moveTo('2026-01-17T00:00:01Z');
    expect((await usage.uses(account, [1, '2025-11-20T00:00:00Z'])).rejected).toMatchObject([
      { code: 'timestamp_too_old' },
    ]);
  });

  it('takes late usage until 7 days after the billing, and none after', async () => {
    const account = await usage.subscribed(GRADUATED);
    await usage.on(RENEWAL);
    world.clock.moveTo('2026-02-17T00:00:00Z');
    expect((await usage.uses(account, [1, JAN])).accepted).toBe(1);
    world.clock.moveTo('2026-02-17T00:00:01Z');
    expect((await usage.uses(account, [1, JAN])).rejected).toMatchObject([{ code: 'timestamp_too_old' }]);
  });

  it('bills an event whose insert ran beside the billing, though nobody knew it was late', async () => {
    const account = await usage.subscribed(charge({ model: 'standard', unit_amount: 1 }));
    const [{ id }] = (await world.rows(`SELECT id FROM subscription WHERE account_id = $1`, [account])) as [
      { id: string },
    ];
    await usage.on(RENEWAL);
    await world.rows(
      `INSERT INTO usage_event (account_id, subscription_id, happened_at, idempotency_key, metric, quantity)
       VALUES ($1, $2, $3, 'beside', 'api_calls', 4)`,
      [account, id, JAN],
    );
    await usage.on('2026-02-10T00:09:59Z');
    expect((await usage.metered(account)).flat()).not.toContainEqual(['usage', 4]);
    await usage.on('2026-02-10T00:10:00Z');
    expect((await usage.metered(account)).flat()).toContainEqual(['usage', 4]);
  });

  it('gives credit where late usage makes all of it cheaper', async () => {
    const tiers = [
      { up_to: 100, unit_amount: 1 },
      { up_to: null, unit_amount: '0.50' },
    ];
    const account = await usage.subscribed(charge({ model: 'volume', tiers }));
    world.clock.moveTo(JAN);
    await usage.uses(account, [100, JAN]);
    await usage.on(RENEWAL);
    await usage.uses(account, [20, JAN]);
    await usage.on('2026-02-11T00:00:00Z');
    const [{ balance }] = (await world.rows(
      `SELECT coalesce(sum(amount_minor), 0)::int AS balance FROM credit_movement WHERE account_id = $1`,
      [account],
    )) as [{ balance: number }];
    expect(balance).toBe(4_000);
  });
});
