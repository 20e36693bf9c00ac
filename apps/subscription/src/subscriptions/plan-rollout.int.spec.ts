import { newId } from '@libs/persistence';
import { DueWorkApi } from '../due-work/due-work.api';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';

const SUBSCRIBERS = 1_200;
const PAGE = 500;
const START = '2026-02-10T09:00:00Z';
const ADD = `
  WITH made AS (
    INSERT INTO account (id, email, name, currency, time_zone, payment_terms_days, created_at)
    SELECT id, 'many@example.com', 'Many', 'USD', 'UTC', 30, $3::timestamptz FROM unnest($1::uuid[]) AS id)
  INSERT INTO subscription (id, account_id, plan_id, plan_version, family, status, quantity, period_price_minor, currency,
    cycle_unit, cycle_count, anchor, created_at, started_at, period_start, period_end, cancel_at_period_end, bill_in,
    metadata, due_at, due_step)
  SELECT s.id, account_id, $4, 1, 'default', 'active', 1, 1000, 'USD', 'weekly', 1, $3, $3, $3, $3,
    $3::timestamptz + interval '7 days', false, 'advance', '{}', $3::timestamptz + interval '7 days', 'renewal'
  FROM unnest($2::uuid[], $1::uuid[]) AS s(id, account_id)`;
const TOLD = `
  SELECT events, count(*)::int AS subscribers FROM (
    SELECT s.id, count(e.id)::int AS events FROM subscription s
    LEFT JOIN subscription_event e ON e.subscription_id = s.id AND e.cause = 'price_version_scheduled'
    WHERE plan_id = $1 GROUP BY s.id) AS each GROUP BY 1 ORDER BY 1`;
const HOLD = `SELECT FROM account WHERE id = (SELECT account_id FROM subscription WHERE id = $1) FOR UPDATE`;
const CUT = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE wait_event_type = 'Lock' AND datname = current_database()`;
const BILLED = `SELECT DISTINCT total_minor AS total FROM invoice WHERE subscription_id = ANY($1::uuid[])`;

describe('a new version of a plan for its present subscribers', () => {
  let world: BillingWorld;
  let plan: number;
  let ids: string[];
  const due = () => world.get(DueWorkApi);
  const announce = (body: object = { price: 12, apply_to_existing: 'next_period' }) =>
    world.call('PATCH', `/v1/plans/${plan}`, STAFF, body);
  const told = () => world.rows<{ events: number; subscribers: number }>(TOLD, [plan]);
  const progress = async () => (await world.call('GET', '/v1/due-work/rollouts', STAFF)).body.data;

  beforeEach(async () => {
    world = await billingWorld(START);
    plan = await world.plan({ price: '10.00', cycleUnit: 'weekly' });
  });
  afterEach(() => world.close());

  async function subscribe(count: number): Promise<void> {
    ids = Array.from({ length: count }, () => newId());
    await world.rows(ADD, [ids.map(() => newId()), ids, START, plan]);
  }

  it('is told to all of them, page by page, and a run that is cut off is taken up by the next', async () => {
    await subscribe(SUBSCRIBERS);
    expect((await announce()).status).toBe(200);
    expect(await told()).toEqual([{ events: 0, subscribers: SUBSCRIBERS }]);
    expect((await progress())[0]).toMatchObject({ plan_id: plan, version: 2, subscribers_told: 0, finished_at: null });

    const release = await holdAccountOf(ids[PAGE + 100] as string);
    const run = due().rollOutVersions();
    await Promise.all([expect(run).rejects.toThrow(), cutWhoeverWaits()]);
    await release();
    expect(await told()).toEqual([
      { events: 0, subscribers: SUBSCRIBERS - PAGE },
      { events: 1, subscribers: PAGE },
    ]);
    expect((await progress())[0]).toMatchObject({ subscribers_told: PAGE, finished_at: null });

    const runs = await Promise.all([due().rollOutVersions(), due().rollOutVersions()]);
    expect(runs[0] + runs[1]).toBe(SUBSCRIBERS - PAGE);
    expect(await told()).toEqual([{ events: 1, subscribers: SUBSCRIBERS }]);
    expect((await progress())[0]).toMatchObject({ subscribers_told: SUBSCRIBERS, finished_at: START });
    expect(await due().rollOutVersions()).toBe(0);
  });

  it('is what those are billed by who are billed before their turn, and nobody is told twice', async () => {
    await subscribe(3);
    await announce();
    world.clock.moveTo('2026-02-17T09:00:00Z');
    await due().run();
    expect(await world.rows(BILLED, [ids])).toEqual([{ total: '1200' }]);
    expect(await due().rollOutVersions()).toBe(0);
    expect(await told()).toEqual([{ events: 1, subscribers: 3 }]);
  });

  it('is in the preview of the next invoice from the moment it was announced', async () => {
    await subscribe(1);
    await announce();
    const [{ account_id }] = (await world.rows('SELECT account_id FROM subscription WHERE id = $1', [ids[0]])) as [
      { account_id: string },
    ];
    const next = await world.call('POST', '/v1/invoices/preview', STAFF, { account_id });
    expect(next.body.data).toMatchObject({ total: 12 });
  });

  it('gives way to a later announcement for the same time or an earlier one', async () => {
    await subscribe(3);
    await announce({ price: 12, apply_to_existing: '2026-03-01' });
    await announce({ price: 14, apply_to_existing: '2026-02-15' });
    await due().rollOutVersions();
    expect(await told()).toEqual([{ events: 1, subscribers: 3 }]);
    world.clock.moveTo('2026-02-17T09:00:00Z');
    await due().run();
    expect(await world.rows(BILLED, [ids])).toEqual([{ total: '1400' }]);
  });

  it('passes over one who cannot be told, and comes back for him', async () => {
    await subscribe(5);
    await announce();
    await world.rows(`UPDATE subscription SET anchor = 'infinity' WHERE id = $1`, [ids[2]]);
    expect(await due().rollOutVersions()).toBe(4);
    expect((await progress())[0]).toMatchObject({ subscribers_told: 4, finished_at: null });
    await world.rows('UPDATE subscription SET anchor = $2 WHERE id = $1', [ids[2], START]);
    expect(await due().rollOutVersions()).toBe(1);
    expect(await told()).toEqual([{ events: 1, subscribers: 5 }]);
  });

  /** As a request does, until told otherwise. */
  async function holdAccountOf(subscriptionId: string) {
    let letGo = () => {};
    const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
    let ended: Promise<void> | undefined;
    await new Promise<void>((hold) => {
      ended = world.database.transaction(async (tx) => {
        await tx.query(HOLD, [subscriptionId]);
        hold();
        await isLetGo;
      });
    });
    return async () => {
      letGo();
      await ended;
    };
  }

  async function cutWhoeverWaits(): Promise<void> {
    while ((await world.rows(CUT)).length === 0);
  }
});
