import { readCharges, type Charge } from '@libs/billing/catalog';
import { aggregateUsage, type CountedEvent } from '@libs/billing/metering';
import { Instant, Period } from '@libs/calendar';
import { newId } from '@libs/persistence';
import { testDatabase, type TestDatabase } from '@libs/testing';
import fc from 'fast-check';
import { APPEND_ONLY_TABLES, MIGRATIONS } from '../migrations';
import { withoutZeros } from './http/usage-event.view';
import { TallyRepository } from './persistence/tally.repository';
import { UsageEventRepository } from './persistence/usage-event.repository';
import type { TallyKind } from './usage-tally';

const start = Instant.of('2026-01-10T00:00:00Z');
const period = Period.of(start, start.plusSeconds(10));
const AGGREGATIONS = ['sum', 'count', 'max', 'last', 'unique'] as const;
const chargeOf = (aggregation: Charge['aggregation']): Charge => {
  const property = aggregation === 'unique' ? { property: 'user' } : {};
  const read = readCharges([{ metric: 'calls', aggregation, model: 'standard', unit_amount: 1, ...property }], 'USD');
  if (!read.ok) throw new Error(read.error.problems[0]?.code);
  return read.value[0] as Charge;
};
const kindOf = (aggregation: (typeof AGGREGATIONS)[number]): TallyKind =>
  aggregation === 'last' || aggregation === 'unique' ? aggregation : 'totals';

/** Many at one instant, some outside of the period, keys that a locale would sort otherwise. */
const anEvent = fc.record({
  key: fc.string({ unit: fc.constantFrom('a', 'B', '_', '1'), minLength: 1, maxLength: 4 }),
  second: fc.integer({ min: -1, max: 10 }),
  quantity: fc.constantFrom('0', '1', '7.5', '0.000000000001', '999999999999999'),
  user: fc.constantFrom('ann', 'Ann', '1', 1, 1.5, true, 'true', null),
});

describe('what PostgreSQL counts', () => {
  let store: TestDatabase;

  beforeAll(async () => {
    store = await testDatabase({ migrations: MIGRATIONS, appendOnlyTables: APPEND_ONLY_TABLES });
  });
  afterAll(() => store.close());

  it('is what the kernel counts, of whatever events', async () => {
    const [events, tallies] = [new UsageEventRepository(store.database), new TallyRepository(store.database)];
    const some = fc.uniqueArray(anEvent, { maxLength: 12, selector: ({ key }) => key });
    const isAlike = fc.asyncProperty(some, async (facts) => {
      const [accountId, subscriptionId] = [newId(), newId()];
      const all: CountedEvent[] = facts.map(({ key, second, quantity, user }) => {
        return { id: key, happenedAt: start.plusSeconds(second), quantity, properties: { user } };
      });
      const stored = all.map(({ id, properties = {}, ...event }) => {
        return { ...event, accountId, subscriptionId, idempotencyKey: id, metric: 'calls', properties };
      });
      await events.add(stored);
      const asked = AGGREGATIONS.map((aggregation) => {
        return { accountId, subscriptionId, period, charge: chargeOf(aggregation), kind: kindOf(aggregation) };
      });
      const counted = await tallies.count([...asked, { ...asked[0]!, kind: 'each_event' }]);
      const inPeriod = all.filter(({ happenedAt }) => period.contains(happenedAt));
      const expected = asked.map(({ charge }) => aggregateUsage(charge, inPeriod));
      expect(counted.map(({ eventCount }) => eventCount)).toEqual(counted.map(() => BigInt(inPeriod.length)));
      const told = counted.slice(0, -1).map(({ quantity }) => withoutZeros(quantity ?? '0'));
      expect(told).toEqual(expected.map(({ quantity }) => quantity.toDecimalText()));
      expect(counted.at(-1)?.eventQuantities ?? []).toEqual(
        (expected[0]?.eventQuantities ?? []).map((quantity) => quantity.toDecimalText()),
      );
    });
    await fc.assert(isAlike, { numRuns: 60 });
  });
});
