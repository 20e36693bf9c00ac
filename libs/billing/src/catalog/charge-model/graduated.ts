import { Rate } from '@libs/money';
import type { Tier } from '../charge';
import type { Rating, RatingContext } from './rating';
import { partsOf, partText, placeOf, unitsPrice } from './tiers';

/**
 * Each tier's units at that tier's price, plus the flat amount of each tier entered. ≤ 1,000 at 0, ≤ 10,000 at 0.01,
 * above at 0.005: 15,000 → 0 + 90.00 + 25.00 = 115.00.
 */
export function rateGraduated(tiers: readonly Tier[], { quantity, exponent }: RatingContext): Rating {
  const parts = partsOf(quantity, tiers);
  return {
    exact: parts.reduce((sum, part) => sum.plus(unitsPrice(part)).plus(part.tier.flatRate), Rate.zero),
    steps: parts.map((part, index) => partText(part, placeOf(index, parts.length), exponent)),
  };
}
