import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, inTurns, profiling, type Scenario, WARM_UP_SECONDS } from '../bench';
import { administrator } from '../callers';
import { withCores } from '../cpu-time';
import { makeDue, onSubscriptionDatabase, prepareSubscriptions } from '../due-subscriptions';
import { httpLoad } from '../http-load';
import type { Line, Sample } from '../measurement';
import { sellMeteredPlan } from '../metered-plan';
import { copyOfRun, countRows } from '../written-rows';

const SERVICE = 'subscription-service';
const SCHEDULER = 'subscription-scheduler';
const DUE = 20_000;
const POLL_MS = 20;
const MINUTES_MAX = 5;
/** Beside so many subscriptions that are not due, one run, for the cost of an invoice in a large table. */
const CROWD = 100_000;
const PREVIEWED = 1_000;
const PREVIEWERS = 4;
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
    await prepareSubscriptions(environment, planId, 1_000 + DUE * (runs + 1));
    await billed(bench, 1_000);
    const what = `${DUE.toLocaleString('en-US')} renewals, one scheduler, in invoices`;
    const measured = await inTurns(bench, what, {
      here: () => billed(bench, DUE),
      ceiling: () => copyOfRun(environment, DUE),
    });
    const rows = await countRows(environment, DUE);
    say(`${(rows / DUE).toFixed(1)} rows an invoice, ${Math.round((measured.here.perSecond * rows) / DUE)} rows/s`);
    await profile.during(() => billed(bench, DUE));
    const crowded = await besideACrowd(bench, planId);
    await environment.stopProcesses([SCHEDULER]);
    const previewed = await previews(bench);
    return [
      {
        scenario: 'billing-run',
        what,
        against: 'INSERT … SELECT of the same rows, one session',
        ...measured,
        goals: GOALS,
      },
      ...crowded,
      ...previewed,
    ];
  },
};

/** The cost of an invoice must not grow with the table. */
async function besideACrowd(bench: Bench, planId: number): Promise<Line[]> {
  await prepareSubscriptions(bench.environment, planId, CROWD + DUE);
  const here = await billed(bench, DUE);
  const what = `the same with ${CROWD.toLocaleString('en-US')} more subscriptions in the table`;
  return [{ scenario: 'billing-run', what, here }];
}

/** What the next invoice will be, from the same decision, for accounts picked over and over. */
async function previews({ environment, seconds }: Bench): Promise<Line[]> {
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
  return [{ scenario: 'billing-run', what: 'POST /v1/invoices/preview, four at a time', here }];
}

/** From the first invoices that are seen to the last. The series of numbers says how many there are, and costs nothing to ask. */
async function billed({ environment, say }: Bench, count: number): Promise<Sample> {
  return onSubscriptionDatabase(environment, async (client) => {
    const numbered = async () => {
      const text = 'SELECT coalesce(sum(last_number), 0)::int AS numbered FROM invoice_number_sequence';
      const { rows } = await client.query<{ numbered: number }>(text);
      return rows[0]?.numbered ?? 0;
    };
    // Nobody relays here: the messages of earlier runs are out of the way, as they would be.
    await client.query('TRUNCATE outbox_message');
    const before = await numbered();
    await makeDue(environment, count);
    const end = performance.now() + MINUTES_MAX * 60_000;
    const waitWhile = async (isWaiting: (made: number) => boolean) => {
      let made = (await numbered()) - before;
      while (isWaiting(made) && performance.now() < end) {
        await sleep(POLL_MS);
        made = (await numbered()) - before;
      }
      return made;
    };
    const seen = await waitWhile((made) => made === 0);
    const run = () => waitWhile((made) => made < count);
    const { cores, seconds, result: made } = await withCores(environment.watch([SCHEDULER]), run);
    const memory = environment.memoryMegabytes(SCHEDULER);
    if (memory !== undefined) say(`the scheduler holds ${Math.round(memory)} MB`);
    return { perSecond: (made - seen) / seconds, failed: count - made, cores };
  });
}
