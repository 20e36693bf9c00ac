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
    plan('gateway-simulator', 'simulator', 'gateway-simulator/src/main', ports.simulator),
    plan('subscription-service', 'subscription', 'subscription/src/main.http', ports.subscription),
    plan('payment-service', 'payment', 'payment/src/main.http', ports.payment),
    plan('subscription-worker', 'subscription', 'subscription/src/main.worker', ports.subscriptionWorker),
    {
      ...plan('subscription-scheduler', 'subscription', 'subscription/src/main.scheduler', ports.subscriptionScheduler),
      flags: [LARGE_NURSERY_FLAG],
    },
    {
      ...plan('payment-worker', 'payment', 'payment/src/main.worker', ports.paymentWorker),
      flags: [LARGE_NURSERY_FLAG],
    },
    plan('queue-dashboard', 'dashboard', 'queue-dashboard/src/main', ports.dashboard),
  ];
}

const plan = (name: string, service: ServiceName, program: string, port: number): ProcessPlan => ({
  name,
  service,
  entry: `apps/${program}.js`,
  port,
});

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
