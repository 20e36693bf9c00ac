import type { FeatureGrant } from '@libs/billing/catalog';
import type { Instant, Period } from '@libs/calendar';

/** What an account may use of one feature, as resolved at its last change. */
export interface EntitlementRecord {
  readonly feature: string;
  readonly grant: FeatureGrant;
  /** What use may not pass; null where nothing holds it: unlimited, a soft limit, a switch. */
  readonly hardMax: bigint | null;
  readonly source: 'plan' | 'trial';
  readonly subscriptionId: string;
  /** Grants nothing from here on; null: until something changes. */
  readonly validUntil: Instant | null;
  /** Where use is counted at present. */
  readonly usagePeriod: Period;
}

/** With what is used of it in the present usage period. */
export interface UsedEntitlement extends EntitlementRecord {
  readonly used: bigint;
}
