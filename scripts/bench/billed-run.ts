import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench';
import { withCores } from './cpu-time';
import { makeDue, onSubscriptionDatabase } from './due-subscriptions';
import type { Sample } from './measurement';

export const SCHEDULER = 'subscription-scheduler';
const POLL_MS = 20;
const MINUTES_MAX = 5;

/**
 * Makes so many subscriptions due and waits for their bills, one for each unless told otherwise. From the first invoices
 * that are seen to the last; the series of numbers says how many there are, and costs nothing to ask.
 */
export async function billed({ environment, say }: Bench, due: number, invoices = due): Promise<Sample> {
  return onSubscriptionDatabase(environment, async (client) => {
    const numbered = async () => {
      const text = 'SELECT coalesce(sum(last_number), 0)::int AS numbered FROM invoice_number_sequence';
      const { rows } = await client.query<{ numbered: number }>(text);
      return rows[0]?.numbered ?? 0;
    };
    // Nobody relays here: the messages of earlier runs are out of the way, as they would be.
    await client.query('TRUNCATE outbox_message');
    const before = await numbered();
    await makeDue(environment, due);
    const end = performance.now() + MINUTES_MAX * 60_000;
    const waitWhile = async (isWaiting: (made: number) => boolean) => {
      let made = (await numbered()) - before;
      while (isWaiting(made) && performance.now() < end) {
        await sleep(POLL_MS);
        made = (await numbered()) - before;
      }
      return made;
    };
    const seen = await waitWhile((made) => made === 0);
    const run = () => waitWhile((made) => made < invoices);
    const { cores, seconds, result: made } = await withCores(environment.watch([SCHEDULER]), run);
    const memory = environment.memoryMegabytes(SCHEDULER);
    if (memory !== undefined) say(`the scheduler holds ${Math.round(memory)} MB`);
    return { perSecond: (made - seen) / seconds, failed: invoices - made, cores };
  });
}

/** Processor time of one invoice, in the scheduler and in PostgreSQL, in microseconds. */
export const cpuMicroseconds = ({ cores, perSecond }: Sample): number =>
  (((cores[SCHEDULER] ?? 0) + (cores['postgres'] ?? 0)) / perSecond) * 1e6;
