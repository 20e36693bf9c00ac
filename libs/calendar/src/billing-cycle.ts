import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { DAY_MILLISECONDS } from './civil-date';
import type { Instant } from './instant';
import { Period } from './period';
import { instantOfWallClock, monthsBetween, plusCalendar, wallClockAt, type TimeZone } from './time-zone';

export const CYCLE_UNITS = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type CycleUnit = (typeof CYCLE_UNITS)[number];

/** How often is billed: every `count` units; `{ unit: 'monthly', count: 2 }` is every two months. */
export interface BillingCycle {
  readonly unit: CycleUnit;
  readonly count: number;
}

export type BillingCycleRefusal = { readonly code: 'invalid_cycle'; readonly countMax: number };

/** A period with its number, counted from 1. */
export interface NumberedPeriod {
  readonly n: number;
  readonly period: Period;
}

/** A step of the calendar; one of the two is zero. */
const STEPS: Readonly<Record<CycleUnit, { months: number; days: number; countMax: number }>> = {
  daily: { months: 0, days: 1, countMax: 3650 },
  weekly: { months: 0, days: 7, countMax: 520 },
  monthly: { months: 1, days: 0, countMax: 120 },
  quarterly: { months: 3, days: 0, countMax: 40 },
  yearly: { months: 12, days: 0, countMax: 10 },
};

/** A cycle of at most ten years; the count is a positive whole number. */
export function billingCycle(unit: CycleUnit, count = 1): Result<BillingCycle, BillingCycleRefusal> {
  const { countMax } = STEPS[unit];
  if (!Number.isInteger(count) || count < 1 || count > countMax) return refuse({ code: 'invalid_cycle', countMax });
  return ok({ unit, count });
}

/** Months in one cycle, for prices per month; 0 for cycles of days and weeks. `{quarterly, 2}` → 6. */
export function monthsOf(cycle: BillingCycle): number {
  return STEPS[cycle.unit].months * cycle.count;
}

/**
 * The end of period n (n = 1 is the first), which is the start of period n + 1; n = 0 gives the anchor itself.
 *
 * Counted from the anchor, in the zone's calendar, the day clamped to the month's length: anchor 31 Jan → 28 Feb →
 * 31 Mar → 30 Apr; yearly 29 Feb → 28 Feb in common years. The wall-clock time is kept across daylight saving; a time
 * that is skipped moves forward by the gap, one that happens twice is the first of the two.
 */
export function periodEnd(anchor: Instant, cycle: BillingCycle, n: number, zone: TimeZone): Instant {
  if (!Number.isInteger(n) || n < 0) throw new InvariantBroken(`periods count from the anchor, not to ${n}`);
  if (n === 0) return anchor;
  const { months, days } = STEPS[cycle.unit];
  const steps = cycle.count * n;
  const wall = plusCalendar(wallClockAt(anchor, zone), { months: months * steps, days: days * steps });
  return instantOfWallClock(wall, zone);
}

/** Period n, counted from 1: [end of period n − 1, end of period n). */
export function periodNumber(anchor: Instant, cycle: BillingCycle, n: number, zone: TimeZone): Period {
  if (n < 1) throw new InvariantBroken(`the first period is number 1, not ${n}`);
  return Period.of(periodEnd(anchor, cycle, n - 1, zone), periodEnd(anchor, cycle, n, zone));
}

/**
 * The period that contains an instant: monthly from 31 Jan, at 5 Mar → number 2, [28 Feb, 31 Mar). Undefined before
 * the anchor. A period that is empty (a day left out by its country, such as 30 Dec 2011 in Pacific/Apia) is never given.
 */
export function periodAt(
  anchor: Instant,
  cycle: BillingCycle,
  zone: TimeZone,
  instant: Instant,
): NumberedPeriod | undefined {
  if (instant.isBefore(anchor)) return undefined;
  let n = Math.max(0, wholeCyclesBetween(anchor, cycle, zone, instant));
  // The estimate is at most a step off (clamped days, hours of daylight saving): walk to the exact one.
  while (n > 0 && periodEnd(anchor, cycle, n, zone).isAfter(instant)) n -= 1;
  while (!periodEnd(anchor, cycle, n + 1, zone).isAfter(instant)) n += 1;
  return { n: n + 1, period: periodNumber(anchor, cycle, n + 1, zone) };
}

function wholeCyclesBetween(anchor: Instant, cycle: BillingCycle, zone: TimeZone, instant: Instant): number {
  const { months, days } = STEPS[cycle.unit];
  if (months === 0) return Math.floor(anchor.millisecondsUntil(instant) / (days * cycle.count * DAY_MILLISECONDS));
  return Math.floor(monthsBetween(anchor, instant, zone) / monthsOf(cycle));
}
