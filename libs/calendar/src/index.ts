export { billingCycle, CYCLE_UNITS, monthsOf, periodAt, type BillingCycle, type CycleUnit } from './billing-cycle';
export {
  checkBillingDay,
  cutAt,
  keptBillingDay,
  schedulePeriodAt,
  secondsOfCycleBefore,
  type BillingDayRefusal,
  type BillingSchedule,
  type SchedulePeriod,
} from './billing-schedule';
export { BILLING_CLOCK, REAL_CLOCK, SystemClock, type BillingClock, type RealClock } from './clock';
export { MovableClock } from './movable-clock';
export { describePeriod, describePeriodWithYears } from './describe-period';
export { CalendarDuration, plusDays, plusDuration } from './duration';
export { fractionOf, isWhole, secondsBetween, WHOLE, type Fraction } from './fraction';
export { Instant } from './instant';
export { Period } from './period';
export { TimeZone } from './time-zone';
