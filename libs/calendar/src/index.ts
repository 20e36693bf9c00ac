export {
  billingCycle,
  CYCLE_UNITS,
  monthsOf,
  periodAt,
  periodEnd,
  periodNumber,
  type BillingCycle,
  type BillingCycleRefusal,
  type CycleUnit,
  type NumberedPeriod,
} from './billing-cycle';
export {
  billingDayMax,
  checkBillingDay,
  cutAt,
  firstBoundary,
  keptBillingDay,
  schedulePeriod,
  schedulePeriodAt,
  secondsOfCycleBefore,
  type BillingDayRefusal,
  type BillingSchedule,
  type SchedulePeriod,
} from './billing-schedule';
export { BILLING_CLOCK, REAL_CLOCK, SystemClock, type BillingClock, type RealClock } from './clock';
export { MovableClock } from './movable-clock';
export { describePeriod, describePeriodWithYears } from './describe-period';
export { CalendarDuration, plusDays, plusDuration, type DurationRefusal } from './duration';
export { fractionOf, isWhole, secondsBetween, WHOLE, type Fraction } from './fraction';
export { Instant, type InstantRefusal } from './instant';
export { Period } from './period';
export { TimeZone, type TimeZoneRefusal } from './time-zone';
