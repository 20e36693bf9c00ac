import { Rate } from '@libs/money';
import fc from 'fast-check';
import { readCharges, type Charge } from '../catalog';
import { accepted, at } from '../testing';
import { aggregateUsage, rateUsage, type CountedEvent } from './index';

describe('aggregations', () => {
  const event = (id: string, quantity: string, second: number, user: unknown = id): CountedEvent => ({
    id,
    quantity,
    happenedAt: at('2026-01-10T00:00:00Z').plusSeconds(second),
    properties: { user },
  });
  const events = [
    event('c', '5', 2, 'ann'),
    event('b', '7.5', 2, 'bob'),
    event('a', '9', 1, 'ann'),
    event('d', '1', 0, null),
  ];
  const counted = (aggregation: Charge['aggregation'], of = events) =>
    aggregateUsage({ aggregation, property: aggregation === 'unique' ? 'user' : null }, of).quantity.toDecimalText();

  test.each([
    ['sum', '22.5'],
    ['count', '4'],
    ['max', '9'],
    ['last', '5'],
    ['unique', '2'],
  ] as const)('%s → %s', (aggregation, expected) => expect(counted(aggregation)).toBe(expected));

  test.each(['sum', 'count', 'max', 'last', 'unique'] as const)('%s of nothing is 0', (aggregation) => {
    expect(counted(aggregation, [])).toBe('0');
  });

  test('a property is read as text, and never from the prototype', () => {
    const odd = [1, '1', true, {}, [], null].map((user, index) => event(String(index), '1', 0, user));
    expect(counted('unique', odd)).toBe('2');
    const inherited = aggregateUsage({ aggregation: 'unique', property: 'constructor' }, events);
    expect(inherited.quantity.isZero()).toBe(true);
  });

  test('permuting the arrival of events changes nothing', () => {
    const any = fc.array(
      fc.record({ second: fc.nat(3), pico: fc.bigInt(0n, 10n ** 15n), user: fc.constantFrom('x', 'y', 'z') }),
      { minLength: 1, maxLength: 12 },
    );
    const pricing = {
      model: 'percentage',
      rate: 3,
      included: '0.000000000500',
      included_events: 1,
      maximum_per_event: 9,
    };
    const [charge] = accepted(readCharges([{ metric: 'api_calls', aggregation: 'sum', ...pricing }], 'USD')) as [
      Charge,
    ];
    fc.assert(
      fc.property(any, fc.nat(), (facts, seed) => {
        const arrived = facts.map(({ second, pico, user }, index) =>
          event(
            String(index),
            Rate.of(`0.${String(pico % 10n ** 12n).padStart(12, '0')}`).toDecimalText(),
            second,
            user,
          ),
        );
        const shuffled = arrived.toSorted(
          (a, b) => ((Number(a.id) * 7919 + seed) % 13) - ((Number(b.id) * 7919 + seed) % 13),
        );
        for (const aggregation of ['sum', 'count', 'max', 'last', 'unique'] as const) {
          expect(counted(aggregation, shuffled)).toBe(counted(aggregation, arrived));
        }
        const [first, second] = [arrived, shuffled].map((of) =>
          rateUsage({
            charge,
            usage: aggregateUsage({ aggregation: 'sum', property: null }, of),
            currency: 'USD',
          }),
        );
        expect(first).toEqual(second);
      }),
    );
  });
});
