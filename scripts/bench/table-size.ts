import type { Bench } from './bench';
import { billed, cpuMicroseconds } from './billed-run';
import { onSubscriptionDatabase, prepareSubscriptions } from './due-subscriptions';
import type { Line, Sample } from './measurement';
import { WRITTEN } from './written-rows';

/** Subscriptions in the table, before and afterwards. */
const FEW = 1_000;
const MANY = 100_000;
/** The same work each time: as many subscriptions catch up on so many months. */
const BEHIND = 500;
const READ = ['account', 'subscription', 'usage_event'];
const MONTHS = 20;
const COST_RATIO_MAX = 1.2;
const GOALS = { required: 1 / COST_RATIO_MAX, goal: 1 };

/**
 * Ten thousand bills in a table of 100,000 subscriptions, then, with all tables emptied, the same in one of 1,000: the cost of
 * an invoice must not grow with them. In this order, since a process that is warm is at its best: it would flatter the second.
 */
export async function besideSmallTable(bench: Bench, planId: number): Promise<Line> {
  const { environment, say } = bench;
  const present = await onSubscriptionDatabase(environment, (client) => client.query('SELECT FROM subscription'));
  const many = await tenThousand(bench, planId, MANY - (present.rowCount ?? 0));
  await onSubscriptionDatabase(environment, (client) => client.query(`TRUNCATE ${[...READ, ...WRITTEN].join(', ')}`));
  const few = await tenThousand(bench, planId, FEW);
  const [cost, before] = [cpuMicroseconds(many), cpuMicroseconds(few)];
  const costs = `an invoice costs ${before.toFixed(0)} µs of processor among 1,000 subscriptions, ${cost.toFixed(0)} among 100,000`;
  say(`${costs}: ${(cost / before).toFixed(2)}, at most ${COST_RATIO_MAX}`);
  const what = 'invoices a second of processor time, in a table of 100,000 subscriptions';
  const samples = { here: perProcessorSecond(many), ceiling: perProcessorSecond(few) };
  return { scenario: 'billing-run', what, against: 'in one of 1,000', ...samples, goals: GOALS };
}

/** Bills of those that are behind, after so many subscriptions were added, themselves included. */
async function tenThousand(bench: Bench, planId: number, added: number): Promise<Sample> {
  await prepareSubscriptions(bench.environment, { planId, count: added - BEHIND });
  await prepareSubscriptions(bench.environment, { planId, count: BEHIND, periods: MONTHS });
  return billed(bench, BEHIND, BEHIND * MONTHS);
}

/** What neighbors of a busy machine take does not count. Where the system does not tell, by the clock on the wall. */
function perProcessorSecond(sample: Sample): Sample {
  const cost = cpuMicroseconds(sample);
  return cost > 0 ? { ...sample, perSecond: 1e6 / cost } : sample;
}
