import type { Rate } from '@libs/money';
import type { Rating, RatingContext } from './rating';
import { amountText, quantityText } from './words';

/** Started packages at one price each: 15,001 in packages of 1,000 at 5.00 → 16 × 5.00 = 80.00; none at zero. */
export function ratePackage(
  { unitRate, packageSize }: { readonly unitRate: Rate; readonly packageSize: Rate },
  { quantity, exponent }: RatingContext,
): Rating {
  const packages = quantity.startedUnits(packageSize);
  const exact = unitRate.times(packages);
  const counted = `${quantityText(quantity)} in ${packagesText(packages, packageSize)}`;
  return { exact, steps: [`${counted} × ${amountText(unitRate, exponent)} = ${amountText(exact, exponent)}`] };
}

/** `16 packages of 1,000`. */
export function packagesText(packages: bigint, size: Rate): string {
  return `${quantityText(packages)} ${packages === 1n ? 'package' : 'packages'} of ${quantityText(size)}`;
}
