import { InvariantBroken } from '@libs/errors';
import fc from 'fast-check';
import type { BillingCycle, CycleUnit } from './billing-cycle';
import {
  checkBillingDay,
  cutAt,
  firstBoundary,
  keptBillingDay,
  schedulePeriod,
  schedulePeriodAt,
  type BillingSchedule,
  type SchedulePeriod,
} from './billing-schedule';
import { Instant } from './instant';
import { TimeZone } from './time-zone';
import dayFile from './vectors/billing-days.json';
import periodFile from './vectors/billing-periods.json';
import prorationFile from './vectors/proration.json';

const at = (text: string) => Instant.of(text.length === 10 ? `${text}T00:00:00Z` : text);
const every = (unit: CycleUnit, count = 1): BillingCycle => ({ unit, count });
const scheduleOf = (start: string, cycle: BillingCycle, billingDay: number | null, zone = 'UTC'): BillingSchedule => ({
  start: at(start),
  cycle,
  billingDay,
  zone: TimeZone.of(zone),
});
const starts = (schedule: BillingSchedule, count: number) =>
  Array.from({ length: count }, (_, k) =>
    schedulePeriod(schedule, k + 1)
      .period.start.toString()
      .replace('T00:00:00Z', ''),
  );
const days = ({ share }: SchedulePeriod) => [share.numerator / 86_400n, share.denominator / 86_400n];

describe('the first boundary', () => {
  test.each<[string, string, BillingCycle, number | null, string]>([
    ['quarterly, day 3, from 17 Feb steps whole quarters', '2026-02-17', every('quarterly'), 3, '2026-05-03'],
    ['on the day itself', '2026-02-17', every('monthly'), 17, '2026-02-17'],
    ['at noon of the day it is too late', '2026-02-17T12:00:00Z', every('monthly'), 17, '2026-03-17'],
    ['a day before its cycle waits a whole year', '2026-05-10', every('yearly'), 1, '2027-05-01'],
    ['31 clamps to the month’s end', '2026-02-10', every('monthly'), 31, '2026-02-28'],
    ['29 February in a leap year', '2028-02-10', every('monthly'), 30, '2028-02-29'],
    ['Friday after a Tuesday', '2026-11-17', every('weekly'), 5, '2026-11-20'],
    ['Monday before a Tuesday: the next week', '2026-11-17', every('weekly'), 1, '2026-11-23'],
    [
      'every two weeks on Monday, from a Tuesday: a whole cycle later',
      '2026-11-17',
      every('weekly', 2),
      1,
      '2026-11-30',
    ],
    ['without a billing day it is the start', '2026-02-17T12:00:00Z', every('monthly'), null, '2026-02-17T12:00:00Z'],
  ])('%s', (_, start, cycle, billingDay, expected) => {
    expect(firstBoundary(scheduleOf(start, cycle, billingDay)).toString()).toBe(at(expected).toString());
  });

  test('is midnight on the wall, in summer and in winter', () => {
    const schedule = scheduleOf('2026-02-10T08:00:00Z', every('monthly'), 1, 'Europe/Berlin');
    const periods = [1, 2, 3].map((n) => schedulePeriod(schedule, n).period.end.toString());
    expect(periods).toEqual(['2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z', '2026-04-30T22:00:00Z']);
  });

  test('a midnight that the clock skips moves forward by the gap: Beirut, 29 Mar 2026', () => {
    const schedule = scheduleOf('2026-03-01T10:00:00Z', every('monthly'), 29, 'Asia/Beirut');
    expect(firstBoundary(schedule).toString()).toBe('2026-03-28T22:00:00Z');
    expect(schedule.zone.dateAt(firstBoundary(schedule))).toEqual({ year: 2026, month: 3, day: 29 });
  });
});

