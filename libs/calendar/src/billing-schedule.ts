import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { monthsOf, periodAt, periodEnd, type BillingCycle } from './billing-cycle';
import { civilOf, DAY_MILLISECONDS, daysInMonth, daysOf, plusMonths, weekdayOf } from './civil-date';
import { fractionOf, secondsBetween, WHOLE, type Fraction } from './fraction';
import type { Instant } from './instant';
import { Period } from './period';
import { instantOfWallClock, monthsBetween, plusCalendar, wallClockAt, type TimeZone } from './time-zone';

/** Which periods a subscription is billed in: counted from its start, or from a day that it names. */
export interface BillingSchedule {
  /** The instant the paid service starts; a whole second. */
  readonly start: Instant;
  readonly cycle: BillingCycle;
  readonly zone: TimeZone;
  /** Day of the month 1–31, for cycles of weeks ISO weekday 1–7, at 00:00 local; null: the start itself. */
  readonly billingDay: number | null;
}

/** A period with its number, counted from 1, and how much of the price of a whole cycle it costs. */
export interface SchedulePeriod {
  readonly n: number;
  readonly period: Period;
  readonly share: Fraction;
}

export interface BillingDayRefusal {
  readonly code: 'invalid_billing_day';
  /** 0 for cycles of days, which have no billing day. */
  readonly dayMax: number;
}

/** 1–31 for cycles of months, quarters and years, 1–7 (Monday is 1) for weeks; cycles of days have none. */
export function billingDayMax({ unit }: BillingCycle): number {
  if (unit === 'daily') return 0;
  return unit === 'weekly' ? 7 : 31;
}

/** Checks a billing day against its cycle: 31 for a monthly cycle is taken, 8 for a weekly one is refused. */
export function checkBillingDay(cycle: BillingCycle, billingDay: number): Result<number, BillingDayRefusal> {
  const dayMax = billingDayMax(cycle);
  const isValid = Number.isInteger(billingDay) && billingDay >= 1 && billingDay <= dayMax;
  return isValid ? ok(billingDay) : refuse({ code: 'invalid_billing_day', dayMax });
}

/**
 * The first boundary on or after the start, in the series that steps whole cycles from the billing day in the start's
 * month (for weeks: in its ISO week). Quarterly from 17 Feb, day 3 → 3 May. Without a billing day it is the start.
 */
export function firstBoundary(schedule: BillingSchedule): Instant {
  return schedule.billingDay === null ? schedule.start : boundary(schedule, firstStep(schedule));
}

/**
 * Period n, counted from 1. Monthly from 17 Jan 2024, day 15: n = 1 is the stub [17 Jan, 15 Feb) with the share 29/31,
 * n = 2 is [15 Feb, 15 Mar), whole. The share of a stub is (b − start) ÷ (b − (b minus one cycle)).
 */
export function schedulePeriod(schedule: BillingSchedule, n: number): SchedulePeriod {
  if (!Number.isInteger(n) || n < 1) throw new InvariantBroken(`the first period is number 1, not ${n}`);
  const { start, cycle, zone, billingDay } = schedule;
  if (billingDay === null) {
    return {
      n,
      period: Period.of(periodEnd(start, cycle, n - 1, zone), periodEnd(start, cycle, n, zone)),
      share: WHOLE,
    };
  }
  const first = firstStep(schedule);
  const stub = leadingStub(schedule, boundary(schedule, first));
  if (stub && n === 1) return stub;
  const step = first + n - (stub ? 2 : 1);
  return { n, period: Period.of(boundary(schedule, step), boundary(schedule, step + 1)), share: WHOLE };
}

/** The period that contains an instant; undefined before the start. Whole periods have the share 1/1. */
export function schedulePeriodAt(schedule: BillingSchedule, instant: Instant): SchedulePeriod | undefined {
  const { start, cycle, zone, billingDay } = schedule;
  if (billingDay === null) {
    const found = periodAt(start, cycle, zone, instant);
    return found && { ...found, share: WHOLE };
  }
  if (instant.isBefore(start)) return undefined;
  const first = firstStep(schedule);
  const stub = leadingStub(schedule, boundary(schedule, first));
  if (stub?.period.contains(instant)) return stub;
  let step = Math.max(first, stepNear(schedule, instant));
  while (step > first && boundary(schedule, step).isAfter(instant)) step -= 1;
  while (!boundary(schedule, step + 1).isAfter(instant)) step += 1;
  return schedulePeriod(schedule, step - first + (stub ? 2 : 1));
}

