import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { SubscriptionsApi } from '../subscriptions/subscriptions.api';
import { DueWorkApi } from './due-work.api';
import { invoicesOf, numbersOf, stateOf, subscribed, unbalanced } from './testing/subscriber';

const START = '2026-01-31T09:00:00Z';
const date = (text: string) => new Date(text);

describe('what falls due', () => {
  let world: BillingWorld;
  const run = () => world.get(DueWorkApi).run();

  beforeEach(async () => {
    world = await billingWorld(START);
  });
  afterEach(() => world.close());

  it('renews at the end of the period, once however often it runs', async () => {
    const account = await world.account();
    const { id } = (await subscribed(world, account.id, await world.plan())).subscription;
    expect(await run()).toEqual({ steps: 0, invoices: 0, parked: 0 });
    world.clock.moveTo('2026-02-28T09:00:00Z');
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(1);
    expect(await run()).toEqual({ steps: 0, invoices: 0, parked: 0 });
    expect(await invoicesOf(world, id)).toMatchObject([
      { number: 'INV-2026-000001', status: 'paid', total: '2999' },
      {
        number: 'INV-2026-000002',
        status: 'open',
        total: '2999',
        period_start: date('2026-02-28T09:00:00Z'),
        period_end: date('2026-03-31T09:00:00Z'),
      },
    ]);
    expect(await stateOf(world, id)).toMatchObject({ status: 'active', due_at: date('2026-03-31T09:00:00Z') });
    expect(await unbalanced(world)).toEqual([]);
  });

  it('catches up period by period, counted from the anchor, one invoice each', async () => {
    const account = await world.account();
    const { id } = (await subscribed(world, account.id, await world.plan())).subscription;
    world.clock.moveTo('2026-05-01T00:00:00Z');
    expect(await run()).toMatchObject({ steps: 3, invoices: 3 });
    const invoices = await invoicesOf(world, id);
    expect(invoices.map(({ number, period_start }) => [number, period_start])).toEqual([
      ['INV-2026-000001', date('2026-01-31T09:00:00Z')],
      ['INV-2026-000002', date('2026-02-28T09:00:00Z')],
      ['INV-2026-000003', date('2026-03-31T09:00:00Z')],
      ['INV-2026-000004', date('2026-04-30T09:00:00Z')],
    ]);
  });

  it('warns of a trial that ends, waits seven days for its money, and expires it', async () => {
    const account = await world.account();
    const planId = await world.plan();
    const trial = await world.get(SubscriptionsApi).startTrial({ accountId: account.id, userId: null, planId });
    const { id } = trial.subscription;
    world.clock.moveTo('2026-02-27T09:00:00Z');
    await run();
    expect((await eventsOf(id)).at(-1)).toBe('subscription.trial_will_end');
    world.clock.moveTo('2026-03-02T09:00:00Z');
    await run();
    expect(await stateOf(world, id)).toMatchObject({ status: 'past_due', due_step: 'grace_end' });
    expect(await invoicesOf(world, id)).toMatchObject([{ status: 'open', total: '2999' }]);
    world.clock.moveTo('2026-03-09T09:00:00Z');
    await run();
    expect(await stateOf(world, id)).toMatchObject({ status: 'expired', due_at: null });
    expect(await invoicesOf(world, id)).toMatchObject([{ status: 'void' }]);
    expect(await eventsOf(id)).toEqual([
      'subscription.created',
      'subscription.trial_will_end',
      'subscription.trial_ended',
      'subscription.past_due',
      'subscription.expired',
    ]);
  });

  it('ends what was canceled at the end of its period', async () => {
    const account = await world.account();
    const { id } = (await subscribed(world, account.id, await world.plan())).subscription;
    await world.call('DELETE', `/v1/subscriptions/${id}`, account.id);
    world.clock.moveTo('2026-02-28T09:00:00Z');
    expect(await run()).toMatchObject({ steps: 1, parked: 0 });
    expect(await stateOf(world, id)).toMatchObject({ status: 'canceled', due_at: null });
    expect(await invoicesOf(world, id)).toHaveLength(1);
  });

  it('resumes a pause on its day, and ends one that lasts 90 days', async () => {
    const [one, other] = [await world.account(), await world.account()];
    const planId = await world.plan();
    const resumed = (await subscribed(world, one.id, planId)).subscription.id;
    const forgotten = (await subscribed(world, other.id, planId)).subscription.id;
    world.clock.moveTo('2026-02-10T09:00:00Z');
    const resumes_at = '2026-02-20T09:00:00Z';
    expect((await world.call('POST', `/v1/subscriptions/${resumed}/pause`, one.id, { resumes_at })).status).toBe(200);
    expect((await world.call('POST', `/v1/subscriptions/${forgotten}/pause`, other.id, {})).status).toBe(200);
    world.clock.moveTo('2026-02-21T00:00:00Z');
    await run();
    expect(await stateOf(world, resumed)).toMatchObject({
      status: 'active',
      due_step: 'renewal',
      due_at: date('2026-03-10T09:00:00Z'),
    });
    world.clock.moveTo('2026-05-11T09:00:00Z');
    await run();
    expect(await stateOf(world, forgotten)).toMatchObject({ status: 'canceled', due_at: null });
    expect(await invoicesOf(world, forgotten)).toHaveLength(1);
  });

  it('puts a failing account aside with its reason, and goes on with the others', async () => {
    const planId = await world.plan();
    const accounts = [await world.account(), await world.account(), await world.account()];
    const ids: string[] = [];
    for (const { id } of accounts) ids.push((await subscribed(world, id, planId)).subscription.id);
    await world.rows(`UPDATE subscription SET plan_version = 9 WHERE id = $1`, [ids[1]]);
    world.clock.moveTo('2026-02-28T09:00:00Z');
    expect(await run()).toMatchObject({ invoices: 2, parked: 1 });
    expect(await run()).toMatchObject({ steps: 0 });
    const [parked] = (await world.call('GET', '/v1/due-work/parked', STAFF)).body.data;
    expect(parked).toMatchObject({ account_id: accounts[1]?.id, subscription_id: ids[1], step: 'renewal' });
    expect(parked.reason).toContain('version 9');
    const again = await world.call('POST', `/v1/due-work/parked/${parked.id}/retry`, STAFF);
    expect([again.status, again.body.details.code]).toEqual([409, 'still_parked']);
    await world.rows(`UPDATE subscription SET plan_version = 1 WHERE id = $1`, [ids[1]]);
    const mended = await world.call('POST', `/v1/due-work/parked/${parked.id}/retry`, STAFF);
    expect([mended.status, mended.body.data.length]).toEqual([200, 1]);
    expect((await world.call('GET', '/v1/due-work/parked', STAFF)).body.data).toEqual([]);
    expect(await numbersOf(world)).toEqual({ count: 6, first: 1, last: 6 });
  });

  it('bills one account when staff ask, and nothing when they ask again', async () => {
    const account = await world.account();
    await subscribed(world, account.id, await world.plan());
    world.clock.moveTo('2026-03-31T09:00:00Z');
    const generate = () => world.call('POST', `/v1/invoices/generate/${account.id}`, STAFF);
    expect((await generate()).body.data).toMatchObject([{ total: 29.99 }, { total: 29.99 }]);
    expect((await generate()).body.data).toEqual([]);
    expect((await world.call('POST', `/v1/invoices/generate/${account.id.replace(/.$/, 'x')}`, STAFF)).status).toBe(
      404,
    );
  });

  it('shares the work of several schedulers: no double, no gap, books in balance', async () => {
    const planId = await world.plan();
    const COUNT = 60;
    for (let at = 0; at < COUNT; at++) await subscribed(world, (await world.account()).id, planId);
    world.clock.moveTo('2026-02-28T10:00:00Z');
    const outcomes = await Promise.all([run(), run(), run(), run()]);
    expect(outcomes.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(COUNT);
    const [renewed] = await world.rows(
      `SELECT count(*)::int AS invoices, count(DISTINCT subscription_id)::int AS subscriptions FROM invoice WHERE status = 'open'`,
    );
    expect(renewed).toEqual({ invoices: COUNT, subscriptions: COUNT });
    expect(await numbersOf(world)).toEqual({ count: 2 * COUNT, first: 1, last: 2 * COUNT });
    expect(await unbalanced(world)).toEqual([]);
  });

  async function eventsOf(id: string): Promise<string[]> {
    const rows = await world.rows<{ type: string }>(
      `SELECT type FROM subscription_event WHERE subscription_id = $1 ORDER BY occurred_at, id`,
      [id],
    );
    return rows.map(({ type }) => type);
  }
});
