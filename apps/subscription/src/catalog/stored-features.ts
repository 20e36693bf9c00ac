import { parseFeatureGrants, type FeatureGrants } from '@libs/billing/catalog';
import { InvariantBroken } from '@libs/errors';
import type { WireFeatures } from './catalog-plan';

/** Features that were checked when the plan was written; unreadable ones are a bug (InvariantBroken). */
export function storedFeatures(features: WireFeatures): FeatureGrants {
  const grants = parseFeatureGrants(features);
  if (!grants.ok) throw new InvariantBroken(`the catalog holds an unreadable feature ${grants.error.feature}`);
  return grants.value;
}
