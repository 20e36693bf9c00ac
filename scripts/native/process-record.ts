import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder';

/** Marks every process we start, so that one is found even when its record was lost. */
export const RUN_FOLDER_VARIABLE = 'BILLING_RUN_FOLDER';

export interface ProcessRecord {
  pid: number;
  /** When the process began, as the system tells it: a pid alone may belong to somebody else after a reboot. */
  identity: string;
  /** Milliseconds since 1970. */
  startedAtMs: number;
}

export function writeRecord(folder: RunFolder, name: string, pid: number): void {
  const record: ProcessRecord = { pid, identity: identityOf(pid) ?? '', startedAtMs: Date.now() };
  writeFileSync(join(folder.processes, `${name}.json`), JSON.stringify(record), { mode: 0o600 });
}

export function forgetRecord(folder: RunFolder, name: string): void {
  rmSync(join(folder.processes, `${name}.json`), { force: true });
}

/** The record of a process that still runs; a stale one is as good as none. */
export function runningRecord(folder: RunFolder, name: string): ProcessRecord | undefined {
  const path = join(folder.processes, `${name}.json`);
  if (!existsSync(path)) return undefined;
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as ProcessRecord;
    return isRunning(record) ? record : undefined;
  } catch {
    return undefined; // Cut off by a crash while writing: the process is found by its variable instead.
  }
}

export const isRunning = ({ pid, identity }: { pid: number; identity: string }) =>
  identity !== '' && identityOf(pid) === identity;

/** Boot and start time of a process; undefined when it is gone or only waits to be reaped. */
export function identityOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return startTimeByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; what follows it is state (1st) … start time (20th).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Processes that carry this run folder in their variables, whether recorded or not (Linux). */
export function processesOf(folder: RunFolder): number[] {
  if (process.platform !== 'linux') return [];
  const mark = `${RUN_FOLDER_VARIABLE}=${folder.directory}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => variablesOf(name).includes(mark) && identityOf(Number(name)) !== undefined)
    .map(Number);
}

/** Living processes whose working folder is this one; a PostgreSQL session's is its data folder (Linux). */
export function processesIn(directory: string): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => workingFolderOf(pid) === directory && identityOf(pid) !== undefined);
}

export function commandOf(pid: number, lengthMax = 120): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, lengthMax);
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .slice(0, lengthMax);
  } catch {
    return 'unknown';
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // Gone, or another user's.
  }
}

function variablesOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // Gone, or another user's.
  }
}

function startTimeByPs(pid: number): string | undefined {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const [state = '', ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options)
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}
