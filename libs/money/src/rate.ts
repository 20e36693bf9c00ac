import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { Decimal } from 'decimal.js';
import { knownCurrency } from './currency';
import { decimalsOf, decimalTextOf, type DecimalRefusal } from './decimal-text';
import { Money } from './money';

export type RateRefusal =
  | DecimalRefusal
  | { readonly code: 'too_many_decimals'; readonly decimalsMax: number }
  | { readonly code: 'negative' }
  | { readonly code: 'amount_too_large' };

/** Decimals of a unit price, rate or quantity on the wire and in rows. */
export const RATE_DECIMALS_MAX = 12;
const RATE_WHOLE_DIGITS_MAX = 15;

/** decimal.js rounds to 20 significant digits by default; no product of wire values comes near 400. */
const Exact = Decimal.clone({ precision: 400, toExpNeg: -1000, toExpPos: 1000, defaults: true });

/** What `Rate.scaled` multiplies by. */
export const RATE_SCALE = 10n ** BigInt(RATE_DECIMALS_MAX);
const SCALE = new Exact(String(RATE_SCALE));

/** An exact decimal in major units or plain numbers: a price below a cent, a percentage, a product not rounded yet. */
export class Rate {
  private constructor(private readonly exact: Decimal) {
    Object.freeze(this);
  }

  static readonly zero = new Rate(new Exact(0));

  /** `'0.0004'` or `0.0004` → Rate. At most 12 decimals and 15 whole digits, never negative. */
  static parse(value: number | string): Result<Rate, RateRefusal> {
    const text = decimalTextOf(value);
    if (!text.ok) return text;
    if (text.value.startsWith('-')) return refuse({ code: 'negative' });
    if (decimalsOf(text.value) > RATE_DECIMALS_MAX) {
      return refuse({ code: 'too_many_decimals', decimalsMax: RATE_DECIMALS_MAX });
    }
    const wholeDigits = text.value.split('.')[0] ?? '';
    if (wholeDigits.length > RATE_WHOLE_DIGITS_MAX) return refuse({ code: 'amount_too_large' });
    return ok(new Rate(new Exact(text.value)));
  }

  /** A value validated before (a row, a constant); anything but a plain decimal text is a bug (InvariantBroken). */
  static of(text: string): Rate {
    const parsed = Rate.parse(text);
    if (!parsed.ok) throw new InvariantBroken(`not a rate: ${text} (${parsed.error.code})`);
    return parsed.value;
  }

  /** 29.99 USD → the exact decimal 29.99. */
  static ofMoney(money: Money): Rate {
    return new Rate(new Exact(money.toDecimalText()));
  }

  /** Exact product: 0.001 × 20000 → 20. The quantity is a plain decimal text, a whole number or another rate. */
  times(quantity: string | bigint | Rate): Rate {
    return new Rate(this.exact.times(quantity instanceof Rate ? quantity.exact : new Exact(String(quantity))));
  }

  plus(other: Rate): Rate {
    return new Rate(this.exact.plus(other.exact));
  }

  minus(other: Rate): Rate {
    return new Rate(this.exact.minus(other.exact));
  }

  /** The smaller of two: min('5', '3') → 3. */
  min(other: Rate): Rate {
    return this.compare(other) <= 0 ? this : other;
  }

  /** The larger of two: max('5', '3') → 5. */
  max(other: Rate): Rate {
    return this.compare(other) >= 0 ? this : other;
  }

  /** Units of a size that are started: 15001 in packages of 1000 → 16; 0 → 0. Throws for a size that is not positive. */
  startedUnits(size: Rate): bigint {
    if (!size.isPositive()) throw new InvariantBroken(`a package holds something, not ${size}`);
    return BigInt(this.exact.dividedBy(size.exact).toDecimalPlaces(0, Decimal.ROUND_CEIL).toFixed());
  }

  /** An average, for reading only: 115 ÷ 15000 → 0.007666666667. At most 12 decimals, halves away from zero. */
  averageOver(quantity: Rate): Rate {
    if (quantity.isZero()) return Rate.zero;
    return new Rate(this.exact.dividedBy(quantity.exact).toDecimalPlaces(RATE_DECIMALS_MAX, Decimal.ROUND_HALF_UP));
  }

  /** The value times 10^12, which every parsed rate is a whole number of: 20 → 20_000_000_000_000n. For exact fractions. */
  scaled(): bigint {
    const scaled = this.exact.times(SCALE);
    if (!scaled.isInteger()) throw new InvariantBroken(`more than ${RATE_DECIMALS_MAX} decimals: ${this}`);
    return BigInt(scaled.toFixed());
  }

  compare(other: Rate): -1 | 0 | 1 {
    return this.exact.comparedTo(other.exact) as -1 | 0 | 1;
  }

  isZero(): boolean {
    return this.exact.isZero();
  }

  isPositive(): boolean {
    return this.exact.isPositive() && !this.exact.isZero();
  }

  /** Plain decimal text without trailing zeros: `'0.0004'`. */
  toDecimalText(): string {
    return this.exact.toFixed();
  }

  toString(): string {
    return this.toDecimalText();
  }

  /** The value in minor units of a currency, halves going away from zero. */
  minorHalfAwayFromZero(exponent: number): bigint {
    // decimal.js calls it HALF_UP, and means "up" in magnitude: -0.5 → -1.
    return BigInt(this.exact.times(new Exact(10).pow(exponent)).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed());
  }
}

/**
 * The one place where an exact amount in major units becomes Money, called once at the end of an invoice line.
 * Half away from zero: 0.005 USD → 0.01, −0.005 USD → −0.01, 2.49999 JPY → 2.
 */
export function roundHalfAwayFromZero(exact: Rate, currencyCode: string): Money {
  return Money.ofMinor(exact.minorHalfAwayFromZero(knownCurrency(currencyCode).exponent), currencyCode);
}
