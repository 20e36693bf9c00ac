import { InvariantBroken } from '@libs/errors';
import { Rate } from '@libs/money';
import type { Tier } from '../charge';
import { packagesText } from './package';
import { amountText, quantityText } from './words';

/** The part of a quantity that lies in one tier. */
export interface TierPart {
  readonly tier: Tier;
  readonly quantity: Rate;
}

const HUNDREDTH = Rate.of('0.01');

/** 15,000 over tiers up to 1,000, up to 10,000 and above → 1,000, 9,000, 5,000. The first tier is entered at zero, too. */
export function partsOf(quantity: Rate, tiers: readonly Tier[]): TierPart[] {
  const parts: TierPart[] = [];
  let from = Rate.zero;
  for (const [index, tier] of tiers.entries()) {
    if (index > 0 && quantity.compare(from) <= 0) break;
    const until = tier.upTo ? tier.upTo.min(quantity) : quantity;
    parts.push({ tier, quantity: until.minus(from) });
    from = until;
  }
  return parts;
}

/** The tier a total falls in; its end is inclusive: 10,000 is still in the tier up to 10,000. */
export function tierOf(quantity: Rate, tiers: readonly Tier[]): Tier {
  const found = tiers.find(({ upTo }) => upTo === null || quantity.compare(upTo) <= 0);
  if (!found) throw new InvariantBroken(`no tier for ${quantity}: the last one must be open`);
  return found;
}

/** The units of a part at its tier's price, without its flat amount; started packages when the tier sells packages. */
export function unitsPrice({ tier, quantity }: TierPart): Rate {
  const { packageSize, unitRate } = tier;
  return packageSize ? unitRate.times(quantity.startedUnits(packageSize)) : unitRate.times(quantity);
}

/** A percentage of the part: 1 % of 250 → 2.5. */
export function percentOf({ tier, quantity }: TierPart): Rate {
  return tier.percent.times(quantity).times(HUNDREDTH);
}

/** `next 9,000 × 0.01 = 90.00`; a part that costs nothing is `first 1,000 free`. */
export function partText(part: TierPart, place: string, exponent: number): string {
  const { tier, quantity } = part;
  const counted = `${place}${quantityText(quantity)}`;
  const units = unitsPrice(part);
  const flat = amountText(tier.flatRate, exponent);
  if (tier.unitRate.isZero()) return tier.flatRate.isZero() ? `${counted} free` : `${counted} for ${flat} flat`;
  const packages = tier.packageSize
    ? ` in ${packagesText(quantity.startedUnits(tier.packageSize), tier.packageSize)}`
    : '';
  const flatToo = tier.flatRate.isZero() ? '' : ` + ${flat} flat`;
  const total = amountText(units.plus(tier.flatRate), exponent);
  return `${counted}${packages} × ${tier.unitRate}${flatToo} = ${total}`;
}

/** Where a part stands among its neighbors: nothing when it is alone. */
export function placeOf(index: number, count: number): string {
  if (count === 1) return '';
  if (index === 0) return 'first ';
  return index === count - 1 ? 'last ' : 'next ';
}
