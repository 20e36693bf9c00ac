import {
  cutAt,
  fractionOf,
  isWhole,
  schedulePeriodAt,
  secondsBetween,
  secondsOfCycleBefore,
  type BillingSchedule,
  type Fraction,
  type Instant,
  type Period,
  type SchedulePeriod,
  type TimeZone,
} from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import type { PeriodService, Subscription } from './subscription';

/** The series of periods a subscription is billed in. */
export function scheduleOf(
  { anchor, cycle, billingDay }: Pick<Subscription, 'anchor' | 'cycle' | 'billingDay'>,
  zone: TimeZone,
): BillingSchedule {
  return { start: anchor, cycle, zone, billingDay: billingDay ?? null };
}

/** The period of the schedule that holds an instant; one before the anchor is a bug (InvariantBroken). */
export function scheduledPeriod(
  subscription: Pick<Subscription, 'anchor' | 'cycle' | 'billingDay'>,
  zone: TimeZone,
  instant: Instant,
): SchedulePeriod {
  const found = schedulePeriodAt(scheduleOf(subscription, zone), instant);
  if (!found) throw new InvariantBroken(`${instant} lies before the anchor ${subscription.anchor}`);
  return found;
}

export interface BegunPeriod extends SchedulePeriod {
  /** The cycle was opened by a stub before. */
  readonly isRest?: boolean;
}

/**
 * The period that begins at an instant, and its part of the price. When its end is scheduled within, only the stub to that
 * end: 10 of 31 days. After a stub whose end was taken back, what the stub left of its period: 21 of 31 days.
 */
export function nextPeriod(subscription: Subscription, zone: TimeZone, start: Instant): BegunPeriod {
  const schedule = scheduleOf(subscription, zone);
  const whole = scheduledPeriod(subscription, zone, start);
  const { cancelAt: end } = subscription;
  const cut = end?.isAfter(start) ? cutAt(schedule, whole, end) : whole;
  if (whole.period.start.equals(start)) return cut;
  const { numerator: billed, denominator } = cutAt(schedule, whole, start).share;
  const total = isWhole(cut.share) ? denominator : cut.share.numerator;
  const share = fractionOf(total > billed ? total - billed : 0n, denominator);
  return { n: whole.n, period: cut.period.from(start), share, isRest: true };
}

/**
 * Seconds that one price buys in the present period. March → 2,678,400; for a stub, the cycle it is a part of; for a
 * period that a pause of ten days moved to 11 Apr, the 31 days without the pause.
 */
export function cycleSeconds(subscription: Subscription, zone: TimeZone): bigint {
  const { currentPeriod: present, service } = subscription;
  if (service?.cycleSeconds) return service.cycleSeconds;
  const schedule = scheduleOf(subscription, zone);
  const scheduled = schedulePeriodAt(schedule, present.start);
  if (!scheduled?.period.start.equals(present.start) || present.end.isAfter(scheduled.period.end)) {
    return secondsOfCycleBefore(present.end, schedule);
  }
  const { share } = cutAt(schedule, scheduled, present.end);
  return isWhole(share) ? present.seconds() : share.denominator;
}

/** Seconds left of the present period, as a part of the cycle that the price buys: 16 Jan of January → 16 of 31 days. */
export function shareLeft(subscription: Subscription, zone: TimeZone, at: Instant): Fraction {
  return fractionOf(subscription.currentPeriod.from(at).seconds(), cycleSeconds(subscription, zone));
}

/** What was served and not billed yet, in arrears, up to an instant; paused time is not served. */
export interface ServedPart {
  readonly period: Period;
  readonly share: Fraction;
}

/**
 * In arrears: from where the present price is unbilled until an instant inside the period, at which it is served; null when
 * nothing is. Pauses that were resumed since then are taken off.
 */
export function servedUntil(subscription: Subscription, zone: TimeZone, until: Instant): ServedPart | null {
  const service = serviceOf(subscription);
  if (!service.unbilledFrom.isBefore(until)) return null;
  const period = subscription.currentPeriod.from(service.unbilledFrom).until(until);
  const served = period.seconds() - pausedWithin(subscription, period);
  return { period, share: fractionOf(served, cycleSeconds(subscription, zone)) };
}

/**
 * As `servedUntil`, for a subscription that ends here. After a billing day's boundary the denominator is the plain cycle
 * from that boundary: day 15, ended 20 Feb 2024 → 5 of 29 days.
 */
export function servedAtEnd(subscription: Subscription, zone: TimeZone, end: Instant): ServedPart | null {
  const served = servedUntil(subscription, zone, end);
  const { currentPeriod } = subscription;
  if (!served || !served.period.start.equals(currentPeriod.start)) return served;
  const scheduled = schedulePeriodAt(scheduleOf(subscription, zone), currentPeriod.start);
  if (!scheduled?.period.start.equals(currentPeriod.start)) return served;
  return cutAt(scheduleOf(subscription, zone), scheduled, served.period.end);
}

/** How the present period is served so far. */
export function serviceOf({ service, currentPeriod }: Pick<Subscription, 'service' | 'currentPeriod'>): PeriodService {
  return service ?? { unbilledFrom: currentPeriod.start, pauses: [], cycleSeconds: null };
}

/** Seconds of a stretch of the present period in which it was paused; a pause that is still on does not count. */
export function pausedWithin({ service }: Pick<Subscription, 'service'>, { start, end }: Period): bigint {
  return (service?.pauses ?? []).reduce((sum, pause) => {
    const from = pause.start.isBefore(start) ? start : pause.start;
    const to = pause.end.isAfter(end) ? end : pause.end;
    return from.isBefore(to) ? sum + secondsBetween(from, to) : sum;
  }, 0n);
}

/** True while nothing is billed: once it is over the first period is, also while its charge waits for its answer. */
export function isTrialRunning(subscription: Subscription): boolean {
  return subscription.status === 'trial' && !isTrialOver(subscription);
}

/** True when the trial was ended and the first charge waits for its answer. */
export function isTrialOver({ trialEnd, currentPeriod }: Subscription): boolean {
  return trialEnd !== null && !currentPeriod.start.isBefore(trialEnd);
}
