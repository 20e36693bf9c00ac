import { InvariantBroken } from '@libs/errors';
import { Rate } from '@libs/money';
import type { PercentagePricing, Tier } from '../charge';
import type { Rating, RatingContext } from './rating';
import { partsOf, percentOf, placeOf, type TierPart } from './tiers';
import { amountText, quantityText } from './words';

export interface PercentageFacts extends RatingContext {
  readonly included: Rate;
  readonly eventCount: bigint;
  /** Quantities of the events, the oldest first; null where only their sum is known. */
  readonly eventQuantities: readonly Rate[] | null;
}

/** True when the amount depends on single events, not on their sum and number alone. */
export function needsEachEvent(pricing: PercentagePricing, included: Rate): boolean {
  const { includedEvents, minimumPerEvent, maximumPerEvent, fixedRatePerEvent } = pricing;
  if (includedEvents > 0n || minimumPerEvent || maximumPerEvent) return true;
  // Which events lie wholly within what is included decides how many fixed amounts are due.
  return !included.isZero() && !fixedRatePerEvent.isZero();
}

/**
 * A percentage of a monetary quantity plus a fixed amount per event: 2.9 % of 800.00 and 4 × 0.30 → 24.40.
 * In the order they happened the first `includedEvents` events are free, and so is the first `included` of the
 * quantity; an event that lies wholly within it has no fixed amount either. Minimum and maximum bound what one event
 * costs. Tiers count what is left after the free part, and add their flat amounts once.
 */
export function ratePercentage(pricing: PercentagePricing, facts: PercentageFacts): Rating {
  const fees = needsEachEvent(pricing, facts.included) ? feesByEvent(pricing, facts) : feesOfSum(pricing, facts);
  const { exponent } = facts;
  const parts = partsOf(fees.charged, pricing.tiers);
  const flat = parts.reduce((sum, { tier }) => sum.plus(tier.flatRate), Rate.zero);
  const fixed = pricing.fixedRatePerEvent.times(fees.chargedEvents);
  const bounds = fees.bounded.minus(fees.unbounded);
  const steps = [
    ...(facts.included.isZero() ? [] : [`first ${quantityText(facts.included)} free`]),
    ...(pricing.includedEvents === 0n ? [] : [`first ${quantityText(pricing.includedEvents)} events free`]),
    ...parts.map((part, index) => partText(part, placeOf(index, parts.length), exponent)),
    ...(pricing.fixedRatePerEvent.isZero()
      ? []
      : [`${quantityText(fees.chargedEvents)} events × ${pricing.fixedRatePerEvent} = ${amountText(fixed, exponent)}`]),
    ...(bounds.isZero() ? [] : [`bounds per event ${signed(bounds, exponent)}`]),
  ];
  return { exact: fees.bounded.plus(flat), steps };
}

interface Fees {
  /** Percentages and fixed amounts, before and after the bounds per event; without flat amounts. */
  readonly unbounded: Rate;
  readonly bounded: Rate;
  readonly charged: Rate;
  readonly chargedEvents: bigint;
}

function feesOfSum(pricing: PercentagePricing, { quantity, included, eventCount }: PercentageFacts): Fees {
  const charged = quantity.minus(included).max(Rate.zero);
  const fee = percentagesOf(partsOf(charged, pricing.tiers)).plus(pricing.fixedRatePerEvent.times(eventCount));
  return { unbounded: fee, bounded: fee, charged, chargedEvents: eventCount };
}

function feesByEvent(pricing: PercentagePricing, { included, eventQuantities }: PercentageFacts): Fees {
  if (!eventQuantities) throw new InvariantBroken('this charge is priced event by event, and the events are missing');
  const { tiers, includedEvents, fixedRatePerEvent, minimumPerEvent, maximumPerEvent } = pricing;
  let [free, charged, unbounded, bounded] = [included, Rate.zero, Rate.zero, Rate.zero];
  let [seen, chargedEvents] = [0n, 0n];
  for (const quantity of eventQuantities) {
    seen += 1n;
    const covered = free.min(quantity);
    free = free.minus(covered);
    const rest = quantity.minus(covered);
    if (seen <= includedEvents || (rest.isZero() && !covered.isZero())) continue;
    const reached = charged.plus(rest);
    const fee = stepUp(charged, reached, tiers).plus(fixedRatePerEvent);
    charged = reached;
    chargedEvents += 1n;
    unbounded = unbounded.plus(fee);
    const raised = minimumPerEvent ? fee.max(minimumPerEvent) : fee;
    bounded = bounded.plus(maximumPerEvent ? raised.min(maximumPerEvent) : raised);
  }
  return { unbounded, bounded, charged, chargedEvents };
}

/** What the percentages grow by from one total to the next. */
function stepUp(from: Rate, to: Rate, tiers: readonly Tier[]): Rate {
  return percentagesOf(partsOf(to, tiers)).minus(percentagesOf(partsOf(from, tiers)));
}

function percentagesOf(parts: readonly TierPart[]): Rate {
  return parts.reduce((sum, part) => sum.plus(percentOf(part)), Rate.zero);
}

function partText(part: TierPart, place: string, exponent: number): string {
  const { tier, quantity } = part;
  const flat = tier.flatRate.isZero() ? '' : ` + ${amountText(tier.flatRate, exponent)} flat`;
  const total = amountText(percentOf(part).plus(tier.flatRate), exponent);
  return `${tier.percent} % of ${place && `the ${place}`}${amountText(quantity, exponent)}${flat} = ${total}`;
}

function signed(change: Rate, exponent: number): string {
  return change.isPositive() ? `+${amountText(change, exponent)}` : `−${amountText(Rate.zero.minus(change), exponent)}`;
}
