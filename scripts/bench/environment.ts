import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Launcher, makeLauncher, redisPort } from '../native/launcher';
import { movedPorts } from '../native/moved-ports';
import { refuseTakenPorts } from '../native/ports';
import { prepareDatabases } from '../native/postgres-roles';
import { startPostgres, superuserUrl } from '../native/postgres-server';
import { processesIn, runningRecord } from '../native/process-record';
import { MIGRATIONS, type ProcessPlan, SEED, processPlans } from '../native/processes';
import { redisPid, startRedis } from '../native/redis-server';
import { prepareRunFolder } from '../native/run-folder';
import { runToEnd, startProcess, waitUntilReady } from '../native/run-program';
import { makeSigningKeyIfNone } from '../native/signing-key';
import { reset, stopProcesses } from '../native/stop';
import type { Watched } from './cpu-time';

const BARE_SERVER_OFFSET = 70;

export type ServiceName = 'subscription' | 'payment';

/** Servers and processes of one bench, in a folder and on ports of its own; `remove` leaves nothing of it. */
export class BenchEnvironment {
  private constructor(
    readonly launcher: Launcher,
    private readonly home: string,
    readonly firstPort: number,
  ) {}

  /** The place of the bench, with nothing started yet. What a killed bench left there is cleared away. */
  static async claim(checkout: string, firstPort: number): Promise<BenchEnvironment> {
    const home = join(tmpdir(), `billing-bench-${process.getuid?.() ?? 0}-${firstPort}`);
    mkdirSync(home, { recursive: true });
    chmodSync(home, 0o755); // PostgreSQL enters as another user when we are root.
    Object.assign(process.env, movedPorts(firstPort, 'bench-only'), { BILLING_HOME: home, PAYMENT_GATEWAY: 'mock' });
    const environment = new BenchEnvironment(makeLauncher(checkout, 'test'), home, firstPort);
    await reset(environment.launcher);
    return environment;
  }

  /** Starts PostgreSQL and Redis, makes the tables and seeds them. */
  async prepare(): Promise<void> {
    const { folder, config, postgresPort } = this.launcher;
    const wanted = [
      { name: 'PostgreSQL', port: postgresPort },
      { name: 'Redis', port: redisPort(config) },
      ...processPlans(config),
    ];
    await refuseTakenPorts(wanted, '127.0.0.1', folder);
    prepareRunFolder(folder);
    await startPostgres(folder, postgresPort);
    await startRedis(folder, config.redis.url);
    await prepareDatabases(folder, postgresPort, config);
    makeSigningKeyIfNone(folder.signingKeys);
    for (const entry of MIGRATIONS) await runToEnd(this.launcher, `migrate-${entry.split('/')[1]}`, entry);
    await runToEnd(this.launcher, 'seed', SEED);
  }

  /** Starts processes by their names (`subscription-service`) and waits until they are ready. */
  async startProcesses(names: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const plans = processPlans(this.launcher.config).filter(({ name }) => names.includes(name));
    await this.run(plans, variables);
  }

  /** A server of the bench itself that answers each request with the same bytes. */
  async startBareServer(answerFile: string): Promise<string> {
    const port = this.firstPort + BARE_SERVER_OFFSET;
    const plan: ProcessPlan = {
      name: 'bare-server',
      service: 'subscription',
      entry: 'scripts/bench/processes/bare-server.js',
      port,
    };
    await this.run([plan], { BENCH_ANSWER_FILE: answerFile, BENCH_PORT: String(port) });
    return `http://127.0.0.1:${port}`;
  }

  async stopProcesses(names: readonly string[]): Promise<void> {
    await stopProcesses(this.launcher.folder, names);
  }

  /** Sends SIGUSR2 and waits for the file the process writes then. */
  async askForFile(name: string, file: string): Promise<void> {
    const pid = this.pidOf(name);
    if (pid === undefined) throw new Error(`${name} is not running`);
    process.kill(pid, 'SIGUSR2');
    for (let waitedMs = 0; !existsSync(file); waitedMs += 50) {
      if (waitedMs > 60_000) throw new Error(`${name} did not write ${file}`);
      await sleep(50);
    }
  }

  signal(name: string): void {
    const pid = this.pidOf(name);
    if (pid !== undefined) process.kill(pid, 'SIGUSR2');
  }

  urlOf(service: ServiceName): string {
    return `http://127.0.0.1:${this.launcher.config.ports[service]}`;
  }

  superuserUrl(database?: string): string {
    return superuserUrl(this.launcher.folder, this.launcher.postgresPort, database);
  }

  /** A place for the bench's own files. */
  file(name: string): string {
    return join(this.home, name);
  }

  /** These processes, PostgreSQL with all its sessions, and Redis. */
  watch(names: readonly string[]): Watched {
    const { folder } = this.launcher;
    return {
      ...Object.fromEntries(names.map((name) => [name, () => [this.pidOf(name) ?? 0]])),
      postgres: () => processesIn(join(folder.postgres, 'data')),
      redis: () => [redisPid(folder) ?? 0],
    };
  }

  /** Resident memory of a process; undefined where the system does not tell. */
  memoryMegabytes(name: string): number | undefined {
    const pid = this.pidOf(name);
    const status = pid === undefined ? '' : readStatus(pid);
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }

  async remove(): Promise<void> {
    await reset(this.launcher);
    rmSync(this.home, { recursive: true, force: true });
  }

  private pidOf(name: string): number | undefined {
    return runningRecord(this.launcher.folder, name)?.pid;
  }

  private async run(plans: readonly ProcessPlan[], variables: NodeJS.ProcessEnv): Promise<void> {
    const launcher = { ...this.launcher, variables: { ...this.launcher.variables, ...variables } };
    const started = plans.map((plan) => startProcess(launcher, plan));
    await waitUntilReady(launcher, started);
  }
}

/** What Linux tells of a process. */
function readStatus(pid: number): string {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