describe('periods from a billing day', () => {
  test('29 to 31 clamp and spring back', () => {
    expect(starts(scheduleOf('2026-01-31', every('monthly'), 31), 4)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ]);
    expect(starts(scheduleOf('2026-02-10', every('monthly'), 30), 4)).toEqual([
      '2026-02-10',
      '2026-02-28',
      '2026-03-30',
      '2026-04-30',
    ]);
  });

  test('both stubs are exact, by plain calendar steps from the clamped date', () => {
    const schedule = scheduleOf('2026-02-10', every('monthly'), 31);
    const first = schedulePeriod(schedule, 1);
    expect(days(first)).toEqual([18n, 31n]); // 28 Jan to 28 Feb, not from 31 Jan.
    expect(days(cutAt(schedule, first, at('2026-02-15')))).toEqual([5n, 31n]);
    const last = cutAt(schedule, schedulePeriod(schedule, 2), at('2026-03-20'));
    expect(days(last)).toEqual([20n, 28n]); // 28 Feb to 28 Mar, although the period would have ended on 31 Mar.
  });

  test('a boundary whose midnight is skipped counts from its date, not from the hour it moved to', () => {
    const cairo = scheduleOf('2026-04-09T22:00:00Z', every('monthly'), 24, 'Africa/Cairo'); // 10 Apr, 00:00 local
    const first = schedulePeriod(cairo, 1);
    expect(first.period.end.toString()).toBe('2026-04-23T22:00:00Z'); // 01:00 local: 00:00 does not exist
    expect(days(first)).toEqual([14n, 31n]); // back to 24 Mar 00:00
    const { share } = cutAt(cairo, schedulePeriod(cairo, 2), at('2026-04-30T22:00:00Z'));
    expect(share.denominator).toBe(30n * 86_400n - 3600n); // on to 24 May 00:00: one night is an hour short
  });

  test('an end on or after the boundary cuts nothing; without a billing day the whole period is the denominator', () => {
    const schedule = scheduleOf('2026-01-31', every('monthly'), null);
    const second = schedulePeriod(schedule, 2);
    expect(cutAt(schedule, second, at('2026-03-31'))).toBe(second);
    expect(days(cutAt(schedule, second, at('2026-03-20')))).toEqual([20n, 31n]);
  });

  test('no gap, no overlap, and the share of a stub lies between 0 and 1', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Beirut', 'America/Havana'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<CycleUnit>('weekly', 'monthly', 'quarterly', 'yearly'),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: at('2015-01-01').epochSeconds, max: at('2035-01-01').epochSeconds }),
        fc.integer({ min: 0, max: 15 * 366 * 86_400 }),
        (zone, unit, count, day, startSeconds, laterSeconds) => {
          const start = Instant.ofEpochMilliseconds(startSeconds * 1000);
          const billingDay = unit === 'weekly' ? ((day - 1) % 7) + 1 : day;
          const schedule = { start, cycle: every(unit, count), billingDay, zone: TimeZone.of(zone) };
          const instant = start.plusSeconds(laterSeconds);
          const found = schedulePeriodAt(schedule, instant);
          if (!found) throw new Error('every instant from the start on lies in a period');
          expect(found.period.contains(instant)).toBe(true);
          expect(found.share.numerator > 0n && found.share.numerator <= found.share.denominator).toBe(true);
          expect(schedulePeriod(schedule, found.n + 1).period.start.equals(found.period.end)).toBe(true);
          if (found.n === 1) expect(found.period.start.equals(start)).toBe(true);
          else expect(schedulePeriod(schedule, found.n - 1).period.end.equals(found.period.start)).toBe(true);
        },
      ),
    );
  });

  test('before the start is nothing', () => {
    expect(schedulePeriodAt(scheduleOf('2026-02-10', every('monthly'), 3), at('2026-02-09'))).toBeUndefined();
    expect(() => schedulePeriod(scheduleOf('2026-02-10', every('monthly'), 3), 0)).toThrow(InvariantBroken);
    expect(() => schedulePeriod(scheduleOf('2026-02-10', every('daily'), 3), 1)).toThrow(InvariantBroken);
  });
});

test('billing days fit their cycle, and are kept by a cycle of the same kind', () => {
  expect(checkBillingDay(every('yearly'), 31)).toEqual({ ok: true, value: 31 });
  for (const [cycle, day, dayMax] of [
    [every('monthly'), 32, 31],
    [every('monthly'), 0, 31],
    [every('monthly'), 1.5, 31],
    [every('weekly'), 8, 7],
    [every('daily'), 1, 0],
  ] as const) {
    expect(checkBillingDay(cycle, day)).toEqual({ ok: false, error: { code: 'invalid_billing_day', dayMax } });
  }
  expect(keptBillingDay(15, every('monthly'), every('yearly'))).toBe(15);
  expect(keptBillingDay(5, every('monthly'), every('weekly'))).toBeNull();
});

