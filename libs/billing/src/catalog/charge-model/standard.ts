import type { Rate } from '@libs/money';
import type { Rating, RatingContext } from './rating';
import { amountText, quantityText } from './words';

/** Each unit at one price: 20,000 × 0.001 → 20.00. */
export function rateStandard(unitRate: Rate, { quantity, exponent }: RatingContext): Rating {
  const exact = unitRate.times(quantity);
  return { exact, steps: [`${quantityText(quantity)} × ${unitRate} = ${amountText(exact, exponent)}`] };
}
