import {
  describePeriod,
  describePeriodWithYears,
  isWhole,
  type Fraction,
  type Period,
  type TimeZone,
} from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { multiplyByFraction, Rate, type Money } from '@libs/money';
import { priceIn, type Plan } from '../catalog/plan';

/** What a bill needs to know of a plan to name its price. */
export type NamedPlan = Pick<Plan, 'name' | 'isPerSeat' | 'prices'>;

/** A line that a decision asks for; invoicing discounts it, taxes it, and puts it on a bill. Rounded once, here. */
export interface LineProposal {
  readonly kind: 'subscription' | 'seat' | 'proration_credit' | 'proration_charge';
  readonly description: string;
  /** Seats, or 1; plain decimal text. */
  readonly quantity: string;
  /** Price of one for a whole cycle. */
  readonly unitRate: Rate;
  /** Negative for a credit. */
  readonly lineTotal: Money;
  readonly period: Period;
  readonly explanation: string;
  /** The part of the price (for a credit, of the credited line) that this is. A credit carries that part of its tax. */
  readonly share: Fraction;
  /** The line whose rest this gives back; null for a charge. */
  readonly creditsLineId: string | null;
  /** False for a credit: what discounts took off the credited line is taken off the credit already. */
  readonly isDiscountable: boolean;
}

export interface PriceLineFacts {
  readonly plan: NamedPlan;
  readonly currency: string;
  readonly quantity: number;
  readonly period: Period;
  readonly share: Fraction;
  readonly zone: TimeZone;
  /** True for the rest of a period after a change; a stub or a whole period is an ordinary line. */
  readonly isProrated?: boolean;
}

/**
 * The flat or per-seat price for a period or a part of one. Pro at 29.99, whole → 29.99; 60.00 for 16 of 31 days → 30.97.
 * Rounds once, half away from zero.
 */
export function priceLine({ plan, currency, quantity, period, share, zone, isProrated }: PriceLineFacts): LineProposal {
  const unitPrice = unitPriceOf(plan, currency);
  const whole = unitPrice.times(quantity);
  const lineTotal = multiplyByFraction(whole, share.numerator, share.denominator);
  const span = describePeriodWithYears(period, zone);
  const counted = countedSeats(plan, quantity);
  const part = isWhole(share) ? '' : ` × ${describeShare(share)}`;
  const name = plan.isPerSeat ? 'seat' : 'subscription';
  return {
    kind: isProrated ? 'proration_charge' : name,
    description: `${isProrated ? 'Remaining time of ' : ''}${plan.name}, ${describePeriod(period, zone)}`,
    quantity: String(quantity),
    unitRate: Rate.ofMoney(unitPrice),
    lineTotal,
    period,
    explanation: `${counted} × ${unitPrice}${part} for ${span} = ${lineTotal}.`,
    share,
    creditsLineId: null,
    isDiscountable: true,
  };
}

/** The price of one (seat) for a whole cycle; a plan without a price in the currency is a bug of the caller. */
export function unitPriceOf(plan: NamedPlan, currency: string): Money {
  const price = priceIn(plan, currency);
  if (!price.ok) throw new InvariantBroken(`${plan.name} has no price in ${currency}`);
  return price.value;
}

/** `16 of 31 days`, or `1,445,400 of 2,678,400 seconds` where days do not come out whole. */
export function describeShare({ numerator, denominator }: Fraction): string {
  const DAY_SECONDS = 86_400n;
  if (numerator % DAY_SECONDS === 0n && denominator % DAY_SECONDS === 0n) {
    return `${grouped(numerator / DAY_SECONDS)} of ${grouped(denominator / DAY_SECONDS)} days`;
  }
  return `${grouped(numerator)} of ${grouped(denominator)} seconds`;
}

function countedSeats({ isPerSeat }: NamedPlan, quantity: number): string {
  if (!isPerSeat) return String(quantity);
  return `${quantity} ${quantity === 1 ? 'seat' : 'seats'}`;
}

/** Thousands set apart by commas: `2,678,400`. */
function grouped(value: bigint): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