/** Cases recomputed from public projects. There, cycles of weeks know no billing day and count from the start. */
describe('vectors', () => {
  const CYCLES: Record<string, BillingCycle> = {
    WEEKLY: every('weekly'),
    BIWEEKLY: every('weekly', 2),
    MONTHLY: every('monthly'),
    QUARTERLY: every('quarterly'),
    BIANNUAL: every('monthly', 6),
    ANNUAL: every('yearly'),
    month: every('monthly'),
    year: every('yearly'),
  };
  const scheduleOfVector = ({ start, bcd, period }: { start: string; bcd: number; period: string }) =>
    scheduleOf(start, CYCLES[period]!, period.endsWith('WEEKLY') ? null : bcd);

  interface DayVector {
    id: string;
    name: string;
    start: string;
    bcd: number;
    period: string;
    expected_first_boundary: string;
    expected_boundaries?: string[];
  }
  test.each((dayFile.vectors as DayVector[]).map((vector) => [`${vector.id} ${vector.name}`, vector] as const))(
    '%s',
    (_, vector) => {
      const schedule = scheduleOfVector(vector);
      expect(firstBoundary(schedule).toString()).toBe(at(vector.expected_first_boundary).toString());
      const boundaries = vector.expected_boundaries ?? [];
      const stubs = schedule.start.equals(firstBoundary(schedule)) ? 0 : 1;
      expect(starts(schedule, boundaries.length + stubs).slice(stubs)).toEqual(boundaries);
    },
  );

  interface ProrationVector {
    id: string;
    name: string;
    billing_period: string;
    mode: string;
    start: string;
    end: string | null;
    target: string;
    bcd: number;
    in_arrear_greedy?: boolean;
    fixed_days_in_month?: number;
    portable: boolean;
    expected_items: { start: string; end: string; cycles: string }[];
  }
  // A month fixed at 30 days is an option of that project; here a month has the days it has.
  const portable = (prorationFile.vectors as ProrationVector[]).filter(
    (vector) => vector.portable && !vector.fixed_days_in_month,
  );
  test.each(portable.map((vector) => [`${vector.id} ${vector.name}`, vector] as const))('%s', (_, vector) => {
    const schedule = scheduleOfVector({ ...vector, period: vector.billing_period });
    const items: { start: string; end: string; cycles: string }[] = [];
    for (let n = 1; ; n += 1) {
      const whole = schedulePeriod(schedule, n);
      if (vector.end && !whole.period.start.isBefore(at(vector.end))) break;
      const { period, share } = vector.end ? cutAt(schedule, whole, at(vector.end)) : whole;
      const dueAt = vector.mode === 'IN_ADVANCE' ? period.start : period.end;
      // When "greedy" arrears fall due is that project's own rule; what they cost is not.
      const isDue = vector.in_arrear_greedy ? n <= vector.expected_items.length : !dueAt.isAfter(at(vector.target));
      if (!isDue) break;
      const [start, end] = [period.start, period.end].map((instant) => instant.toString().slice(0, 10));
      items.push({ start: start!, end: end!, cycles: nineDecimals(share) });
    }
    expect(items).toEqual(vector.expected_items);
  });

  const byDay = periodFile.vectors.filter(({ input }) => 'billingDay' in input);
  test.each(byDay.map((vector) => [vector.name, vector] as const))('%s', (_, { input, expected }) => {
    const schedule = scheduleOf(input.start!, CYCLES[input.interval]!, input.billingDay!);
    const { period } = schedulePeriodAt(schedule, at(input.target!)) ?? schedulePeriod(schedule, 1);
    expect([period.start, period.end].map(String)).toEqual([at(expected.start!), at(expected.end!)].map(String));
  });

  test('are not skipped by mistake', () => {
    expect([dayFile.vectors.length, portable.length, byDay.length]).toEqual([20, 59, 5]);
  });

  function nineDecimals({ numerator, denominator }: SchedulePeriod['share']): string {
    const scaled = (2n * numerator * 1_000_000_000n + denominator) / (2n * denominator);
    return `${scaled / 1_000_000_000n}.${String(scaled % 1_000_000_000n).padStart(9, '0')}`;
  }
});
