export { aggregateUsage, NO_USAGE, type MeteredUsage } from './aggregate-usage';
export { countUse, standingOf, type CountUseFacts, type UseRefusal, type UseStanding } from './count-use';
export type { CountedEvent } from './counted-event';
export { needsEvents, rateUsage, type PeriodShare, type RatedUsage, type UsageToRate } from './rate-usage';
export {
  FUTURE_SECONDS_MAX,
  readUsageEvent,
  type ReportedUsage,
  type UsageEvent,
  type UsageRefusal,
} from './usage-event';
