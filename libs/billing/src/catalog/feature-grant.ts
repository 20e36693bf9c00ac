import { ok, refuse, type Result } from '@libs/errors';
import { parseFeatureLimit, type FeatureLimit } from './feature-limit';

/** What a plan gives of one feature: a switch, or an amount per period. */
export type FeatureGrant =
  | { readonly kind: 'switch'; readonly isOn: boolean }
  /** `isSoft`: use beyond the limit is allowed and billed by the charge on the metric of the same name. */
  | { readonly kind: 'amount'; readonly limit: FeatureLimit; readonly isSoft: boolean };

/** By feature name. A Map, since the names are other people's text. */
export type FeatureGrants = ReadonlyMap<string, FeatureGrant>;

export interface FeatureRefusal {
  readonly code: 'invalid_feature';
  readonly feature: string;
}

const FEATURE_NAME = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Reads the `features` of a plan: `{ api_calls: { limit: 1000 }, storage: { limit: '1GB' }, sso: true }`.
 * `{ limit: 1000, overage: true }` makes the limit soft. Anything else, unknown members included, is refused by name.
 */
export function parseFeatureGrants(features: object): Result<FeatureGrants, FeatureRefusal> {
  const grants = new Map<string, FeatureGrant>();
  for (const [feature, value] of Object.entries(features) as [string, unknown][]) {
    const grant = FEATURE_NAME.test(feature) ? grantOf(value) : undefined;
    if (!grant) return refuse({ code: 'invalid_feature', feature });
    grants.set(feature, grant);
  }
  return ok(grants);
}

/** True when the plan gives anything of the feature; a switch that is off, or an absent feature, gives nothing. */
export function isGranted(grant: FeatureGrant | undefined): grant is FeatureGrant {
  return grant !== undefined && (grant.kind === 'amount' || grant.isOn);
}

function grantOf(value: unknown): FeatureGrant | undefined {
  if (typeof value === 'boolean') return { kind: 'switch', isOn: value };
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'limit')) return undefined;
  const { limit: limitAsWritten, overage = false, ...rest } = value as Record<string, unknown>;
  const limit = parseFeatureLimit(limitAsWritten);
  if (!limit.ok || typeof overage !== 'boolean' || Object.keys(rest).length > 0) return undefined;
  return { kind: 'amount', limit: limit.value, isSoft: overage };
}
