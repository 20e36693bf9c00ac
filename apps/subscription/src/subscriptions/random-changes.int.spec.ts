import fc from 'fast-check';
import { Instant } from '@libs/calendar';
import { billingWorld, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { planAt, Subscriber, timePasses } from './testing/subscriber';

/** A real clock does not stop at whole seconds. */
const START = '2026-01-31T09:00:00.015Z';
const PRICES = ['30.00', '60.01', '9.99', '0.00', '119.97'];

/** One change at a time, some seconds after the one before. */
const steps = fc.array(
  fc.record({
    plan: fc.nat({ max: PRICES.length - 1 }),
    seconds: fc.integer({ min: 0, max: 25 * 86_400 }),
    isPaid: fc.boolean(),
    /** The renewal on the way is paid when it comes, or only after the change. */
    owesRenewal: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

/** What was served at which price, in exact cents times seconds of each period, as floats good to far below a cent. */
class Served {
  cents = 0;

  constructor(
    private readonly world: BillingWorld,
    private readonly payer: Subscriber,
  ) {}

  /** To an instant; what was owed is paid before, and a renewal on the way when it comes, or left open. */
  async until(target: Instant, owesRenewal: boolean): Promise<void> {
    await this.paysAll();
    for (;;) {
      const { amount, current_period_start: start, current_period_end: end } = await this.payer.now();
      const [from, to] = [Date.parse(start), Date.parse(end)];
      const stop = Math.min(to, target.epochMilliseconds);
      this.cents += (amount * 100 * (stop - this.world.clock.now().epochMilliseconds)) / (to - from);
      await timePasses(this.world, new Date(stop).toISOString());
      if (!owesRenewal) await this.paysAll();
      if (stop === target.epochMilliseconds) return;
    }
  }

  /** All that is open, but for the bill of a change that waits. */
  async paysAll(): Promise<void> {
    const { pending_change: waiting } = await this.payer.now();
    const open = await this.world.rows<{ id: string }>(
      `SELECT id FROM invoice WHERE subscription_id = $1 AND status = 'open' AND id IS DISTINCT FROM $2`,
      [this.payer.id, waiting?.invoice_id ?? null],
    );
    for (const { id } of open) await this.payer.pays(id);
  }
}

/** In cents: all that was paid, less what is held for the account; and how many lines were rounded on the way. */
async function spentOf(world: BillingWorld, { id, accountId }: Subscriber): Promise<{ cents: number; lines: number }> {
  const [row] = await world.rows<{ cents: string; lines: string }>(
    `SELECT (SELECT sum(amount_paid_minor) FROM invoice WHERE account_id = $1)
              - (SELECT coalesce(sum(amount_minor), 0) FROM credit_movement WHERE account_id = $1) AS cents,
            (SELECT count(*) FROM invoice_line JOIN invoice ON invoice.id = invoice_id WHERE subscription_id = $2)
              + (SELECT count(*) FROM credit_note WHERE account_id = $1) AS lines`,
    [accountId, id],
  );
  return { cents: Number(row?.cents), lines: Number(row?.lines) };
}

describe('any changes, at any time, paid or not', () => {
  it('bill what was served, each second once, and lose no cent', async () => {
    const world = await billingWorld(START);
    const plans = await Promise.all(PRICES.map((price) => planAt(world, price)));
    try {
      await fc.assert(
        fc.asyncProperty(steps, async (taken) => {
          const payer = await Subscriber.of(world, plans[0] as number);
          const served = new Served(world, payer);
          for (const { plan, seconds, isPaid, owesRenewal } of taken) {
            await served.until(world.clock.now().plusSeconds(seconds), owesRenewal);
            const { body } = await payer.changes({ plan_id: plans[plan], effective: 'now' });
            if (body.data.pending_change && isPaid) await payer.pays(body.data.pending_change.invoice_id);
          }
          await payer.cancels('at=now&refund=prorated');
          await served.paysAll();
          const { cents, lines } = await spentOf(world, payer);
          // Each line is rounded once, by half a cent at most.
          expect(Math.abs(cents - served.cents)).toBeLessThanOrEqual(lines / 2 + 0.01);
        }),
        { numRuns: 25 },
      );
      expect(await unbalanced(world)).toEqual([]);
    } finally {
      await world.close();
    }
  }, 120_000);
});
