import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launcher } from './launcher';
import { postgresPid } from './postgres-server';
import { forgetRecord, identityOf, processesOf, runningRecord } from './process-record';
import { processPlans } from './processes';
import { redisPid } from './redis-server';
import type { RunFolder } from './run-folder';

const DRAIN_SECONDS_MAX = 15;
const SERVER_SECONDS_MAX = 30;

/** Stops processes first, so that they can finish what they have begun, then the servers. Data stay. */
export async function stopEverything({ folder, config }: Launcher): Promise<void> {
  await stopProcesses(
    folder,
    processPlans(config).map(({ name }) => name),
  );
  await stopRedis(folder);
  await stopPostgres(folder);
  await stopUnrecorded(folder);
}

/** What carries our mark but lost its record, for example because the launcher was killed while it started it. */
export async function stopUnrecorded(folder: RunFolder, recorded: readonly number[] = []): Promise<void> {
  const pids = processesOf(folder).filter((pid) => !recorded.includes(pid));
  await endAll(
    pids.map((pid) => ({ pid, signal: 'SIGTERM' as const })),
    DRAIN_SECONDS_MAX,
  );
}

export async function stopProcesses(folder: RunFolder, names: readonly string[]): Promise<void> {
  const pids = names.flatMap((name) => runningRecord(folder, name)?.pid ?? []);
  await endAll(
    pids.map((pid) => ({ pid, signal: 'SIGTERM' as const })),
    DRAIN_SECONDS_MAX,
  );
  for (const name of names) forgetRecord(folder, name);
}

export async function stopRedis(folder: RunFolder): Promise<void> {
  const pid = redisPid(folder);
  if (pid !== undefined) await endAll([{ pid, signal: 'SIGTERM' }], SERVER_SECONDS_MAX);
  forgetRecord(folder, 'redis');
}

export async function stopPostgres(folder: RunFolder): Promise<void> {
  const pid = postgresPid(folder);
  // SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes everything down.
  if (pid !== undefined) await endAll([{ pid, signal: 'SIGINT' }], SERVER_SECONDS_MAX);
}

/** Stops everything and removes the environment's data. */
export async function reset(launcher: Launcher): Promise<void> {
  await stopEverything(launcher);
  rmSync(launcher.folder.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function endAll(targets: readonly { pid: number; signal: NodeJS.Signals }[], seconds: number): Promise<void> {
  const alive = targets.map((target) => ({ ...target, identity: identityOf(target.pid) }));
  for (const { pid, signal } of alive) send(pid, signal);
  for (let waitedMs = 0; waitedMs < seconds * 1000; waitedMs += 50) {
    if (alive.every(({ pid, identity }) => identityOf(pid) !== identity || identity === undefined)) return;
    await sleep(50);
  }
  for (const { pid, identity } of alive) {
    if (identity === undefined || identityOf(pid) !== identity) continue;
    console.log(`Process ${pid} did not end within ${seconds} s and is killed.`);
    if (!send(-pid, 'SIGKILL')) send(pid, 'SIGKILL'); // The whole group, if it leads one.
  }
  await sleep(alive.some(({ pid, identity }) => identity && identityOf(pid) === identity) ? 300 : 0);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // It ended by itself in the meantime.
  }
}
