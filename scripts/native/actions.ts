import { spawnSync } from 'node:child_process';
import type { Arguments } from './arguments';
import { compose, whyNoContainers } from './container-engine';
import { deploy } from './deploy';
import { doctor } from './doctor';
import { exclusively } from './exclusive';
import { type Launcher, makeLauncher } from './launcher';
import { showLogs } from './logs';
import { seed, start } from './start';
import { printStatus, printWelcome, statusRows } from './status';
import { reset, stopEverything } from './stop';
import { CannotContinue } from './run-folder';
import { printSecrets } from './secrets';
import { runTests } from './test-run';
import { validate } from './validate';

interface Action {
  sentence: string;
  /** Returns the exit status. */
  run: (args: Arguments, checkout: string) => Promise<number>;
}

/** Every word `env-manager.sh` knows. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  start: either('installs what is missing, migrates, seeds, starts all, waits until healthy', startNatively, [
    ['up', '-d', '--build', '--wait'],
  ]),
  stop: either('stops all; the data stay', stopNatively, [['down', '--remove-orphans']]),
  restart: either(
    'stop, then start',
    async (args, checkout) => (await stopNatively(args, checkout)) || startNatively(args, checkout),
    [
      ['down', '--remove-orphans'],
      ['up', '-d', '--build', '--wait'],
    ],
  ),
  status: either('every process: pid, port, health; 1 if one is not healthy', statusNatively, [['ps', '--all']]),
  logs: { sentence: 'the last log lines; -s <process> for one, -f to follow', run: logs },
  reset: either('stops all and removes the data', resetNatively, [['down', '--volumes', '--remove-orphans']]),
  seed: either('administrator, plans and demo data', seedNatively, [['run', '--rm', 'seed']]),
  test: { sentence: 'the whole test suite on servers of its own', run: (_args, checkout) => runTests(checkout) },
  validate: { sentence: 'checks configuration, compose file and images', run: validate },
  secrets: { sentence: 'shows or makes the secrets of the environment', run: printSecrets },
  build: { sentence: 'images, or without an engine the programs', run: build },
  deploy: { sentence: 'validates, then starts the containers of staging or production', run: deploy },
  doctor: { sentence: 'what this machine has and lacks', run: doctor },
};

/** The same words by the container engine if one answers, else on the machine itself. */
function either(sentence: string, natively: Action['run'], words: readonly (readonly string[])[]): Action {
  return {
    sentence,
    run: async (args, checkout) => {
      if (!usesContainers(args)) return natively(args, checkout);
      for (const line of words) compose(checkout, args.environment, line);
      return 0;
    },
  };
}

function usesContainers({ engine, environment }: Arguments): boolean {
  if (engine === 'native') return false;
  // The tests look inside the processes (they kill them), so theirs always run on the machine.
  if (engine === undefined && environment === 'test') return false;
  const obstacle = whyNoContainers();
  if (engine === 'containers' && obstacle) throw new CannotContinue(`Containers cannot be used: ${obstacle}.`);
  return obstacle === undefined;
}

const launcherOf = ({ environment }: Arguments, checkout: string): Launcher => makeLauncher(checkout, environment);

async function startNatively(args: Arguments, checkout: string): Promise<number> {
  const launcher = launcherOf(args, checkout);
  const { alreadyRunning, stale } = await exclusively(launcher.folder, () => start(launcher));
  if (alreadyRunning) console.log(`${args.environment} is already running.`);
  if (stale.length > 0) console.log(`Built after the start of ${stale.join(', ')}: restart to use it.`);
  printStatus(await statusRows(launcher));
  printWelcome(launcher);
  return 0;
}

async function stopNatively(args: Arguments, checkout: string): Promise<number> {
  const launcher = launcherOf(args, checkout);
  await exclusively(launcher.folder, () => stopEverything(launcher));
  console.log(`${args.environment} is stopped; its data are in ${launcher.folder.directory}.`);
  return 0;
}

async function statusNatively(args: Arguments, checkout: string): Promise<number> {
  const rows = await statusRows(launcherOf(args, checkout));
  printStatus(rows);
  return rows.every(({ healthy }) => healthy) ? 0 : 1;
}

async function resetNatively(args: Arguments, checkout: string): Promise<number> {
  const launcher = launcherOf(args, checkout);
  await exclusively(launcher.folder, () => reset(launcher));
  console.log(`${args.environment} is stopped and its data are removed.`);
  return 0;
}

async function seedNatively(args: Arguments, checkout: string): Promise<number> {
  const launcher = launcherOf(args, checkout);
  await exclusively(launcher.folder, () => seed(launcher));
  console.log(`${args.environment} is seeded.`);
  return 0;
}

async function logs(args: Arguments, checkout: string): Promise<number> {
  const { service, follow } = args;
  if (usesContainers(args)) {
    compose(checkout, args.environment, ['logs', ...(follow ? ['-f'] : []), ...(service ? [service] : [])]);
  } else await showLogs(launcherOf(args, checkout).folder, service, follow);
  return 0;
}

async function build(args: Arguments, checkout: string): Promise<number> {
  if (usesContainers(args)) {
    compose(checkout, args.environment, ['build']);
    return 0;
  }
  return (
    spawnSync('npm', ['run', '-s', 'build'], { cwd: checkout, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1
  );
}
