import { type Bench, type Scenario, inTurns, profiling } from '../bench';
import { type BenchCaller, administrator, inParallel, post, registerCallers } from '../callers';
import { httpLoad } from '../http-load';
import type { Line } from '../measurement';
import { recordCeiling, warmUp } from '../statement-ceiling';

const SERVICE = 'subscription-service';
const CONNECTIONS = 32;
const CALLERS = 200;
/** Fractions of one statement behind an authenticated request: 6,000 and 9,000 of 74,000 a second. */
const GOALS = { required: 6 / 74, goal: 9 / 74 };

/** Counting a use: authentication, limit, one row written durably; on many accounts, and all on one. */
export const usageScenario: Scenario = {
  name: 'usage',
  async run(bench): Promise<Line[]> {
    await bench.environment.startProcesses([SERVICE]);
    const planId = await planWithRoom(bench);
    const callers = await registerCallers(bench.environment, 'usage', CALLERS);
    const url = `${bench.environment.urlOf('subscription')}/v1/subscriptions`;
    await inParallel(CALLERS, 8, (index) => post(url, { plan_id: planId }, callers[index]?.headers));
    const many = await measure(bench, { label: 'usage', what: `${CALLERS} accounts`, callers });
    const hot = await measure(bench, { label: 'usage-hot', what: 'one hot account', callers: callers.slice(0, 1) });
    await bench.environment.stopProcesses([SERVICE]);
    return [many, hot];
  },
};

interface Case {
  label: string;
  what: string;
  callers: readonly BenchCaller[];
}

async function measure(bench: Bench, { label, what, callers }: Case): Promise<Line> {
  const { environment, seconds } = bench;
  const url = environment.urlOf('subscription');
  let turn = 0;
  const next = () => {
    const caller = callers[turn++ % callers.length];
    return { path: '/v1/usage/use', headers: caller?.headers ?? {}, body: { feature_name: 'api_calls', delta: 1 } };
  };
  const load = (duration: number) =>
    httpLoad({ url, connections: CONNECTIONS, seconds: duration, next }, environment.watch([SERVICE]));
  const ceiling = await recordCeiling(bench, { service: 'subscription', processes: [SERVICE], load });
  const profile = profiling(bench, SERVICE, label);
  await environment.startProcesses([SERVICE], profile.variables);
  await warmUp(load);
  const full = `POST /v1/usage/use, ${what}, ${CONNECTIONS} connections`;
  const measured = await inTurns(bench, full, { here: () => load(seconds), ceiling });
  await profile.during(() => load(seconds));
  return { scenario: 'usage', what: full, against: 'plain pg, the same statements', ...measured, goals: GOALS };
}

/** The limit is checked as always, but never met. */
async function planWithRoom(bench: Bench): Promise<number> {
  const url = `${bench.environment.urlOf('subscription')}/v1/plans`;
  const { headers } = await administrator(bench.environment);
  const plan = { code: 'load_usage', name: 'Load', price: 0, currency: 'USD', billing_cycle: 'yearly' };
  const features = { api_calls: { limit: 1_000_000_000 } };
  return (await post<{ id: number }>(url, { ...plan, features }, headers)).id;
}
