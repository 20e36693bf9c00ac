import fc from 'fast-check';
import { billingWorld, STAFF, type BillingWorld } from '../testing/billing-world';
import { unbalanced } from '../due-work/testing/subscriber';
import { COUNTRIES, LivedSubscription, type Act } from './testing/lived-subscription';
import { planAt } from './testing/subscriber';
import type { Terms } from './testing/served-time';

const PRICES = [
  { price: '30.00' },
  { price: '60.01' },
  { price: '9.99' },
  { price: '0.00' },
  { price: '499.00', cycleUnit: 'yearly' },
  { price: '11.50', cycleUnit: 'weekly' },
  { price: '5.00', isPerSeat: true },
  { price: '45.00', billIn: 'arrears' },
] as const;

/** PROPERTY_RUNS tries more of them, and others. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25);

/** Two prices, so that some changes are to other charges. */
const CALL_CENTS = [1, 2, 1, 2, 1, 1, 1, 2];
const callsAt = (cents: number) => ({
  metric: 'calls',
  aggregation: 'sum',
  model: 'standard',
  unit_amount: cents / 100,
});

const seconds = (daysMax: number) => fc.integer({ min: 0, max: daysMax * 86_400 });
const plan = fc.nat({ max: PRICES.length - 1 });
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: seconds(25), pays: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      plan,
      seats: fc.integer({ min: 1, max: 4 }),
      isNow: fc.boolean(),
      pays: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant('pay the change' as const) }),
  fc.record({ do: fc.constant('end later' as const), seconds: seconds(45), isRefunded: fc.boolean() }),
  fc.record({ do: fc.constant('take the end back' as const) }),
  fc.record({ do: fc.constant('pause' as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resume' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const) }) },
  fc.record({ do: fc.constant('generate' as const) }),
  fc.record({ do: fc.constant('credit note' as const), share: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ do: fc.constant('grant' as const) }),
  fc.record({ do: fc.constant('decline' as const) }),
  fc.record({ do: fc.constant('pay part' as const), share: fc.integer({ min: 1, max: 100 }) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('use' as const), calls: fc.integer({ min: 1, max: 999 }) }) },
);
const lives = fc.record({
  plan,
  billingDay: fc.option(fc.integer({ min: 1, max: 28 }), { freq: 2 }),
  tax: fc.constantFrom(...(['none', 'on top', 'included'] as const)),
  hasCoupon: fc.boolean(),
  acts: fc.array(acts, { minLength: 1, maxLength: 9 }),
  /** Seconds before the end of the walk as of which it ends; null: it ends then. */
  endsBefore: fc.option(seconds(20)),
  isRefunded: fc.boolean(),
});

async function termsOf(world: BillingWorld): Promise<Terms[]> {
  return Promise.all(
    PRICES.map(async ({ price, ...facts }, index) => {
      const callCents = CALL_CENTS[index] as number;
      return {
        id: await planAt(world, price, { ...facts, charges: [callsAt(callCents)] }),
        cents: Math.round(Number(price) * 100),
        seats: 'isPerSeat' in facts ? 1 : 0,
        unit: 'cycleUnit' in facts ? (facts.cycleUnit === 'yearly' ? 'year' : 'week') : 'month',
        isInArrears: 'billIn' in facts,
        callCents,
      };
    }),
  );
}

describe('any life of a subscription', () => {
  it(
    'is billed each second once at the price in force, whatever happens and whoever corrects it',
    async () => {
      const world = await billingWorld('2026-01-31T09:00:00.015Z');
      const terms = await termsOf(world);
      for (const [tax, facts] of Object.entries(COUNTRIES)) {
        const rate = { ...facts, rate: 20, name: 'VAT', inclusive: tax === 'included', valid_from: '2026-01-01' };
        if (tax !== 'none') await world.call('POST', '/v1/tax-rates', STAFF, rate);
      }
      await world.call('POST', '/v1/coupons', STAFF, { code: 'QUARTER', percent_off: 25, duration: 'forever' });
      try {
        await fc.assert(
          fc.asyncProperty(lives, async ({ plan: first, acts: done, endsBefore, isRefunded, ...facts }) => {
            const lived = await LivedSubscription.start(world, terms, first, facts);
            for (const act of done) await lived.does(act);
            await lived.ends(endsBefore, isRefunded);
            const { spent, tolerance } = await lived.bills.spent();
            expect(Math.abs(spent - lived.expected())).toBeLessThanOrEqual(tolerance);
          }),
          { numRuns: RUNS },
        );
        expect(await unbalanced(world)).toEqual([]);
      } finally {
        await world.close();
      }
    },
    120_000 + RUNS * 1_000,
  );
});
