import { InvariantBroken } from '@libs/errors';
import { knownCurrency, multiplyByFraction, Money, Rate, roundHalfAwayFromZero } from '@libs/money';
import { chargePriceIn, type Charge, type ChargePrice } from '../catalog/charge';
import { isRatedByEvent, rateQuantity } from '../catalog/charge-model/rate-quantity';
import { grouped, quantityText } from '../catalog/charge-model/words';
import type { MeteredUsage } from './aggregate-usage';

/** A share of a whole period as an exact fraction, such as 16 of 31 days in seconds. */
export interface PeriodShare {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export interface UsageToRate {
  readonly charge: Charge;
  readonly usage: MeteredUsage;
  readonly currency: string;
  /** For a period that is shorter than its cycle; absent is a whole one. */
  readonly share?: PeriodShare | undefined;
}

export interface RatedUsage {
  readonly metric: string;
  readonly quantity: Rate;
  /** The price per unit where there is one price, else the average, to read only. */
  readonly unitRate: Rate;
  readonly lineTotal: Money;
  readonly explanation: string;
  /** What is missing to the minimum of the period; null when nothing is. */
  readonly missing: { readonly lineTotal: Money; readonly explanation: string } | null;
}

/**
 * Prices what was used of a metric, rounded once: tiers ≤ 1,000 at 0, ≤ 10,000 at 0.01, above 0.005, and 15,000 calls →
 * 115.00, "15,000 api_calls: first 1,000 free, next 9,000 × 0.01 = 90.00, last 5,000 × 0.005 = 25.00".
 * `maximum_amount` cuts the line; `minimum_amount` names what is missing, in the share of the period.
 * A charge without a price in the currency is a bug (InvariantBroken): such a plan is not sold in it.
 */
export function rateUsage({ charge, usage, currency, share }: UsageToRate): RatedUsage {
  const price = chargePriceIn(charge, currency);
  if (!price.ok) throw new InvariantBroken(`charge on ${charge.metric} has no price in ${currency}`);
  const { exponent } = knownCurrency(currency);
  const rating = rateQuantity(charge, price.value.pricing, { exponent, ...usage });
  const rounded = roundHalfAwayFromZero(rating.exact, currency);
  const { maximum, pricing } = price.value;
  const lineTotal = maximum && rounded.compare(maximum) > 0 ? maximum : rounded;
  const explanation = [
    `${quantityText(usage.quantity)} ${charge.metric}: ${rating.steps.join(', ')}`,
    ...(rating.steps.length > 1 || rating.exact.compare(Rate.ofMoney(rounded)) !== 0
      ? [`Total ${moneyText(rounded)}`]
      : []),
    ...(lineTotal === rounded ? [] : [`Cut to the maximum of ${moneyText(lineTotal)}`]),
  ].join('. ');
  return {
    metric: charge.metric,
    quantity: usage.quantity,
    unitRate: pricing.model === 'standard' ? pricing.unitRate : rating.exact.averageOver(usage.quantity),
    lineTotal,
    explanation: `${explanation}.`,
    missing: missingTo(price.value, lineTotal, share),
  };
}

/** True when the events themselves have to be read, since their sums do not tell what they cost. */
export function needsEvents(charge: Charge, currency: string): boolean {
  const price = chargePriceIn(charge, currency);
  return price.ok && isRatedByEvent(charge, price.value.pricing);
}

function missingTo({ minimum }: ChargePrice, lineTotal: Money, share: PeriodShare | undefined): RatedUsage['missing'] {
  if (!minimum) return null;
  const due = share ? multiplyByFraction(minimum, share.numerator, share.denominator) : minimum;
  const missing = due.subtract(lineTotal);
  if (!missing.isPositive()) return null;
  const reason = due.equals(minimum) ? '' : ` (${moneyText(minimum)} for a whole period)`;
  const explanation = `Minimum ${moneyText(due)}${reason} − usage ${moneyText(lineTotal)} = ${moneyText(missing)}.`;
  return { lineTotal: missing, explanation };
}

function moneyText(money: Money): string {
  return `${grouped(money.toDecimalText())} ${money.currency}`;
}
