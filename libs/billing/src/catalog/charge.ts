import { ok, refuse, type Result } from '@libs/errors';
import type { Money, Rate } from '@libs/money';

export const AGGREGATIONS = ['sum', 'count', 'max', 'last', 'unique'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export const CHARGE_MODELS = ['standard', 'graduated', 'volume', 'package', 'percentage', 'stairstep'] as const;
export type ChargeModel = (typeof CHARGE_MODELS)[number];

/** A stretch of a quantity with a price of its own. It begins where the tier before it ends. */
export interface Tier {
  /** Inclusive; null for the last one, which has no end. */
  readonly upTo: Rate | null;
  /** Per unit, or per started package when there is a `packageSize`. */
  readonly unitRate: Rate;
  /** Due once when the tier is entered; that of the first tier is due at zero usage, too. */
  readonly flatRate: Rate;
  readonly packageSize: Rate | null;
  /** Percent of a monetary quantity; 20 is 20 %. */
  readonly percent: Rate;
}

export interface TieredPricing {
  readonly model: 'graduated' | 'volume' | 'stairstep';
  readonly tiers: readonly Tier[];
}

export interface PercentagePricing {
  readonly model: 'percentage';
  /** One open tier when the charge names a plain `rate`. */
  readonly tiers: readonly Tier[];
  readonly fixedRatePerEvent: Rate;
  readonly includedEvents: bigint;
  readonly minimumPerEvent: Rate | null;
  readonly maximumPerEvent: Rate | null;
}

export type Pricing =
  | { readonly model: 'standard'; readonly unitRate: Rate }
  | { readonly model: 'package'; readonly unitRate: Rate; readonly packageSize: Rate }
  | TieredPricing
  | PercentagePricing;

/** What a charge costs in one currency. */
export interface ChargePrice {
  readonly pricing: Pricing;
  /** Per whole period. */
  readonly minimum: Money | null;
  readonly maximum: Money | null;
}

/** How a plan prices one metric. */
export interface Charge {
  readonly metric: string;
  readonly aggregation: Aggregation;
  /** What `unique` counts the values of; null for the others. */
  readonly property: string | null;
  readonly model: ChargeModel;
  /** Free before anything is priced. */
  readonly included: Rate;
  readonly prices: ReadonlyMap<string, ChargePrice>;
}

export interface PlanNotInCurrency {
  readonly code: 'plan_not_in_currency';
  readonly currency: string;
}

/** The price of a charge in a currency; there is no conversion. */
export function chargePriceIn(charge: Charge, currency: string): Result<ChargePrice, PlanNotInCurrency> {
  const price = charge.prices.get(currency);
  return price ? ok(price) : refuse({ code: 'plan_not_in_currency', currency });
}
