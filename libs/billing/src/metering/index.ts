export { countUse, standingOf, type CountUseFacts, type UseRefusal, type UseStanding } from './count-use';
export {
  FUTURE_SECONDS_MAX,
  readUsageEvent,
  type ReportedUsage,
  type UsageEvent,
  type UsageRefusal,
} from './usage-event';
