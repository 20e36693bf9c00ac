import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Redis } from 'ioredis';
import type { Launcher } from '../../scripts/native/launcher';
import { postgresPid } from '../../scripts/native/postgres-server';
import { processesIn, runningRecord } from '../../scripts/native/process-record';
import { processPlans } from '../../scripts/native/processes';
import { redisPid, startRedis } from '../../scripts/native/redis-server';
import { startProcess } from '../../scripts/native/run-program';
import { PROGRAMS, SERVERS, type Target } from './fault-plan';

const LOOK_MS = 150;
const TARGETS: readonly Target[] = [...SERVERS, ...PROGRAMS];

/** Looks after the processes as an operator's service manager does, and is the hand that breaks them. */
export class Supervisor {
  /** Processes that ended although nobody killed them. */
  readonly endedByThemselves: string[] = [];
  private readonly downUntilMs = new Map<Target, number>();
  private readonly starting = new Set<Target>();
  /** Killed since its last start: then its end is no surprise. */
  private readonly killed = new Set<Target>();
  private looking?: Promise<void>;
  private ends = false;

  constructor(
    private readonly launcher: Launcher,
    private readonly say: (sentence: string) => void,
  ) {}

  watch(): void {
    this.looking = this.look();
  }

  /** Starts nothing again from now on. */
  async leave(): Promise<void> {
    this.ends = true;
    await this.looking;
    while (this.starting.size > 0) await sleep(LOOK_MS);
  }

  kill(target: Target, forMs: number): void {
    this.killed.add(target);
    this.downUntilMs.set(target, performance.now() + forMs);
    this.signal(target, 'SIGKILL');
  }

  freeze(target: Target): void {
    this.signal(target, 'SIGSTOP');
  }

  thaw(target: Target): void {
    this.signal(target, 'SIGCONT');
  }

  /** FLUSHALL. False when Redis did not hear it. */
  async wipeRedis(): Promise<boolean> {
    const redis = new Redis(this.launcher.config.redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      return (await redis.flushall()) === 'OK';
    } catch {
      return false;
    } finally {
      redis.disconnect();
    }
  }

  private signal(target: Target, signal: NodeJS.Signals): void {
    for (const pid of this.pidsOf(target)) {
      try {
        process.kill(pid, signal);
      } catch {
        continue; // It ended in the meantime.
      }
    }
  }

  private pidsOf(target: Target): number[] {
    const { folder } = this.launcher;
    // The whole server at once, as when the power goes: a session must not finish what it was about to write.
    if (target === 'postgres')
      return [postgresPid(folder) ?? 0, ...processesIn(join(folder.postgres, 'data'))].filter(Boolean);
    const pid = target === 'redis' ? redisPid(folder) : runningRecord(folder, target)?.pid;
    return pid === undefined ? [] : [pid];
  }

  private async look(): Promise<void> {
    while (!this.ends) {
      for (const target of TARGETS) {
        const mayRun = (this.downUntilMs.get(target) ?? 0) <= performance.now();
        if (!mayRun || this.starting.has(target) || this.pidsOf(target).length > 0) continue;
        if (!this.killed.has(target)) this.endedByThemselves.push(target);
        this.starting.add(target);
        this.killed.delete(target);
        void this.start(target)
          .catch((error: unknown) => this.say(`${target} did not start: ${String(error)}`))
          .finally(() => this.starting.delete(target));
      }
      await sleep(LOOK_MS);
    }
  }

  private async start(target: Target): Promise<void> {
    const { folder, config } = this.launcher;
    if (target === 'postgres') await this.startPostgres();
    else if (target === 'redis') await startRedis(folder, config.redis.url);
    else {
      const plan = processPlans(config).find(({ name }) => name === target);
      if (plan) startProcess(this.launcher, plan);
    }
  }

  private startPostgres(): Promise<void> {
    const worker = new Worker(join(__dirname, 'start-postgres.js'), {
      workerData: { checkout: this.launcher.folder.checkout },
    });
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => resolve());
    });
  }
}
