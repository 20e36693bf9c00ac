import { admin } from '../support/customer';
import type { Client } from '../support/client';
import { ManySubscriptions } from '../support/many-subscriptions';
import { kill, startAgain, until } from '../support/running-system';

const SUBSCRIPTIONS = 5_000;
/** Of which so many are billed when the connections of one run are cut, and so many when both are killed. */
const CUT_AFTER = 500;
const KILL_AFTER = 1_500;
const HOUR_MS = 3_600_000;
const RUNS = ['subscription-scheduler', 'subscription-service'] as const;

/** Two processes do what is due: the scheduler by itself, and the service that moves the clock. Both are killed over it. */
describe('a billing run of thousands that is killed', () => {
  let staff: Client;
  let many: ManySubscriptions;

  beforeAll(async () => {
    staff = await admin();
    const plan = { code: `run_${Date.now()}`, name: 'Run', price: 10, currency: 'USD', billing_cycle: 'weekly' };
    many = await ManySubscriptions.of((await staff.post('/v1/plans', plan)).data.id);
  });
  afterAll(() => many.forget());

  it('bills each subscription once, without a gap in the numbers, and keeps the books balanced', async () => {
    const dueAt = new Date((await now()) + HOUR_MS);
    await many.add(SUBSCRIPTIONS, dueAt);
    const before = await many.numbered();
    const billed = async () => (await many.numbered()) - before;
    let cutOff: Promise<unknown> | undefined;
    await many.holdNumbers(async () => {
      // Killed on the way: nobody hears its answer.
      cutOff = staff.post('/v1/test-clock/advance', { to: dueAt.toISOString() }).catch(() => undefined);
      await until('both have bills in hand', async () => {
        const waiting = await many.waiting();
        return RUNS.every((name) => waiting.includes(name));
      });
    });
    while ((await billed()) < CUT_AFTER);
    await many.cutOff('subscription-scheduler');
    while ((await billed()) < KILL_AFTER);
    RUNS.forEach(kill);
    await cutOff;
    const atKill = await billed();
    expect(atKill).toBeGreaterThanOrEqual(KILL_AFTER);
    expect(atKill).toBeLessThan(SUBSCRIPTIONS);

    await Promise.all(RUNS.map(startAgain));
    const later = new Date(Math.max(dueAt.getTime(), await now()) + 60_000).toISOString();
    expect((await staff.post('/v1/test-clock/advance', { to: later })).status).toBe(200);
    expect(await many.bills()).toEqual({ right: SUBSCRIPTIONS, wrong: 0 });
    for (const numbers of (await many.numbers()).values()) expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    const { data: balances } = await staff.get('/v1/ledger/accounts');
    const cents = (balances as { balance: number }[]).reduce((sum, { balance }) => sum + Math.round(balance * 100), 0);
    expect(cents).toBe(0);
    expect((await staff.get('/v1/due-work/parked')).data).toEqual([]);
  }, 120_000);

  async function now(): Promise<number> {
    return Date.parse((await staff.get('/v1/test-clock')).data.now);
  }
});
