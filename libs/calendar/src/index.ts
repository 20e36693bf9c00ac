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
export { BILLING_CLOCK, REAL_CLOCK, SystemClock, type BillingClock, type RealClock } from './clock';
export { CalendarDuration, plusDays, plusDuration, type DurationRefusal } from './duration';
export { Instant, type InstantRefusal } from './instant';
export { LocalDate, type LocalDateRefusal } from './local-date';
export { Period } from './period';
export { TimeZone, type TimeZoneRefusal } from './time-zone';
