import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { commandOf, runningRecord } from './process-record';
import { type RunFolder, CannotContinue, foldersOfOtherCheckouts } from './run-folder';

const LISTENING = '0A';

export interface WantedPort {
  port: number;
  name: string;
}

/** Throws `CannotContinue` that names, for each port somebody else has, who that is and what to do. */
export async function refuseTakenPorts(wanted: readonly WantedPort[], host: string, folder: RunFolder): Promise<void> {
  const taken: string[] = [];
  for (const { port, name } of wanted) {
    if (!(await isFree(port, host))) taken.push(`  port ${port} for ${name} is taken by ${describeHolder(port)}`);
  }
  if (taken.length === 0) return;
  const neighbor = foldersOfOtherCheckouts(folder).find(isStarted);
  const advice = neighbor
    ? `Environment ${folder.environment} is already started from ${neighbor.checkout}; stop it there: ./scripts/env-manager.sh -e ${folder.environment} stop`
    : 'Stop that process, or give ours another port (config/environments/README.md).';
  throw new CannotContinue(`${taken.join('\n')}\n${advice}`);
}

export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function describeHolder(port: number): string {
  const pid = holderOf(port);
  return pid === undefined ? 'a process of another user' : `process ${pid} (${commandOf(pid)})`;
}

export function holderOf(port: number): number | undefined {
  return process.platform === 'linux' ? holderByProc(port) : holderByLsof(port);
}

function holderByProc(port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    if (!existsSync(table)) continue;
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(`:${hex}`) && columns[3] === LISTENING) sockets.add(`socket:[${columns[9]}]`);
    }
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => openFilesOf(pid).some((file) => sockets.has(file)));
  return found === undefined ? undefined : Number(found);
}

function openFilesOf(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  return withoutThrowing(() => readdirSync(folder)).flatMap((fd) =>
    withoutThrowing(() => [readlinkSync(`${folder}/${fd}`)]),
  );
}

/** A process may end, or close a file, while we look; those of other users are closed to us. */
function withoutThrowing(look: () => string[]): string[] {
  try {
    return look();
  } catch {
    return [];
  }
}

function holderByLsof(port: number): number | undefined {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return Number(execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], options).split('\n')[0]);
  } catch {
    return undefined;
  }
}

function isStarted(folder: RunFolder): boolean {
  if (!existsSync(folder.processes)) return false;
  return readdirSync(folder.processes).some((file) => runningRecord(folder, basename(file, '.json')) !== undefined);
}
