import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launcher } from './launcher';
import { lastLines, rotateLog } from './log-file';
import { forgetRecord, runningRecord, writeRecord } from './process-record';
import { type ProcessPlan, entryPath, isReady } from './processes';
import { CannotContinue } from './run-folder';

const READY_SECONDS_MAX = 60;
const LINES_SHOWN = 20;

/** A process that was just started, and where its own lines begin in its log. */
export interface Started {
  plan: ProcessPlan;
  log: string;
  logFromByte: number;
}

/** Starts a process that goes on when we end; its output goes to its log. */
export function startProcess({ folder, variables }: Launcher, plan: ProcessPlan): Started {
  const log = join(folder.logs, `${plan.name}.log`);
  const logFromByte = rotateLog(log);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, ['--enable-source-maps', ...(plan.flags ?? []), entryPath(plan.entry)], {
    cwd: folder.checkout,
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...variables, BILLING_SERVICE: plan.service },
  });
  closeSync(output);
  child.unref();
  if (child.pid === undefined) throw new CannotContinue(`${plan.name} could not be started.`);
  writeRecord(folder, plan.name, child.pid);
  return { plan, log, logFromByte };
}

/** Waits until each is ready. Throws `CannotContinue` with the last lines of the first that ends or stays unready. */
export async function waitUntilReady({ folder }: Launcher, started: readonly Started[]): Promise<void> {
  const deadlineMs = performance.now() + READY_SECONDS_MAX * 1000;
  let waiting = [...started];
  while (waiting.length > 0) {
    const ready = await Promise.all(waiting.map(({ plan }) => isReady(plan.port)));
    for (const { plan, log, logFromByte } of waiting) {
      if (runningRecord(folder, plan.name)) continue;
      forgetRecord(folder, plan.name);
      throw new CannotContinue(
        `${plan.name} ended while it started. Its last lines (${log}):\n${lastLines(log, LINES_SHOWN, logFromByte)}`,
      );
    }
    waiting = waiting.filter((_, index) => !ready[index]);
    const [late] = waiting;
    if (late && performance.now() > deadlineMs) {
      throw new CannotContinue(
        `${late.plan.name} is not ready after ${READY_SECONDS_MAX} s (http://127.0.0.1:${late.plan.port}/health/ready). Its last lines (${late.log}):\n${lastLines(late.log, LINES_SHOWN, late.logFromByte)}`,
      );
    }
    if (late) await sleep(150);
  }
}

/** Runs a program to its end (migrations, seed). Throws `CannotContinue` with its last lines if it fails. */
export async function runToEnd({ folder, variables }: Launcher, name: string, entry: string): Promise<void> {
  const log = join(folder.logs, `${name}.log`);
  const logFromByte = rotateLog(log);
  const output = openSync(log, 'a', 0o600);
  const service = entry.startsWith('apps/payment/') ? 'payment' : 'subscription';
  const child = spawn(process.execPath, ['--enable-source-maps', entryPath(entry)], {
    cwd: folder.checkout,
    stdio: ['ignore', output, output],
    env: { ...variables, BILLING_SERVICE: service },
  });
  closeSync(output);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (status !== 0) {
    throw new CannotContinue(`${name} failed. Its last lines (${log}):\n${lastLines(log, LINES_SHOWN, logFromByte)}`);
  }
}
