import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { currency, knownCurrency, type Currency, type CurrencyRefusal } from './currency';
import { decimalsOf, decimalTextOf, type DecimalRefusal } from './decimal-text';

export type MoneyRefusal =
  | CurrencyRefusal
  | DecimalRefusal
  | { readonly code: 'too_many_decimals'; readonly decimalsMax: number }
  | { readonly code: 'amount_too_large' };

/** Largest amount taken in, in minor units: 15 digits, so that it survives a JSON number both ways. */
export const INPUT_MINOR_MAX = 999_999_999_999_999n;
/** Sums may grow to what a PostgreSQL bigint holds; beyond it is a bug, not a bill. */
const INT8_MAX = 9_223_372_036_854_775_807n;

/** An immutable amount: a bigint of the currency's minor unit. `Money.ofMinor(2999n, 'USD')` is 29.99 USD. */
export class Money {
  private constructor(
    readonly minor: bigint,
    private readonly unit: Currency,
  ) {
    if (minor > INT8_MAX || minor < -INT8_MAX) throw new InvariantBroken(`amount out of range: ${minor} ${unit.code}`);
    Object.freeze(this);
  }

  /** `2999n` minor units of `'USD'` → 29.99 USD. Throws InvariantBroken for an unknown code or beyond int8. */
  static ofMinor(minor: bigint, currencyCode: string): Money {
    return new Money(minor, knownCurrency(currencyCode));
  }

  static zero(currencyCode: string): Money {
    return new Money(0n, knownCurrency(currencyCode));
  }

  /** The sum of amounts in one currency; an empty list gives zero. */
  static sum(amounts: readonly Money[], currencyCode: string): Money {
    const zero = Money.zero(currencyCode);
    const minor = amounts.reduce((total, amount) => total + zero.sameCurrency(amount).minor, 0n);
    return new Money(minor, zero.unit);
  }

  /**
   * Reads major units from a JSON number or a decimal string, and refuses what it cannot hold exactly: nothing is
   * rounded. `'29.99'` USD → 2999 minor; `'29.990'` USD, `'1.5'` JPY and anything over 15 digits of minor units are
   * refused. A negative amount is read; whether it makes sense is the caller's rule.
   */
  static parseDecimal(value: number | string, currencyCode: string): Result<Money, MoneyRefusal> {
    const known = currency(currencyCode);
    if (!known.ok) return known;
    const text = decimalTextOf(value);
    if (!text.ok) return text;
    const { exponent } = known.value;
    const decimals = decimalsOf(text.value);
    if (decimals > exponent) return refuse({ code: 'too_many_decimals', decimalsMax: exponent });
    const minor = BigInt(text.value.replace('.', '') + '0'.repeat(exponent - decimals));
    if (minor > INPUT_MINOR_MAX || minor < -INPUT_MINOR_MAX) return refuse({ code: 'amount_too_large' });
    return ok(new Money(minor, known.value));
  }

  /** ISO 4217 code. */
  get currency(): string {
    return this.unit.code;
  }

  add(other: Money): Money {
    return new Money(this.minor + this.sameCurrency(other).minor, this.unit);
  }

  subtract(other: Money): Money {
    return new Money(this.minor - this.sameCurrency(other).minor, this.unit);
  }

  /** Exact multiplication by a whole number, such as seats: 10.00 × 3 → 30.00. */
  times(wholeNumber: bigint | number): Money {
    return new Money(this.minor * BigInt(wholeNumber), this.unit);
  }

  negate(): Money {
    return new Money(-this.minor, this.unit);
  }

  isZero(): boolean {
    return this.minor === 0n;
  }

  isNegative(): boolean {
    return this.minor < 0n;
  }

  isPositive(): boolean {
    return this.minor > 0n;
  }

  /** -1, 0 or 1, as sort() wants it. */
  compare(other: Money): -1 | 0 | 1 {
    const right = this.sameCurrency(other).minor;
    if (this.minor === right) return 0;
    return this.minor < right ? -1 : 1;
  }

  /** True for the same amount in the same currency; another currency is simply not equal. */
  equals(other: Money): boolean {
    return this.minor === other.minor && this.currency === other.currency;
  }

  /** Major units with all decimals of the currency: `'29.99'`, JPY `'3000'`, KWD `'-0.005'`. */
  toDecimalText(): string {
    const { exponent } = this.unit;
    const sign = this.minor < 0n ? '-' : '';
    const digits = String(this.minor < 0n ? -this.minor : this.minor).padStart(exponent + 1, '0');
    if (exponent === 0) return sign + digits;
    return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  }

  /** For logs and explanations: `'29.99 USD'`. */
  toString(): string {
    return `${this.toDecimalText()} ${this.currency}`;
  }

  private sameCurrency(other: Money): Money {
    if (other.currency !== this.currency) {
      throw new InvariantBroken(`currencies never mix: ${this.currency} and ${other.currency}`);
    }
    return other;
  }
}
