import {
  cutAt,
  fractionOf,
  secondsOfCycleBefore,
  WHOLE,
  type Fraction,
  type Period,
  type TimeZone,
} from '@libs/calendar';
import { pausedWithin, scheduledPeriod, scheduleOf } from './present-period';
import type { Subscription } from './subscription';

/**
 * The part of a whole cycle that a period is, for amounts that are agreed per period: monthly from 1 Jan, all of January →
 * 1; ended on 16 Jan → 15 of 31 days; the stub before a billing day → its days of the cycle that ends there. Paused time
 * is taken off, and nothing is ever more than a whole cycle.
 */
export function shareOfCycle(
  subscription: Pick<Subscription, 'anchor' | 'cycle' | 'billingDay' | 'service' | 'currentPeriod'>,
  zone: TimeZone,
  period: Period,
): Fraction {
  const isPresent = period.start.equals(subscription.currentPeriod.start);
  const service = isPresent ? (subscription.service ?? null) : null;
  const paused = pausedWithin({ service }, period);
  const schedule = scheduleOf(subscription, zone);
  const scheduled = period.start.isBefore(subscription.anchor)
    ? undefined
    : scheduledPeriod(subscription, zone, period.start);
  const startsThere = scheduled?.period.start.equals(period.start);
  if (scheduled && startsThere && paused === 0n && !period.end.isAfter(scheduled.period.end))
    return cutAt(schedule, scheduled, period.end).share;
  const served = period.seconds() - paused;
  const bySchedule = scheduled && startsThere ? scheduled.period.seconds() : secondsOfCycleBefore(period.end, schedule);
  const cycle = service?.cycleSeconds ?? bySchedule;
  return served >= cycle ? WHOLE : fractionOf(served < 0n ? 0n : served, cycle);
}
