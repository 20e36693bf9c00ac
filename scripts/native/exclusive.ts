import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning } from './process-record';
import { CannotContinue, type RunFolder } from './run-folder';

const WAIT_SECONDS_MAX = 180;

/** Two people (or a script and a person) never start, stop or reset one environment at the same moment. */
export async function exclusively<T>(folder: RunFolder, work: () => Promise<T>): Promise<T> {
  // Beside the folder and not in it: reset removes the folder.
  const lock = `${folder.directory}.lock`;
  mkdirSync(join(folder.directory, '..'), { recursive: true, mode: 0o755 });
  for (let waitedSeconds = 0; !take(lock); waitedSeconds += 1) {
    const holder = holderOf(lock);
    if (!holder || !isRunning(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (waitedSeconds === 0)
      console.log(`Waiting for process ${holder.pid}, which is working on ${folder.environment} …`);
    if (waitedSeconds >= WAIT_SECONDS_MAX) {
      throw new CannotContinue(
        `Process ${holder.pid} has been working on ${folder.environment} for too long; end it and try again.`,
      );
    }
    await sleep(1000);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** The lock appears with its holder in it: an empty one would be taken for a dead one's. */
function take(lock: string): boolean {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function holderOf(lock: string): { pid: number; identity: string } | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as { pid: number; identity: string };
  } catch {
    return undefined;
  }
}
