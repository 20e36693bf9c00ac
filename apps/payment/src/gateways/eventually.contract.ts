import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 150;
const PAUSE_MS = 100;

/** Waits up to fifteen seconds, or as long as is said, for what the gateway does by itself. */
export async function eventually(assertion: () => Promise<void>, tries = TRIES): Promise<void> {
  for (let left = tries; ; left -= 1) {
    try {
      return await assertion();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
