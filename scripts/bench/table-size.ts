import type { Bench } from './bench';
import { billed, cpuMicroseconds } from './billed-run';
import { onSubscriptionDatabase, prepareSubscriptions } from './due-subscriptions';
import type { Line, Sample } from './measurement';

/** Subscriptions in the table, before and afterwards. */
const FEW = 1_000;
const MANY = 100_000;
/** The same work each time: as many subscriptions catch up on so many months. */
const BEHIND = 500;
const MONTHS = 20;
const COST_RATIO_MAX = 1.2;
const GOALS = { required: 1 / COST_RATIO_MAX, goal: 1 };

/** Ten thousand bills while the table has a thousand subscriptions; call it on an empty one. The second run counts. */
export async function amongFew(bench: Bench, planId: number): Promise<Sample> {
  await prepareSubscriptions(bench.environment, { planId, count: FEW, periods: MONTHS });
  await billed(bench, BEHIND, BEHIND * MONTHS);
  return billed(bench, BEHIND, BEHIND * MONTHS);
}

/** The same bills in a table of 100,000, beside what they cost before: the cost of an invoice must not grow with it. */
export async function amongMany(bench: Bench, planId: number, few: Sample): Promise<Line> {
  const { environment, say } = bench;
  const present = await onSubscriptionDatabase(environment, (client) => client.query('SELECT FROM subscription'));
  await prepareSubscriptions(environment, { planId, count: MANY - (present.rowCount ?? 0) - BEHIND });
  await prepareSubscriptions(environment, { planId, count: BEHIND, periods: MONTHS });
  const here = await billed(bench, BEHIND, BEHIND * MONTHS);
  const [cost, before] = [cpuMicroseconds(here), cpuMicroseconds(few)];
  const costs = `an invoice costs ${before.toFixed(0)} µs of processor among 1,000 subscriptions, ${cost.toFixed(0)} among 100,000`;
  say(`${costs}: ${(cost / before).toFixed(2)}, at most ${COST_RATIO_MAX}`);
  const what = 'in a table of 100,000 subscriptions';
  return { scenario: 'billing-run', what, against: 'in one of 1,000', here, ceiling: few, goals: GOALS };
}
