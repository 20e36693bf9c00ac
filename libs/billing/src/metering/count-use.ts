import type { Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { isGranted, type FeatureGrant } from '../catalog/feature-grant';
import { limitAsSold, limitMax } from '../catalog/feature-limit';

export interface CountUseFacts {
  readonly feature: string;
  /** What the account is granted of the feature; undefined when it is not in the plan. */
  readonly grant: FeatureGrant | undefined;
  /** Units (or bytes, for a size) used in the present period so far. Read under the lock that guards the count. */
  readonly currentUsage: bigint;
  /** The end of the present period, when counting starts again. */
  readonly resetAt: Instant;
}

/** How much of a feature is used and left: the five fields a client sees. */
export interface UseStanding {
  readonly feature: string;
  readonly currentUsage: bigint;
  /** As sold: 1000, '1GB', null for unlimited. */
  readonly limit: number | string | null;
  /** Never below zero, also when a soft limit is passed; null for unlimited. */
  readonly remaining: bigint | null;
  readonly resetAt: Instant;
}

export type UseRefusal =
  | { readonly code: 'feature_not_in_plan'; readonly feature: string }
  | ({ readonly code: 'limit_exceeded' } & UseStanding);

/**
 * Counts a use. 990 of 1000 used: 10 more → 1000, remaining 0; 11 more → `limit_exceeded` and nothing is counted.
 * A soft limit lets the use pass: 990 and 11 → 1001, remaining 0. `delta` is a positive whole number.
 */
export function countUse(facts: CountUseFacts, delta: bigint): Result<UseStanding, UseRefusal> {
  if (delta <= 0n) throw new InvariantBroken(`a use counts up, not by ${delta}`);
  const { grant, feature, currentUsage } = facts;
  if (!isGranted(grant)) return refuse({ code: 'feature_not_in_plan', feature });
  const max = grant.kind === 'amount' && !grant.isSoft ? limitMax(grant.limit) : null;
  const usage = currentUsage + delta;
  if (max !== null && usage > max) return refuse({ code: 'limit_exceeded', ...standing(facts, grant, currentUsage) });
  return ok(standing(facts, grant, usage));
}

/** The standing without a new use; refused when the feature is not in the plan. */
export function standingOf(facts: CountUseFacts): Result<UseStanding, UseRefusal> {
  const { grant, feature, currentUsage } = facts;
  return isGranted(grant) ? ok(standing(facts, grant, currentUsage)) : refuse({ code: 'feature_not_in_plan', feature });
}

function standing({ feature, resetAt }: CountUseFacts, grant: FeatureGrant, currentUsage: bigint): UseStanding {
  // A switch that is on counts without a limit.
  const limit = grant.kind === 'amount' ? grant.limit : ({ kind: 'unlimited' } as const);
  const max = limitMax(limit);
  const remaining = max === null ? null : max > currentUsage ? max - currentUsage : 0n;
  return { feature, currentUsage, limit: limitAsSold(limit), remaining, resetAt };
}
