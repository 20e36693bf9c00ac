import { InvariantBroken } from '@libs/errors';
import fc from 'fast-check';
import { billingCycle, periodAt, periodEnd, periodNumber, type BillingCycle, type CycleUnit } from './billing-cycle';
import { Instant } from './instant';
import { TimeZone } from './time-zone';
import vectorFile from './vectors/billing-periods.json';

const at = (text: string) => Instant.of(text.length === 10 ? `${text}T00:00:00Z` : text);
const every = (unit: CycleUnit, count = 1): BillingCycle => ({ unit, count });
const boundaries = (anchor: string, cycle: BillingCycle, count: number, zone = 'UTC') =>
  Array.from({ length: count }, (_, n) => periodEnd(at(anchor), cycle, n, TimeZone.of(zone)).toString());

describe('boundaries are counted from the anchor', () => {
  test.each<[string, string, BillingCycle, string[]]>([
    [
      'month ends spring back',
      '2026-01-31',
      every('monthly'),
      ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'],
    ],
    ['leap years have 29 February', '2028-01-31', every('monthly'), ['2028-01-31', '2028-02-29', '2028-03-31']],
    [
      'yearly 29 February',
      '2024-02-29',
      every('yearly'),
      ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
    ],
    ['quarters', '2025-11-30', every('quarterly'), ['2025-11-30', '2026-02-28', '2026-05-30']],
    ['every two weeks', '2026-01-01', every('weekly', 2), ['2026-01-01', '2026-01-15', '2026-01-29']],
    ['every ten days', '2026-02-25', every('daily', 10), ['2026-02-25', '2026-03-07']],
  ])('%s', (_, anchor, cycle, dates) => {
    expect(boundaries(anchor, cycle, dates.length)).toEqual(dates.map((date) => `${date}T00:00:00Z`));
  });
});

describe('daylight saving', () => {
  test('the wall-clock time is kept: 09:00 in Berlin is 08:00Z in winter and 07:00Z in summer', () => {
    const expected = ['2026-02-10T08:00:00Z', '2026-03-10T08:00:00Z', '2026-04-10T07:00:00Z'];
    expect(boundaries('2026-02-10T08:00:00Z', every('monthly'), 3, 'Europe/Berlin')).toEqual(expected);
  });

  test('a skipped time moves forward by the gap: 02:30 on 29 Mar 2026 becomes 03:30', () => {
    const expected = ['2026-03-28T01:30:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z'];
    expect(boundaries('2026-03-28T01:30:00Z', every('daily'), 3, 'Europe/Berlin')).toEqual(expected);
  });

  test('a time that happens twice is the first of the two: 02:30 on 25 Oct 2026 is 00:30Z', () => {
    const expected = ['2026-10-24T00:30:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'];
    expect(boundaries('2026-10-24T00:30:00Z', every('daily'), 3, 'Europe/Berlin')).toEqual(expected);
  });

  test('an anchor in the second of two equal hours stays where it is', () => {
    const expected = ['2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'];
    expect(boundaries('2026-10-25T01:30:00Z', every('daily'), 2, 'Europe/Berlin')).toEqual(expected);
  });

  test('half an hour, as on Lord Howe Island: 02:15 on 4 Oct 2026 becomes 02:45', () => {
    const expected = ['2026-10-02T15:45:00Z', '2026-10-03T15:45:00Z', '2026-10-04T15:15:00Z'];
    expect(boundaries('2026-10-02T15:45:00Z', every('daily'), 3, 'Australia/Lord_Howe')).toEqual(expected);
  });

  test('a day its country left out is an empty period, and no instant is in it', () => {
    const [anchor, zone] = [at('2011-12-28T10:00:00Z'), TimeZone.of('Pacific/Apia')];
    expect(periodNumber(anchor, every('daily'), 3, zone).seconds()).toBe(0n);
    const found = periodAt(anchor, every('daily'), zone, at('2011-12-30T10:00:00Z'));
    expect(found?.n).toBe(4);
    expect(found?.period.seconds()).toBe(86_400n);
  });
});

