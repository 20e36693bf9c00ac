import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './log-file';
import { CannotContinue, type RunFolder } from './run-folder';

const LINES_SHOWN = 40;
const POLL_MS = 300;

/** The last lines of every log, or of one; with `follow` it goes on until it is interrupted. */
export async function showLogs(folder: RunFolder, service: string | undefined, follow: boolean): Promise<void> {
  const files = logFiles(folder).filter((path) => service === undefined || basename(path, '.log') === service);
  if (files.length === 0) {
    const known = logFiles(folder).map((path) => basename(path, '.log'));
    throw new CannotContinue(
      known.length === 0 ? 'There are no logs yet.' : `No log of ${service}; there are: ${known.join(', ')}.`,
    );
  }
  for (const path of files) {
    if (files.length > 1) console.log(`==> ${basename(path, '.log')} <==`);
    const lines = lastLines(path, LINES_SHOWN);
    if (lines !== '') console.log(lines);
  }
  const positions = new Map(files.map((path) => [path, statSync(path).size]));
  if (!follow) return;
  for (;;) {
    await sleep(POLL_MS);
    for (const [path, position] of positions) positions.set(path, await printFrom(path, position));
  }
}

function logFiles({ logs, postgres }: RunFolder): string[] {
  const own = existsSync(logs) ? readdirSync(logs).map((name) => join(logs, name)) : [];
  return [...own, join(postgres, 'postgres.log')].filter((path) => path.endsWith('.log') && existsSync(path));
}

async function printFrom(path: string, position: number): Promise<number> {
  const size = existsSync(path) ? statSync(path).size : 0;
  const start = size < position ? 0 : position; // Shorter: it was rotated, and all of it is new.
  if (size === start) return size;
  for await (const chunk of createReadStream(path, { start, end: size - 1 })) process.stdout.write(chunk as Buffer);
  return size;
}