/**
 * A period cut at the end of its subscription. After the last boundary L the share is (end − L) ÷ ((L plus one cycle) − L):
 * monthly day 15, ended 20 Feb 2024 → [15 Feb, 20 Feb), 5/29. An end inside the first stub keeps the stub's denominator.
 * From a start without a billing day the denominator is the whole period. An end after the period changes nothing.
 */
export function cutAt(schedule: BillingSchedule, found: SchedulePeriod, end: Instant): SchedulePeriod {
  if (!end.isBefore(found.period.end)) return found;
  const period = Period.of(found.period.start, end);
  const isStub = found.share !== WHOLE;
  const whole = isStub ? found.share.denominator : trailingSeconds(schedule, found.period);
  return { n: found.n, period, share: fractionOf(period.seconds(), whole) };
}

/** Seconds of the cycle that ends at a boundary, one plain calendar step back: to 28 Feb from 28 Jan, 31 days. */
export function secondsOfCycleBefore(end: Instant, schedule: BillingSchedule): bigint {
  return secondsBetween(stepFrom(end, schedule, -1), end);
}

/**
 * The unit of a billing day stays when the cycle changes from months to months or from weeks to weeks; the day of a
 * month means nothing in a cycle of weeks.
 */
export function keptBillingDay(billingDay: number | null, from: BillingCycle, to: BillingCycle): number | null {
  return billingDayMax(from) === billingDayMax(to) ? billingDay : null;
}

function trailingSeconds(schedule: BillingSchedule, period: Period): bigint {
  if (schedule.billingDay === null) return period.seconds();
  return secondsBetween(period.start, stepFrom(period.start, schedule, 1));
}

/** [start, b), unless the start is a boundary itself. */
function leadingStub(schedule: BillingSchedule, b: Instant): SchedulePeriod | undefined {
  if (b.equals(schedule.start)) return undefined;
  const period = Period.of(schedule.start, b);
  return { n: 1, period, share: fractionOf(period.seconds(), secondsOfCycleBefore(b, schedule)) };
}

/** Step 0 of the series may lie before the start; then the first boundary is one whole cycle later. */
function firstStep(schedule: BillingSchedule): number {
  return boundary(schedule, 0).isBefore(schedule.start) ? 1 : 0;
}

/** Step k of the series, at 00:00 local: counted from the start's month or week, so that days 29–31 spring back. */
function boundary({ start, cycle, zone, billingDay }: BillingSchedule, step: number): Instant {
  const day = billingDay ?? 1;
  const startDay = Math.floor(wallClockAt(start, zone) / DAY_MILLISECONDS);
  if (cycle.unit === 'weekly') return midnight(startDay + day - weekdayOf(startDay) + cycle.count * step * 7, zone);
  const months = monthsOf(cycle);
  if (months === 0) throw new InvariantBroken(`a cycle of days has no billing day: ${cycle.count} ${cycle.unit}`);
  const { year, month } = plusMonths({ ...civilOf(startDay), day: 1 }, months * step);
  return midnight(daysOf({ year, month, day: Math.min(day, daysInMonth(year, month)) }), zone);
}

/** A step close to an instant, never more than a few boundaries away. */
function stepNear({ start, cycle, zone }: BillingSchedule, instant: Instant): number {
  if (cycle.unit === 'weekly')
    return Math.floor(start.millisecondsUntil(instant) / (cycle.count * 7 * DAY_MILLISECONDS));
  return Math.floor(monthsBetween(start, instant, zone) / monthsOf(cycle));
}

/** One plain calendar step; a boundary of a billing day steps from its date, also where its midnight was skipped. */
function stepFrom(from: Instant, { cycle, zone, billingDay }: BillingSchedule, direction: 1 | -1): Instant {
  const wallClock = wallClockAt(from, zone);
  const date = Math.floor(wallClock / DAY_MILLISECONDS) * DAY_MILLISECONDS;
  const months = monthsOf(cycle) * direction;
  const days = months === 0 ? (cycle.unit === 'weekly' ? 7 : 1) * cycle.count * direction : 0;
  return instantOfWallClock(plusCalendar(billingDay === null ? wallClock : date, { months, days }), zone);
}

/** 00:00 on the wall, of a day counted from 1970; where the clock skips it, forward by the gap. */
function midnight(day: number, zone: TimeZone): Instant {
  return instantOfWallClock(day * DAY_MILLISECONDS, zone);
}
