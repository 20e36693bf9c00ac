import { allocate, Money, multiplyByFraction, Rate, RATE_SCALE } from '@libs/money';
import type { Coupon } from './coupon';
import type { InvoiceLine, LineKind } from './invoice';

const PERCENT_SCALE = 100n * RATE_SCALE;
const COUPON_NAME = 'Coupon ';
const PRICES: ReadonlySet<LineKind> = new Set(['subscription', 'seat', 'proration_charge']);

/**
 * Takes coupons off a bill, one after the other, each on what the one before has left. Spread over the discountable lines
 * by the largest remainder: 10 % of lines 10.00 and 29.99 → −4.00, of which 1.00 and 3.00. Never more than the lines
 * come to. Credits are left alone, since what they give back was discounted when it was billed.
 * Each coupon that takes something off adds a line of kind `discount`; the others carry their share in `discount`.
 */
export function discountLines(
  lines: readonly InvoiceLine[],
  coupons: readonly Coupon[],
  currency: string,
): readonly InvoiceLine[] {
  return coupons.reduce((present, coupon) => takeOff(present, coupon, currency), lines);
}

/** True when coupons count for a line: no credit, and nothing that was taken off before. */
export function isDiscountable({ kind, lineTotal, isDiscountable: asked }: InvoiceLine): boolean {
  return kind !== 'discount' && kind !== 'proration_credit' && lineTotal.isPositive() && asked !== false;
}

/** The codes of the coupons that took something off a bill. */
export function couponCodesOf({ lines }: { readonly lines: readonly InvoiceLine[] }): string[] {
  const discounts = lines.filter(({ kind }) => kind === 'discount');
  return discounts.map(({ description }) => description.slice(COUPON_NAME.length));
}

/** What is left of a line after its discounts. */
export function discountedTotal({ lineTotal, discount }: InvoiceLine): Money {
  return discount ? lineTotal.subtract(discount) : lineTotal;
}

function takeOff(lines: readonly InvoiceLine[], coupon: Coupon, currency: string): readonly InvoiceLine[] {
  const bases = lines.map((line) => (isDiscountable(line) ? discountedTotal(line) : Money.zero(currency)));
  const base = Money.sum(bases, currency);
  const discount = discountOn(base, coupon, lines);
  if (discount.isZero()) return lines;
  const shares = allocate(
    discount,
    bases.map(({ minor }) => minor),
  );
  const reduced = lines.map((line, index) => {
    const share = shares[index];
    return share && !share.isZero() ? { ...line, discount: (line.discount ?? Money.zero(currency)).add(share) } : line;
  });
  return [...reduced, discountLine(coupon, discount, base)];
}

function discountOn(base: Money, { value }: Coupon, lines: readonly InvoiceLine[]): Money {
  if (value.kind === 'percent') return multiplyByFraction(base, value.percentOff.scaled(), PERCENT_SCALE);
  const amount = amountForBill(value.amountOff, lines);
  return amount.compare(base) > 0 ? base : amount;
}

/**
 * An amount is per cycle. A bill for a stub or the rest of one takes the same part of it: 5.00 off, 16 of 31 days left →
 * 2.58; the other 2.42 were taken off the part that was used. Usage alone, such as late usage, takes none: the bill with the
 * price of its cycle did.
 */
function amountForBill(amountOff: Money, lines: readonly InvoiceLine[]): Money {
  const price = lines.find(({ kind }) => PRICES.has(kind));
  if (!price) return Money.zero(amountOff.currency);
  const { share } = price;
  return share ? multiplyByFraction(amountOff, share.numerator, share.denominator) : amountOff;
}

function discountLine({ code, value }: Coupon, discount: Money, base: Money): InvoiceLine {
  const isPercent = value.kind === 'percent';
  const explanation = isPercent
    ? `${value.percentOff} % of ${base} = ${discount} off.`
    : `${value.amountOff} off per cycle, here ${discount}.`;
  return {
    kind: 'discount',
    description: COUPON_NAME + code,
    quantity: '1',
    unitRate: Rate.ofMoney(discount),
    lineTotal: discount.negate(),
    period: null,
    metric: null,
    explanation,
  };
}
