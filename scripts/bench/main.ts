import { mkdirSync } from 'node:fs';
import { ConfigurationMistaken } from '@libs/config';
import { CannotContinue } from '../native/run-folder';
import { type BenchArguments, USAGE, readBenchArguments } from './arguments';
import type { Scenario } from './bench';
import { BenchEnvironment } from './environment';
import { type Line, verdictOf } from './measurement';
import { type Report, asJson, asMarkdown, asTable, describeMachine } from './report';
import { billingRunScenario } from './scenarios/billing-run';
import { paymentsScenario } from './scenarios/payments';
import { paymentScenario } from './scenarios/payment';
import { plansScenario } from './scenarios/plans';
import { queueScenario } from './scenarios/queue';
import { usageScenario } from './scenarios/usage';

const SCENARIOS: readonly Scenario[] = [
  plansScenario,
  usageScenario,
  paymentScenario,
  paymentsScenario,
  queueScenario,
  billingRunScenario,
];
const WRITERS = { json: asJson, markdown: asMarkdown, table: asTable };

// Results go to standard output alone, so that they can be piped; what goes on meanwhile is told on the other.
const say = (sentence: string) => console.error(sentence);

async function main(): Promise<number> {
  const names = SCENARIOS.map(({ name }) => name);
  const read = readBenchArguments(process.argv.slice(2), names);
  if (typeof read === 'string') {
    say(`${read}\n${USAGE}`);
    return 2;
  }
  if (read.profileFolder) mkdirSync(read.profileFolder, { recursive: true });
  const machine = describeMachine();
  const environment = await BenchEnvironment.claim(process.cwd(), read.firstPort);
  const removal = onInterrupt(environment);
  try {
    const lines = await runAll(environment, read);
    const report: Report = { machine, method: methodOf(read), lines };
    console.log(WRITERS[read.output](report));
    return lines.some((line) => verdictOf(line) === 'failed') ? 1 : 0;
  } catch (error) {
    if (removal.isInterrupted()) return 130;
    if (!(error instanceof CannotContinue) && !(error instanceof ConfigurationMistaken)) throw error;
    say(error.message);
    return 1;
  } finally {
    await removal.once();
  }
}

async function runAll(environment: BenchEnvironment, read: BenchArguments): Promise<Line[]> {
  say(`Starting PostgreSQL and Redis on ports from ${read.firstPort} …`);
  await environment.prepare();
  const lines: Line[] = [];
  for (const scenario of SCENARIOS) {
    if (read.scenarios.length > 0 && !read.scenarios.includes(scenario.name)) continue;
    say(`${scenario.name} …`);
    lines.push(...(await scenario.run({ environment, ...read, say })));
  }
  return lines;
}

const methodOf = ({ runs, seconds }: BenchArguments) =>
  `The median of ${runs} run(s) of ${seconds} s, each beside its ceiling; client, processes, PostgreSQL and Redis share the cores.`;

/** Removes the environment exactly once: at the end, on a signal, or when a library throws where nobody can catch it. */
function onInterrupt(environment: BenchEnvironment) {
  let removing: Promise<void> | undefined;
  let interrupted = false;
  const once = () => (removing ??= environment.remove());
  const leave = (status: number) => {
    interrupted = true;
    void once().finally(() => process.exit(status));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(130));
  process.on('uncaughtException', (error) => {
    if (!interrupted) console.error(error);
    leave(1);
  });
  return { once, isInterrupted: () => interrupted };
}

if (require.main === module) {
  void main().then((status) => {
    process.exit(status);
  });
}
