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

  /** To an instant; renewals on the way are paid. */
  async until(target: Instant): Promise<void> {
    for (;;) {
      const { amount, current_period_start: start, current_period_end: end } = await this.payer.now();
      const [from, to] = [Date.parse(start), Date.parse(end)];
      const stop = Math.min(to, target.epochMilliseconds);
      this.cents += (amount * 100 * (stop - this.world.clock.now().epochMilliseconds)) / (to - from);
      await timePasses(this.world, new Date(stop).toISOString());
      const open = await this.world.rows<{ id: string }>(
        `SELECT id FROM invoice WHERE subscription_id = $1 AND status = 'open' AND cause = 'renewal'`,
        [this.payer.id],
      );
      for (const { id } of open) await this.payer.pays(id);
      if (stop === target.epochMilliseconds) return;
    }
  }
}

/** Every line that is not void, without the moves between bill and account credit. */
async function billedLines(world: BillingWorld, id: string): Promise<bigint[]> {
  const rows = await world.rows<{ minor: string }>(
    `SELECT line_total_minor AS minor FROM invoice JOIN invoice_line ON invoice_id = invoice.id
     WHERE subscription_id = $1 AND status <> 'void' AND kind <> 'one_off'`,
    [id],
  );
  return rows.map(({ minor }) => BigInt(minor));
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
          for (const { plan, seconds, isPaid } of taken) {
            await served.until(world.clock.now().plusSeconds(seconds));
            const { body } = await payer.changes({ plan_id: plans[plan], effective: 'now' });
            if (body.data.payment_required && isPaid) await payer.pays(body.data.invoice_id);
          }
          await payer.cancels('at=now&refund=prorated');
          const lines = await billedLines(world, payer.id);
          const billed = Number(lines.reduce((sum, minor) => sum + minor, 0n));
          // Each line is rounded once, by half a cent at most.
          expect(Math.abs(billed - served.cents)).toBeLessThanOrEqual(lines.length / 2 + 0.01);
          const owed = await world.rows(`SELECT id FROM invoice WHERE subscription_id = $1 AND status = 'open'`, [
            payer.id,
          ]);
          expect(owed).toEqual([]);
        }),
        { numRuns: 25 },
      );
      expect(await unbalanced(world)).toEqual([]);
    } finally {
      await world.close();
    }
  }, 120_000);
});
