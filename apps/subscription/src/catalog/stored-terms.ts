import { parseFeatureGrants, readCharges, type Charge, type FeatureGrants } from '@libs/billing/catalog';
import { InvariantBroken } from '@libs/errors';
import type { WireFeatures } from './catalog-plan';

/** What was checked when the plan was written; what cannot be read any more is a bug (InvariantBroken). */
export const storedTerms = {
  features(features: WireFeatures): FeatureGrants {
    const grants = parseFeatureGrants(features);
    if (!grants.ok) throw new InvariantBroken(`the catalog holds an unreadable feature ${grants.error.feature}`);
    return grants.value;
  },

  charges(wire: readonly object[], currency: string): readonly Charge[] {
    const charges = readCharges(wire, currency);
    if (!charges.ok) throw new InvariantBroken(`the catalog holds an unreadable ${charges.error.problems[0]?.field}`);
    return charges.value;
  },
};
