import type { Rate } from '@libs/money';

/** What a model makes of a quantity. */
export interface Rating {
  /** In major units of the currency, not rounded: that happens once, on the invoice line. */
  readonly exact: Rate;
  /** How it came about, step by step: `next 9,000 × 0.01 = 90.00`. */
  readonly steps: readonly string[];
}

/** The quantity to price, and the decimals that amounts are written with. */
export interface RatingContext {
  readonly quantity: Rate;
  /** ISO 4217 exponent of the currency. */
  readonly exponent: number;
}
