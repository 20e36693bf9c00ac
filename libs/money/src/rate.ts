import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { knownCurrency } from './currency';
import { decimalsOf, decimalTextOf, type DecimalRefusal } from './decimal-text';
import { Money } from './money';
import { powerOfTen, roundedQuotient, scaledText } from './scaled-integer';

export type RateRefusal =
  | DecimalRefusal
  | { readonly code: 'too_many_decimals'; readonly decimalsMax: number }
  | { readonly code: 'negative' }
  | { readonly code: 'amount_too_large' };

/** Decimals of a unit price, rate or quantity on the wire and in rows. */
export const RATE_DECIMALS_MAX = 12;
const RATE_WHOLE_DIGITS_MAX = 15;

/** What `Rate.scaled` multiplies by. */
export const RATE_SCALE = powerOfTen(RATE_DECIMALS_MAX);

/**
 * An exact decimal in major units or plain numbers: a price below a cent, a percentage, a product not rounded yet. A whole
 * number and where its point stands: thousands of them are made for each page of bills.
 */
export class Rate {
  /** `digits` ÷ 10^`scale`. Without trailing zeros behind the point, so that equal rates are equal objects. */
  private constructor(
    private readonly digits: bigint,
    private readonly scale: number,
  ) {}

  static readonly zero = new Rate(0n, 0);

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
    return ok(Rate.ofDecimalText(text.value));
  }

  /** A value validated before (a row, a constant); anything but a plain decimal text is a bug (InvariantBroken). */
  static of(text: string): Rate {
    const parsed = Rate.parse(text);
    if (!parsed.ok) throw new InvariantBroken(`not a rate: ${text} (${parsed.error.code})`);
    return parsed.value;
  }

  /** 29.99 USD → the exact decimal 29.99. */
  static ofMoney(money: Money): Rate {
    return Rate.ofDigits(money.minor, knownCurrency(money.currency).exponent);
  }

  /** Exact product: 0.001 × 20000 → 20. The quantity is a plain decimal text, a whole number or another rate. */
  times(quantity: string | bigint | Rate): Rate {
    const other = quantity instanceof Rate ? quantity : Rate.ofDecimalText(String(quantity));
    return Rate.ofDigits(this.digits * other.digits, this.scale + other.scale);
  }

  plus(other: Rate): Rate {
    const scale = Math.max(this.scale, other.scale);
    return Rate.ofDigits(this.digitsAt(scale) + other.digitsAt(scale), scale);
  }

  minus(other: Rate): Rate {
    const scale = Math.max(this.scale, other.scale);
    return Rate.ofDigits(this.digitsAt(scale) - other.digitsAt(scale), scale);
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
    const scale = Math.max(this.scale, size.scale);
    const [quantity, each] = [this.digitsAt(scale), size.digitsAt(scale)];
    // Division cuts toward zero, which is up below zero.
    return quantity > 0n ? (quantity + each - 1n) / each : quantity / each;
  }

  /** An average, for reading only: 115 ÷ 15000 → 0.007666666667. At most 12 decimals, halves away from zero. */
  averageOver(quantity: Rate): Rate {
    if (quantity.isZero()) return Rate.zero;
    const scale = Math.max(this.scale, quantity.scale);
    const dividend = this.digitsAt(scale) * RATE_SCALE;
    return Rate.ofDigits(roundedQuotient(dividend, quantity.digitsAt(scale)), RATE_DECIMALS_MAX);
  }

  /** The value times 10^12, which every parsed rate is a whole number of: 20 → 20_000_000_000_000n. For exact fractions. */
  scaled(): bigint {
    if (this.scale > RATE_DECIMALS_MAX) throw new InvariantBroken(`more than ${RATE_DECIMALS_MAX} decimals: ${this}`);
    return this.digitsAt(RATE_DECIMALS_MAX);
  }

  compare(other: Rate): -1 | 0 | 1 {
    const scale = Math.max(this.scale, other.scale);
    const [left, right] = [this.digitsAt(scale), other.digitsAt(scale)];
    if (left === right) return 0;
    return left < right ? -1 : 1;
  }

  isZero(): boolean {
    return this.digits === 0n;
  }

  isPositive(): boolean {
    return this.digits > 0n;
  }

  /** Plain decimal text without trailing zeros: `'0.0004'`. */
  toDecimalText(): string {
    return scaledText(this.digits, this.scale);
  }

  toString(): string {
    return this.toDecimalText();
  }

  /** The value in minor units of a currency, halves going away from zero. */
  minorHalfAwayFromZero(exponent: number): bigint {
    if (this.scale <= exponent) return this.digitsAt(exponent);
    return roundedQuotient(this.digits, powerOfTen(this.scale - exponent));
  }

  private static ofDecimalText(text: string): Rate {
    const point = text.indexOf('.');
    if (point === -1) return new Rate(BigInt(text), 0);
    return Rate.ofDigits(BigInt(text.slice(0, point) + text.slice(point + 1)), text.length - point - 1);
  }

  private static ofDigits(digits: bigint, scale: number): Rate {
    let [shortest, places] = [digits, scale];
    while (places > 0 && shortest % 10n === 0n) {
      shortest /= 10n;
      places--;
    }
    return new Rate(shortest, places);
  }

  /** The digits with the point further to the right: 2.5 at scale 3 → 2500n. `scale` is not below its own. */
  private digitsAt(scale: number): bigint {
    return scale === this.scale ? this.digits : this.digits * powerOfTen(scale - this.scale);
  }
}

/**
 * The one place where an exact amount in major units becomes Money, called once at the end of an invoice line.
 * Half away from zero: 0.005 USD → 0.01, −0.005 USD → −0.01, 2.49999 JPY → 2.
 */
export function roundHalfAwayFromZero(exact: Rate, currencyCode: string): Money {
  return Money.ofMinor(exact.minorHalfAwayFromZero(knownCurrency(currencyCode).exponent), currencyCode);
}
