import type { Charge, Plan } from '@libs/billing/catalog';
import type { Money } from '@libs/money';

/** A feature as the catalog writes it: a switch, or a limit that is a count, a size with its unit, or null for unlimited. */
export type WireFeature = boolean | { readonly limit: number | string | null; readonly overage?: boolean };
export type WireFeatures = Readonly<Record<string, WireFeature>>;

/** A plan as the kernel decides with it, and what only the catalog shows. */
export interface CatalogPlan extends Plan {
  readonly description: string | null;
  /** The currency that `price` is shown in unless another is asked for. */
  readonly currency: string;
  readonly featuresWire: WireFeatures;
  readonly charges: readonly Charge[];
  /** As they were written: amounts in `currency`, in others under `prices`. */
  readonly chargesWire: readonly object[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The part of a plan that its version fixes: whoever subscribed keeps it. */
export type PlanTerms = Pick<
  CatalogPlan,
  | 'currency'
  | 'prices'
  | 'isPerSeat'
  | 'cycle'
  | 'billIn'
  | 'trialPeriodDays'
  | 'features'
  | 'featuresWire'
  | 'charges'
  | 'chargesWire'
>;

/** The part that is the same for all versions and may change without a new one. */
export type PlanHead = Pick<CatalogPlan, 'id' | 'code' | 'family' | 'name' | 'description' | 'isActive' | 'metadata'>;

/** The price in the plan's own currency. */
export function basePrice(terms: Pick<PlanTerms, 'prices' | 'currency'>): Money {
  return terms.prices.find((price) => price.currency === terms.currency) as Money;
}
