import type { Tier } from '../charge';
import type { Rating, RatingContext } from './rating';
import { tierOf } from './tiers';
import { amountText, quantityText } from './words';

/** One price for the range the total falls in: ≤ 100 50.00, ≤ 1,000 100.00, above 150.00: 101 → 100.00; 0 → 50.00. */
export function rateStairstep(tiers: readonly Tier[], { quantity, exponent }: RatingContext): Rating {
  const tier = tierOf(quantity, tiers);
  const before = tiers[tiers.indexOf(tier) - 1]?.upTo;
  const range = tier.upTo
    ? `in the range up to ${quantityText(tier.upTo)}`
    : before
      ? `above ${quantityText(before)}`
      : 'whatever the quantity';
  return { exact: tier.flatRate, steps: [`${range} = ${amountText(tier.flatRate, exponent)}`] };
}
