import { Rate } from '@libs/money';
import type { Charge, Pricing } from '../charge';
import { rateGraduated } from './graduated';
import { ratePackage } from './package';
import { needsEachEvent, ratePercentage, type PercentageFacts } from './percentage';
import type { Rating } from './rating';
import { rateStairstep } from './stairstep';
import { rateStandard } from './standard';
import { rateVolume } from './volume';
import { quantityText } from './words';

/** What was used in a period, and how it is written. */
export type QuantityToRate = Omit<PercentageFacts, 'included'>;

/**
 * Prices a quantity by the model of its charge, the included units first: 120,000 calls, 100,000 included, 0.001 each
 * → 20.00. Exact; minimum and maximum per period are the caller's.
 */
export function rateQuantity(
  charge: Pick<Charge, 'included'>,
  pricing: Pricing,
  { quantity, ...facts }: QuantityToRate,
): Rating {
  const { included } = charge;
  if (pricing.model === 'percentage') return ratePercentage(pricing, { ...facts, quantity, included });
  const rating = rateUnits(pricing, { quantity: quantity.minus(included).max(Rate.zero), ...facts });
  if (included.isZero()) return rating;
  return { ...rating, steps: [`${quantityText(included)} included`, ...rating.steps] };
}

/** True when the charge is priced event by event, so that the events of the period have to be read. */
export function isRatedByEvent(charge: Pick<Charge, 'included'>, pricing: Pricing): boolean {
  return pricing.model === 'percentage' && needsEachEvent(pricing, charge.included);
}

function rateUnits(pricing: Exclude<Pricing, { model: 'percentage' }>, context: QuantityToRate): Rating {
  switch (pricing.model) {
    case 'standard':
      return rateStandard(pricing.unitRate, context);
    case 'package':
      return ratePackage(pricing, context);
    case 'graduated':
      return rateGraduated(pricing.tiers, context);
    case 'volume':
      return rateVolume(pricing.tiers, context);
    case 'stairstep':
      return rateStairstep(pricing.tiers, context);
  }
}
