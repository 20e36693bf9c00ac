import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, ServiceName } from '@libs/config';

/** One process of ours: what it runs and how it says that it is ready. */
export interface ProcessPlan {
  name: string;
  service: ServiceName;
  /** Below `dist/`. */
  entry: string;
  port: number;
  /** For Node itself. */
  flags?: readonly string[];
}

/** A page of 500 bills, or of charges, leaves megabytes behind; in a larger nursery they die before anybody has to copy them. */
const LARGE_NURSERY_FLAG = '--max-semi-space-size=64';

/** Every process, in the order they start. */
export function processPlans({ ports }: Config): ProcessPlan[] {
  return [
    {
      name: 'gateway-simulator',
      service: 'simulator',
      entry: 'apps/gateway-simulator/src/main.js',
      port: ports.simulator,
    },
    {
      name: 'subscription-service',
      service: 'subscription',
      entry: 'apps/subscription/src/main.http.js',
      port: ports.subscription,
    },
    { name: 'payment-service', service: 'payment', entry: 'apps/payment/src/main.http.js', port: ports.payment },
    {
      name: 'subscription-worker',
      service: 'subscription',
      entry: 'apps/subscription/src/main.worker.js',
      port: ports.subscriptionWorker,
    },
    {
      name: 'subscription-scheduler',
      service: 'subscription',
      entry: 'apps/subscription/src/main.scheduler.js',
      port: ports.subscriptionScheduler,
      flags: [LARGE_NURSERY_FLAG],
    },
    {
      name: 'payment-worker',
      service: 'payment',
      entry: 'apps/payment/src/main.worker.js',
      port: ports.paymentWorker,
      flags: [LARGE_NURSERY_FLAG],
    },
    { name: 'queue-dashboard', service: 'dashboard', entry: 'apps/queue-dashboard/src/main.js', port: ports.dashboard },
  ];
}

export const MIGRATIONS = ['apps/subscription/src/main.migrate.js', 'apps/payment/src/main.migrate.js'];
export const SEED = 'apps/subscription/src/main.seed.js';

/** Where the compiled programs lie: beside this one. */
export const compiledDirectory = () => join(__dirname, '..', '..');
export const entryPath = (entry: string) => join(compiledDirectory(), entry);
export const missingEntries = (entries: readonly string[]) => entries.filter((entry) => !existsSync(entryPath(entry)));

const READY_TIMEOUT_MS = 3000;

/** Whether the process behind this port says that it and what it depends on are ready. */
export async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(READY_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
