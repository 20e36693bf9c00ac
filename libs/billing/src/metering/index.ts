export { aggregateUsage, NO_USAGE, type MeteredUsage } from './aggregate-usage';
export { countUse, standingOf, type UseStanding } from './count-use';
export type { CountedEvent } from './counted-event';
export { needsEvents, rateUsage } from './rate-usage';
export { readUsageEvent, type ReportedUsage, type UsageEvent } from './usage-event';
