import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SimulatedStripe } from './simulated-stripe';

/** Starts simulators; after each test those it started are stopped, and their folders removed. */
export function simulatorsOfTest(): typeof SimulatedStripe.start {
  const started: SimulatedStripe[] = [];
  afterEach(async () => {
    const finished = started.splice(0);
    await Promise.all(finished.map((stripe) => stripe.stop().catch(() => undefined)));
    await Promise.all(finished.map((stripe) => rm(stripe.directory, { recursive: true, force: true })));
  });
  return async (options = {}) => {
    const stripe = await SimulatedStripe.start(options);
    started.push(stripe);
    return stripe;
  };
}

/** Tries again for twenty seconds. */
export async function eventually(assertion: () => Promise<void> | void): Promise<void> {
  for (let left = 400; ; left -= 1) {
    try {
      return await assertion();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(50);
    }
  }
}
