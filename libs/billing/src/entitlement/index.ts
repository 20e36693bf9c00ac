export { resolveEntitlements, type Entitlement, type EntitlingSubscription } from './resolve-entitlements';
