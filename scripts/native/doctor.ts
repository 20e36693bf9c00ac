import { lookup } from 'node:dns/promises';
import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationMistaken } from '@libs/config';
import type { Arguments } from './arguments';
import { whyNoContainers } from './container-engine';
import { type Launcher, makeLauncher, redisPort } from './launcher';
import { findPostgres } from './postgres-binaries';
import { postgresPid } from './postgres-server';
import { commandOf, runningRecord } from './process-record';
import { holderOf, isFree } from './ports';
import { processPlans } from './processes';
import { redisOnThisMachine } from './redis-binary';
import { redisPid } from './redis-server';
import { CannotContinue, dataHome } from './run-folder';

const FREE_GIB_MIN = 2;
const YEAR_MIN = 2026;

/** One line each: `ok`, or what to do about it. */
interface Finding {
  about: string;
  ok: boolean;
  text: string;
}

/** The `doctor` action: what this machine has and lacks for running the environment. 1 if something is missing. */
export async function doctor({ environment }: Arguments, checkout: string): Promise<number> {
  const findings = [node(), disk(), engine(), clock(), await names(), postgres(checkout), redis()];
  try {
    const launcher =
      environment === 'development' || environment === 'test' ? makeLauncher(checkout, environment) : undefined;
    findings.push({ about: 'configuration', ok: true, text: launcher ? 'valid' : 'use "validate"' });
    if (launcher) findings.push(...(await ports(launcher)));
  } catch (error) {
    if (!(error instanceof ConfigurationMistaken) && !(error instanceof CannotContinue)) throw error;
    findings.push({ about: 'configuration', ok: false, text: error.message });
  }
  for (const { about, ok, text } of findings) console.log(`${ok ? 'ok  ' : 'MEND'}  ${about.padEnd(14)} ${text}`);
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { about: 'node', ok, text: ok ? process.version : `${process.version}: install 20.19 or newer (24 is best)` };
}

function disk(): Finding {
  let place = dataHome();
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const freeGib = (bavail * bsize) / 1024 ** 3;
  const ok = freeGib >= FREE_GIB_MIN;
  return { about: 'disk', ok, text: `${freeGib.toFixed(1)} GiB free for ${dataHome()}${ok ? '' : ': make room'}` };
}

function engine(): Finding {
  const obstacle = whyNoContainers();
  return {
    about: 'containers',
    ok: true,
    text: obstacle ? `${obstacle}; processes run on this machine` : 'an engine answers',
  };
}

/** Tokens and signatures compare times, so a clock that was never set breaks both. */
function clock(): Finding {
  const now = new Date();
  const ok = now.getUTCFullYear() >= YEAR_MIN;
  return { about: 'clock', ok, text: `${now.toISOString()}${ok ? '' : ': set the clock'}` };
}

/** The processes listen on 127.0.0.1 and call each other at localhost. */
async function names(): Promise<Finding> {
  const found = await lookup('localhost', { all: true }).catch(() => []);
  const ok = found.some(({ address }) => address === '127.0.0.1');
  const advice = 'is not 127.0.0.1: add the line "127.0.0.1 localhost" to /etc/hosts';
  return { about: 'localhost', ok, text: ok ? '127.0.0.1' : advice };
}

function postgres(checkout: string): Finding {
  try {
    const { source, major, directory } = findPostgres(checkout, undefined);
    return { about: 'PostgreSQL', ok: true, text: `${major} from ${source === 'npm' ? 'npm' : directory}` };
  } catch (error) {
    return { about: 'PostgreSQL', ok: false, text: (error as Error).message };
  }
}

function redis(): Finding {
  const found = redisOnThisMachine();
  return { about: 'Redis', ok: true, text: found ? found.program : 'not here; the first start installs it' };
}

async function ports({ folder, config, postgresPort }: Launcher): Promise<Finding[]> {
  const wanted = [
    { name: 'postgres', port: postgresPort, pid: postgresPid(folder) },
    { name: 'redis', port: redisPort(config), pid: redisPid(folder) },
    ...processPlans(config).map(({ name, port }) => ({ name, port, pid: runningRecord(folder, name)?.pid })),
  ];
  return Promise.all(
    wanted.map(async ({ name, port, pid }) => {
      const free = pid === undefined && (await isFree(port, config.listenHost));
      const holder = holderOf(port);
      const blocker = holder === undefined ? 'another user' : `process ${holder} (${commandOf(holder)})`;
      const text = pid === undefined ? (free ? 'free' : `taken by ${blocker}: stop it`) : `ours, process ${pid}`;
      return { about: `port ${port}`, ok: free || pid !== undefined, text: `${name}: ${text}` };
    }),
  );
}
