import { dirname } from 'node:path';
import { ConfigurationMistaken } from '@libs/config';
import { compiledDirectory } from '../../scripts/native/processes';
import { CannotContinue } from '../../scripts/native/run-folder';
import { readFaultArguments, USAGE } from './arguments';
import { FaultEnvironment } from './fault-environment';
import { type Outcome, runFaults } from './run';
import { NotHere } from './small-disk';

const EVIDENCE_SHOWN = 12;
const startedAt = performance.now();
const say = (sentence: string) =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${sentence}`);

async function main(): Promise<number> {
  const args = readFaultArguments(process.argv.slice(2));
  if (typeof args === 'string') {
    console.error(`${args}\n${USAGE}`);
    return 2;
  }
  const again = `--minutes ${args.seconds / 60} --clients ${args.clients} --seed ${args.seed}${args.fillsDisk ? ' --full-disk' : ''}`;
  say(`seed ${args.seed}${args.mutant ? `, mutant ${args.mutant}` : ''}: npm run test:faults -- ${again}`);
  try {
    // Beside the programs that were compiled for this run; the folder goes when all is well.
    const environment = await FaultEnvironment.begin(dirname(compiledDirectory()), args);
    onInterrupt(environment);
    const outcome = await runFaults(environment, args, say).catch(async (error: unknown) => {
      await environment.stop();
      throw error;
    });
    const isGreen = outcome.violations.length === 0;
    await (isGreen && !args.keeps ? environment.remove() : environment.stop());
    report(outcome, environment, again);
    return isGreen ? 0 : 1;
  } catch (error) {
    if (error instanceof NotHere) {
      say(`skipped: ${error.message}`);
      return 0;
    }
    if (!(error instanceof CannotContinue) && !(error instanceof ConfigurationMistaken)) throw error;
    // Nothing ran, so there is nothing to keep.
    console.error(error.message);
    return 2;
  }
}

function report({ violations, summary }: Outcome, { directory }: FaultEnvironment, again: string): void {
  for (const line of summary) say(line);
  for (const { invariant, promises, evidence } of violations) {
    console.log(`\nVIOLATED: ${invariant} (promise ${promises}); ${evidence.length} times`);
    for (const line of evidence.slice(0, EVIDENCE_SHOWN)) console.log(`  - ${line}`);
    if (evidence.length > EVIDENCE_SHOWN) console.log(`  … and ${evidence.length - EVIDENCE_SHOWN} more`);
  }
  if (violations.length > 0) {
    console.log(`\n${violations.length} invariants are violated. The data and logs are in ${directory}`);
    console.log(`The same plan again: npm run test:faults -- ${again}`);
  } else say('all invariants hold');
}

/** Ctrl-C leaves no process. */
function onInterrupt(environment: FaultEnvironment): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void environment.remove().finally(() => process.exit(130)));
  }
}

void main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
