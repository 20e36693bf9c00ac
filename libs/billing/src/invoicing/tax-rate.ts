import type { Instant } from '@libs/calendar';
import type { Rate } from '@libs/money';

/** A row of the rates table. A change of a rate is a new row with a later `validFrom`. */
export interface TaxRate {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The part of the country, as accounts write it; null for the whole country. */
  readonly region: string | null;
  /** 20 is 20 %. */
  readonly percent: Rate;
  /** True when prices contain the tax already. */
  readonly isInclusive: boolean;
  readonly validFrom: Instant;
}

/** What tax asks about the one who pays. */
export interface TaxedAccount {
  readonly country: string | null;
  readonly region: string | null;
  readonly isTaxExempt: boolean;
  readonly hasValidVatId: boolean;
}

/** A rate as it is applied to a line. */
export interface AppliedTaxRate {
  /** `DE`, or `US-CA` for a part of a country. */
  readonly jurisdiction: string;
  readonly name: string;
  readonly percent: Rate;
  readonly isInclusive: boolean;
}

/** How a bill is taxed, and what must be written on it. */
export interface TaxTreatment {
  readonly rates: readonly AppliedTaxRate[];
  readonly notes: readonly string[];
  /** True when the bill went out without asking the provider, which was down; staff look at it. */
  readonly needsReview?: boolean;
}

/** What is taken when nobody can say what the tax is: the bill goes out without, and is looked at. */
export const UNTAXED_FOR_REVIEW: TaxTreatment = { rates: [], notes: [], needsReview: true };
export const REVERSE_CHARGE_NOTE = 'Reverse charge';
