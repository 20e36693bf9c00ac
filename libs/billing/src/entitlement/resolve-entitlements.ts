import type { Instant, Period } from '@libs/calendar';
import { isGranted, type FeatureGrant, type FeatureGrants } from '../catalog/feature-grant';
import { limitMax } from '../catalog/feature-limit';
import type { AccountStatus } from '../subscription/subscription';
import type { SubscriptionStatus } from '../subscription/subscription.states';

export interface EntitlingSubscription {
  readonly id: string;
  readonly status: SubscriptionStatus;
  readonly currentPeriod: Period;
  /** Of the plan version the subscription is on. */
  readonly features: FeatureGrants;
}

/** What an account may use now of one feature. */
export interface Entitlement {
  readonly feature: string;
  readonly grant: FeatureGrant;
  readonly source: 'plan' | 'trial';
  readonly subscriptionId: string;
  /** When use is counted from: the start of the period that grants it. */
  readonly countedFrom: Instant;
  /** The end of what is granted at present, and the reset of what is counted. */
  readonly endsAt: Instant;
}

/** A failed renewal keeps its service while it is collected; blocking the account is what ends it. */
const GRANTING: ReadonlySet<SubscriptionStatus> = new Set(['trial', 'active', 'past_due']);

/**
 * What an account may use, by feature name. Trial, active and past_due subscriptions grant; pending, paused, canceled
 * and expired ones do not; a blocked account is granted nothing. Where two subscriptions grant the same feature the more
 * generous one counts (1000 and 5000 calls → 5000, never 6000), on a tie the paid one.
 */
export function resolveEntitlements(
  accountStatus: AccountStatus,
  subscriptions: readonly EntitlingSubscription[],
): ReadonlyMap<string, Entitlement> {
  const best = new Map<string, Entitlement>();
  if (accountStatus === 'blocked') return best;
  for (const subscription of subscriptions.filter(({ status }) => GRANTING.has(status))) {
    for (const [feature, grant] of subscription.features) {
      if (!isGranted(grant)) continue;
      const candidate = entitlementOf(subscription, feature, grant);
      const present = best.get(feature);
      if (!present || beats(candidate, present)) best.set(feature, candidate);
    }
  }
  return best;
}

function entitlementOf(subscription: EntitlingSubscription, feature: string, grant: FeatureGrant): Entitlement {
  const { id, status, currentPeriod } = subscription;
  return {
    feature,
    grant,
    source: status === 'trial' ? 'trial' : 'plan',
    subscriptionId: id,
    countedFrom: currentPeriod.start,
    endsAt: currentPeriod.end,
  };
}

function beats(candidate: Entitlement, present: Entitlement): boolean {
  const [left, right] = [maxOf(candidate.grant), maxOf(present.grant)];
  if (left === right) return candidate.source === 'plan' && present.source === 'trial';
  return left === null || (right !== null && left > right);
}

/** Null is without limit, as a switch that is on is. */
function maxOf(grant: FeatureGrant): bigint | null {
  return grant.kind === 'amount' ? limitMax(grant.limit) : null;
}
