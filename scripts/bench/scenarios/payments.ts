import { type Bench, type Scenario, inTurns, profiling } from '../bench';
import { type BenchCaller, registerCallers } from '../callers';
import { ChargeMessages, saveCards } from '../charge-messages';
import { withCores } from '../cpu-time';
import type { Line, Sample } from '../measurement';
import type { RecordedUnit } from '../recorded-statements';
import { recordCeiling } from '../statement-ceiling';

const WORKER = 'payment-worker';
const SERVICES = ['subscription-service', 'payment-service'];
const SIMULATOR = 'gateway-simulator';
const PAYERS = 200;
/** A run lasts about as long as other scenarios' when the goal is reached. */
const CHARGES_PER_SECOND = 3_000;
const SDK_CHARGES = 1_000;
const MINUTES_MAX = 5;
/** Fractions of the statements alone: 1,200 and 3,000 of 25,000 a second. */
const GOALS = { required: 1.2 / 25, goal: 3 / 25 };
/** The gateway in the process takes as many at once as it gets; then processors are what is short, not answers of disks. */
const AT_ONCE = { QUEUE_SUB_PAYMENT_INITIATION_CONCURRENCY: '400' };
/** As many as write in the worker: two batches of intents and two of outcomes. */
const WRITERS = 4;

/** Charges of open invoices to saved cards, by message: intents and outcomes in batches, the gateway in the process. */
export const paymentsScenario: Scenario = {
  name: 'payments',
  async run(bench): Promise<Line[]> {
    const charged = await through(bench, { gateway: 'mock', measure: measureCharges });
    return [...charged, ...(await through(bench, { gateway: 'stripe', measure: measureSdk }))];
  },
};

interface Route {
  gateway: 'mock' | 'stripe';
  measure: (bench: Bench, messages: ChargeMessages, payers: readonly BenchCaller[]) => Promise<Line>;
}

/** Saves cards where they will be charged, and stops the processes that are not measured. */
async function through(bench: Bench, { gateway, measure }: Route): Promise<Line[]> {
  const { environment } = bench;
  const variables = { PAYMENT_GATEWAY: gateway };
  if (gateway === 'stripe') await environment.startProcesses([SIMULATOR]);
  await environment.startProcesses(SERVICES, variables);
  const payers = await registerCallers(environment, `saved-${gateway}`, PAYERS);
  await saveCards(environment, payers);
  await environment.stopProcesses(SERVICES);
  const messages = new ChargeMessages(environment);
  try {
    await messages.holdResults();
    return [await measure(bench, messages, payers)];
  } finally {
    await environment.stopProcesses([WORKER, SIMULATOR]);
    await messages.close();
  }
}

async function measureCharges(bench: Bench, messages: ChargeMessages, payers: readonly BenchCaller[]): Promise<Line> {
  const { environment, seconds } = bench;
  const load = (duration: number) => charged(bench, messages, payers, Math.round(duration * CHARGES_PER_SECOND));
  const ceiling = await recordCeiling(bench, {
    service: 'payment',
    processes: [WORKER],
    load,
    variables: AT_ONCE,
    connections: WRITERS,
    countOf: chargesIn,
  });
  const profile = profiling(bench, WORKER, 'payments');
  await environment.startProcesses([WORKER], { ...profile.variables, ...AT_ONCE });
  await load(seconds);
  const what = 'charges of saved cards by message, one worker, gateway in the process';
  const measured = await inTurns(bench, what, { here: () => load(seconds), ceiling });
  await profile.during(() => load(seconds));
  return { scenario: 'payments', what, against: 'plain pg, the same statements', ...measured, goals: GOALS };
}

/** For the record: each charge crosses a socket to another process, which writes a journal of its own. */
async function measureSdk(bench: Bench, messages: ChargeMessages, payers: readonly BenchCaller[]): Promise<Line> {
  await bench.environment.startProcesses([WORKER], { PAYMENT_GATEWAY: 'stripe' });
  const load = () => charged(bench, messages, payers, SDK_CHARGES);
  await load();
  const what = 'the same through the SDK and the simulator';
  return { scenario: 'payments', what, ...(await inTurns(bench, what, { here: load })) };
}

async function charged(
  { environment }: Bench,
  messages: ChargeMessages,
  payers: readonly BenchCaller[],
  count: number,
): Promise<Sample> {
  await messages.clear();
  const before = await messages.paid();
  await messages.fill(payers, count);
  const { cores, seconds } = await withCores(environment.watch([WORKER, SIMULATOR]), async () => {
    await messages.release();
    await messages.drained(MINUTES_MAX * 60);
  });
  const paid = (await messages.paid()) - before;
  return { perSecond: paid / seconds, failed: count - paid, cores };
}

/** A statement writes the outcomes of as many charges as its columns are long. */
function chargesIn(units: readonly RecordedUnit[]): number {
  const statements = units.flatMap((unit) => unit.statements);
  const settling = statements.filter(({ name }) => name === 'payment_settle_many');
  return settling.reduce((sum, { values }) => sum + (values[0] as unknown[]).length, 0);
}
