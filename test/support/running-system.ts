import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { loadConfig, type Config } from '@libs/config';

const ENTRIES = {
  'gateway-simulator': {
    entry: 'apps/gateway-simulator/src/main.js',
    port: (config: Config) => config.ports.simulator,
  },
  'subscription-service': {
    entry: 'apps/subscription/src/main.http.js',
    port: (config: Config) => config.ports.subscription,
  },
  'subscription-worker': {
    entry: 'apps/subscription/src/main.worker.js',
    port: (config: Config) => config.ports.subscriptionWorker,
  },
  'subscription-scheduler': {
    entry: 'apps/subscription/src/main.scheduler.js',
    port: (config: Config) => config.ports.subscriptionScheduler,
  },
  'payment-service': { entry: 'apps/payment/src/main.http.js', port: (config: Config) => config.ports.payment },
  'payment-worker': { entry: 'apps/payment/src/main.worker.js', port: (config: Config) => config.ports.paymentWorker },
} as const;

export type ProcessName = keyof typeof ENTRIES;

/** The environment that `env-manager.sh … test` has started: real processes, which a test may kill and start again. */
export const config: Config = loadConfig({ ...process.env, BILLING_ENV: 'test' });

const runDirectory = process.env.TEST_RUN_DIRECTORY ?? '';
/** The compiled programs, as the launcher started them. */
const programs = process.env.TEST_PROGRAMS ?? join(process.cwd(), 'dist');

/** SIGKILL: no drain, no flush, no goodbye. */
export function kill(name: ProcessName): void {
  process.kill(pidOf(name), 'SIGKILL');
}

/** Starts a killed process again, as the launcher did, and waits until it is ready. */
export async function startAgain(name: ProcessName): Promise<void> {
  const { entry, port } = ENTRIES[name];
  const log = openSync(join(runDirectory, 'logs', `${name}.log`), 'a');
  const child = spawn(process.execPath, [join(programs, entry)], {
    detached: true,
    env: { ...process.env, BILLING_SERVICE: name.startsWith('gateway') ? 'simulator' : name.split('-')[0] },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  writeFileSync(recordOf(name), JSON.stringify({ pid: child.pid, identity: '', startedAtMs: Date.now() }));
  await until(
    `${name} is ready`,
    async () => (await statusOf(`http://127.0.0.1:${port(config)}/health/ready`)) === 200,
    20_000,
  );
}

export function allLogs(): string {
  const directory = join(runDirectory, 'logs');
  return readdirSync(directory)
    .map((file) => readFileSync(join(directory, file), 'utf8'))
    .join('\n');
}

export async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(config.redis.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Looks every 50 ms until `holds` gives something true; says what it waited for when it never does. */
export async function until<T>(what: string, holds: () => Promise<T>, milliseconds = 15_000): Promise<NonNullable<T>> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = await holds().catch(() => undefined);
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${milliseconds} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status;
}

const recordOf = (name: ProcessName): string => join(runDirectory, 'processes', `${name}.json`);

function pidOf(name: ProcessName): number {
  return (JSON.parse(readFileSync(recordOf(name), 'utf8')) as { pid: number }).pid;
}
