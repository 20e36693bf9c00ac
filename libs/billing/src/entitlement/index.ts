export { resolveEntitlements, type Entitlement, type EntitlingSubscription } from './resolve-entitlements';
export { usagePeriod } from './usage-window';
