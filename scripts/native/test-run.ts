import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from './exclusive';
import { type Launcher, makeLauncher } from './launcher';
import { superuserUrl } from './postgres-server';
import { start } from './start';
import { reset } from './stop';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Of Jest's JSON report, what is counted. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

/**
 * Integration tests have databases and keys of their own; the system tests share one system and its clock. A failed test
 * that leaves a connection open must not keep the run from telling so.
 */
const PROJECTS: readonly { name: string; options: readonly string[] }[] = [
  { name: 'unit', options: [] },
  { name: 'integration', options: ['--maxWorkers=2', '--forceExit'] },
  { name: 'system', options: ['--runInBand', '--forceExit', '--testSequencer=./test/support/path-order.mjs'] },
];

/**
 * The `test` action: environment `test` from nothing, everything that can be checked, and nothing left behind. Ends with
 * the line `N passed, N failed, N skipped`, whatever happened; 1 if anything failed.
 */
export async function runTests(checkout: string): Promise<number> {
  const launcher = makeLauncher(checkout, 'test');
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  await exclusively(launcher.folder, async () => {
    const stopOnSignal = onInterrupt(launcher, total);
    try {
      await reset(launcher);
      await start(launcher);
      await runAll(launcher, total);
    } catch (error) {
      console.error((error as Error).message);
      total.failed += 1;
    } finally {
      // From here on a signal changes nothing: everything is being stopped already.
      isInterrupted = true;
      await reset(launcher);
      stopOnSignal();
    }
  });
  console.log(summary(total));
  return total.failed === 0 ? 0 : 1;
}

export const summary = ({ passed, failed, skipped }: Tally) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

async function runAll({ folder, variables, postgresPort }: Launcher, total: Tally): Promise<void> {
  const env = {
    ...variables,
    TEST_ADMIN_DATABASE_URL: superuserUrl(folder, postgresPort),
    TEST_RUN_DIRECTORY: folder.directory,
  };
  const check = join(folder.checkout, 'scripts', 'check.sh');
  if (existsSync(check) && (await run('bash', [check], folder.checkout, env)) !== 0) total.failed += 1;
  const reports = mkdtempSync(join(tmpdir(), 'billing-tests-'));
  for (const { name, options } of PROJECTS) {
    const report = join(reports, `${name}.json`);
    const jest = ['--experimental-vm-modules', join(folder.checkout, 'node_modules', 'jest', 'bin', 'jest.js')];
    const selected = ['--ci', '--passWithNoTests', '--selectProjects', name, '--json', `--outputFile=${report}`];
    const status = await run(process.execPath, [...jest, ...selected, ...options], folder.checkout, env);
    const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
    add(total, tallyOf(text === undefined ? undefined : (JSON.parse(text) as JestReport), status));
  }
  rmSync(reports, { recursive: true, force: true });
}

/** A suite that does not run is a failure, and so is a runner that ends badly without having told a failed test. */
export function tallyOf(report: JestReport | undefined, status: number): Tally {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function add(total: Tally, tally: Tally): void {
  Object.assign(total, {
    passed: total.passed + tally.passed,
    failed: total.failed + tally.failed,
    skipped: total.skipped + tally.skipped,
  });
}

let current: ChildProcess | undefined;
let isInterrupted = false;

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  // Whoever waits for the next step waits until the interruption ends this process.
  if (isInterrupted) return new Promise(() => undefined);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
  current = child;
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (status) => isInterrupted || resolve(status ?? 1));
  });
}

/** Ctrl-C leaves no process either. */
function onInterrupt(launcher: Launcher, total: Tally): () => void {
  const interrupt = () => {
    if (isInterrupted) return;
    isInterrupted = true;
    current?.kill('SIGKILL');
    void reset(launcher).then(() => {
      console.log(`Interrupted: ${summary({ ...total, failed: total.failed + 1 })}`);
      process.exit(130);
    });
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return () => {
    for (const signal of signals) process.removeListener(signal, interrupt);
  };
}