describe('periodAt', () => {
  test('the start is in, the end is out, and before the anchor is nothing', () => {
    const find = (text: string) => periodAt(at('2026-01-31'), every('monthly'), TimeZone.UTC, at(text));
    expect(find('2026-02-28')).toMatchObject({ n: 2 });
    expect(find('2026-02-27T23:59:59.999Z')).toMatchObject({ n: 1 });
    expect(find('2026-01-31')?.period.toString()).toBe('[2026-01-31T00:00:00Z, 2026-02-28T00:00:00Z)');
    expect(find('2026-01-30T23:59:59Z')).toBeUndefined();
  });

  test('no gap and no overlap, whatever the zone, cycle, anchor and instant', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'];
    const seconds = fc.integer({ min: at('1999-01-01').epochSeconds, max: at('2035-01-01').epochSeconds });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones).map((id) => TimeZone.of(id)),
        fc.constantFrom<CycleUnit>('daily', 'weekly', 'monthly', 'quarterly', 'yearly'),
        fc.integer({ min: 1, max: 10 }),
        seconds,
        fc.integer({ min: 0, max: 20 * 366 * 86_400 }),
        (zone, unit, count, anchorSeconds, laterSeconds) => {
          const anchor = Instant.ofEpochMilliseconds(anchorSeconds * 1000);
          const instant = anchor.plusSeconds(laterSeconds);
          const cycle = every(unit, count);
          const found = periodAt(anchor, cycle, zone, instant);
          if (!found) throw new Error('every instant from the anchor on lies in a period');
          expect(found.period.contains(instant)).toBe(true);
          const next = periodNumber(anchor, cycle, found.n + 1, zone);
          expect(next.start.equals(found.period.end)).toBe(true);
          expect(found.period.overlaps(next)).toBe(false);
          if (found.n > 1) {
            expect(periodNumber(anchor, cycle, found.n - 1, zone).end.equals(found.period.start)).toBe(true);
          }
        },
      ),
    );
  });

  test('every day of ten years lies in exactly one monthly period of each anchor day', () => {
    for (let day = 1; day <= 31; day += 1) {
      const anchor = at(`2023-12-${String(day).padStart(2, '0')}`);
      for (let n = 1; n <= 120; n += 1) {
        const period = periodNumber(anchor, every('monthly'), n, TimeZone.UTC);
        expect(period.seconds() >= 28n * 86_400n && period.seconds() <= 31n * 86_400n).toBe(true);
        expect(periodAt(anchor, every('monthly'), TimeZone.UTC, period.start)?.n).toBe(n);
        expect(periodAt(anchor, every('monthly'), TimeZone.UTC, period.end.plusMilliseconds(-1))?.n).toBe(n);
      }
    }
  });
});

test('cycles are positive, whole and at most ten years long', () => {
  expect(billingCycle('monthly')).toEqual({ ok: true, value: { unit: 'monthly', count: 1 } });
  for (const [unit, count] of [
    ['monthly', 0],
    ['monthly', 1.5],
    ['yearly', 11],
    ['daily', NaN],
  ] as const) {
    expect(billingCycle(unit, count)).toMatchObject({ ok: false, error: { code: 'invalid_cycle' } });
  }
  expect(() => periodEnd(at('2026-01-01'), every('daily'), -1, TimeZone.UTC)).toThrow(InvariantBroken);
  expect(() => periodNumber(at('2026-01-01'), every('daily'), 0, TimeZone.UTC)).toThrow(InvariantBroken);
});

/** Cases recomputed from public projects. Anchored by a billing day or the calendar month: not decided in this file. */
describe('vectors', () => {
  interface Vector {
    name: string;
    input: {
      anchor?: string | null;
      interval: string;
      count?: number;
      mode?: string;
      timezone?: string;
      at?: string;
      which?: string;
    };
    expected: { dates?: string[]; start?: string; end?: string };
  }
  const CYCLES: Record<string, BillingCycle> = {
    week: every('weekly'),
    month: every('monthly'),
    quarter: every('quarterly'),
    semiannual: every('monthly', 6),
    year: every('yearly'),
  };
  const vectors = (vectorFile.vectors as Vector[]).filter(({ input }) => input.anchor && input.mode !== 'calendar');

  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, { input, expected }) => {
    const [cycle, zone] = [CYCLES[input.interval] as BillingCycle, TimeZone.of(input.timezone ?? 'UTC')];
    const anchor = at(input.anchor as string);
    if (expected.dates) {
      const found = boundaries(input.anchor as string, cycle, input.count as number);
      return expect(found).toEqual(expected.dates.map((date) => at(date).toString()));
    }
    const found = periodAt(anchor, cycle, zone, at(input.at as string));
    const n = (found?.n ?? 0) - (input.which === 'previous' ? 1 : 0);
    const period = periodNumber(anchor, cycle, n, zone);
    expect([period.start.toString(), period.end.toString()]).toEqual([expected.start, expected.end]);
  });

  test('are not skipped by mistake', () => expect(vectors).toHaveLength(10));
});
