import type { Tier } from '../charge';
import type { Rating, RatingContext } from './rating';
import { partText, tierOf, unitsPrice } from './tiers';

/**
 * All units at the price of the tier the total falls in, plus that tier's flat amount. ≤ 1,000 at 0, ≤ 10,000 at 0.01,
 * above at 0.005: 15,000 → 75.00.
 */
export function rateVolume(tiers: readonly Tier[], { quantity, exponent }: RatingContext): Rating {
  const tier = tierOf(quantity, tiers);
  const all = { tier, quantity };
  return { exact: unitsPrice(all).plus(tier.flatRate), steps: [partText(all, 'all ', exponent)] };
}
