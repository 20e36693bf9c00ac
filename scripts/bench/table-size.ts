import type { Bench } from './bench';
import { billed, cpuMicroseconds } from './billed-run';
import { onSubscriptionDatabase, prepareSubscriptions } from './due-subscriptions';
import { type Line, type Sample, medianRun } from './measurement';
import { WRITTEN } from './written-rows';

/** Subscriptions in the table, before and afterwards. */
const FEW = 1_000;
const MANY = 100_000;
/** The same work each time: as many subscriptions catch up on so many months. */
const BEHIND = 300;
const MONTHS = 20;
/** How often it is done, for the median: a neighbor that empties the caches makes everything dearer for a while. */
const BATCHES = 3;
const READ = ['account', 'subscription', 'usage_event'];
const COST_RATIO_MAX = 1.2;
const GOALS = { required: 1 / COST_RATIO_MAX, goal: 1 };

/**
 * Six thousand bills in a table of 100,000 subscriptions, then, with all tables emptied, the same in one of 1,000: the cost
 * of an invoice must not grow with them. In this order, since a process that is warm is at its best: it would flatter the second.
 */
export async function besideSmallTable(bench: Bench, planId: number): Promise<Line> {
  const { environment, say } = bench;
  const present = await onSubscriptionDatabase(environment, (client) => client.query('SELECT FROM subscription'));
  const many = await manyBills(bench, planId, MANY - (present.rowCount ?? 0));
  await onSubscriptionDatabase(environment, (client) => client.query(`TRUNCATE ${[...READ, ...WRITTEN].join(', ')}`));
  const few = await manyBills(bench, planId, FEW);
  const [cost, before] = [1e6 / many.perSecond, 1e6 / few.perSecond];
  const costs = `an invoice costs ${before.toFixed(0)} µs of processor among 1,000 subscriptions, ${cost.toFixed(0)} among 100,000`;
  say(`${costs}: ${(cost / before).toFixed(2)}, at most ${COST_RATIO_MAX}`);
  const what = 'invoices a second of processor time, in a table of 100,000 subscriptions';
  return { scenario: 'billing-run', what, against: 'in one of 1,000', here: many, ceiling: few, goals: GOALS };
}

/** Bills of those that are behind, after so many subscriptions were added, themselves included: the median batch. */
async function manyBills(bench: Bench, planId: number, added: number): Promise<Sample> {
  const behind = BEHIND * BATCHES;
  await prepareSubscriptions(bench.environment, { planId, count: added - behind });
  await prepareSubscriptions(bench.environment, { planId, count: behind, periods: MONTHS });
  const samples: Sample[] = [];
  while (samples.length < BATCHES) samples.push(perProcessorSecond(await billed(bench, BEHIND, BEHIND * MONTHS)));
  return medianRun(samples);
}

/** What neighbors of a busy machine take does not count. Where the system does not tell, by the clock on the wall. */
function perProcessorSecond(sample: Sample): Sample {
  const cost = cpuMicroseconds(sample);
  return cost > 0 ? { ...sample, perSecond: 1e6 / cost } : sample;
}
