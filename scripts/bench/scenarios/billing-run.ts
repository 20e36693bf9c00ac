import { type Bench, inTurns, profiling, type Scenario, WARM_UP_SECONDS } from '../bench';
import { billed, cpuMicroseconds, SCHEDULER } from '../billed-run';
import { administrator } from '../callers';
import { onSubscriptionDatabase, prepareSubscriptions } from '../due-subscriptions';
import { httpLoad } from '../http-load';
import type { Line } from '../measurement';
import { sellMeteredPlan } from '../metered-plan';
import { besideSmallTable } from '../table-size';
import { copyOfRun, countRows } from '../written-rows';

const SERVICE = 'subscription-service';
const DUE = 20_000;
const WARM_UP = 1_000;
const PREVIEWED = 1_000;
const PREVIEWERS = 4;
const PREVIEW_MS_MAX = 20;
const GOALS = { required: 0.3, goal: 0.57 };

/** Renewals of 20,000 subscriptions by one scheduler: a flat price, a graduated usage charge, tax, credit for a tenth. */
export const billingRunScenario: Scenario = {
  name: 'billing-run',
  async run(bench): Promise<Line[]> {
    const { environment, runs, say } = bench;
    await environment.startProcesses([SERVICE]);
    const planId = await sellMeteredPlan(environment);
    await environment.stopProcesses([SERVICE]);
    const profile = profiling(bench, SCHEDULER, 'billing-run');
    await environment.startProcesses([SCHEDULER], profile.variables);
    await prepareSubscriptions(environment, { planId, count: WARM_UP + DUE * (runs + 1) });
    await billed(bench, WARM_UP);
    const what = `${DUE.toLocaleString('en-US')} renewals, one scheduler, in invoices`;
    const measured = await inTurns(bench, what, {
      here: () => billed(bench, DUE),
      ceiling: () => copyOfRun(environment, DUE),
    });
    const rows = await countRows(environment, DUE);
    say(`${(rows / DUE).toFixed(1)} rows an invoice, ${Math.round((measured.here.perSecond * rows) / DUE)} rows/s`);
    say(`an invoice costs ${cpuMicroseconds(measured.here).toFixed(0)} µs of processor`);
    await profile.during(() => billed(bench, DUE));
    const previewed = await previews(bench);
    const sizes = await besideSmallTable(bench, planId);
    await environment.stopProcesses([SCHEDULER]);
    return [
      {
        scenario: 'billing-run',
        what,
        against: 'INSERT … SELECT of the same rows, one session',
        ...measured,
        goals: GOALS,
      },
      sizes,
      ...previewed,
    ];
  },
};

/** What the next invoice will be, from the same decision, for accounts picked over and over. */
async function previews({ environment, seconds, say }: Bench): Promise<Line[]> {
  const accountIds = await onSubscriptionDatabase(environment, async (client) => {
    const text = 'SELECT account_id FROM subscription ORDER BY id DESC LIMIT $1';
    const { rows } = await client.query<{ account_id: string }>(text, [PREVIEWED]);
    return rows.map((row) => row.account_id);
  });
  await environment.startProcesses([SERVICE]);
  const { headers } = await administrator(environment);
  let asked = 0;
  const next = () => {
    return { path: '/v1/invoices/preview', headers, body: { account_id: accountIds[asked++ % accountIds.length] } };
  };
  const load = { url: environment.urlOf('subscription'), connections: PREVIEWERS, seconds, next };
  await httpLoad({ ...load, seconds: WARM_UP_SECONDS }, {});
  const here = await httpLoad(load, environment.watch([SERVICE]));
  await environment.stopProcesses([SERVICE]);
  say(`97.5 % of the previews within ${here.p97Ms ?? 0} ms; wanted are 95 % within ${PREVIEW_MS_MAX}`);
  return [{ scenario: 'billing-run', what: 'POST /v1/invoices/preview, four at a time', here }];
}
