import type { BillIn, Charge, FeatureGrants } from '@libs/billing/catalog';
import type { CycleUnit } from '@libs/calendar';
import { Money } from '@libs/money';
import type { CatalogPlan, WireFeatures } from '../catalog-plan';

/** A plan joined with one of its versions. */
export interface PlanRow {
  id: number;
  code: string;
  family: string;
  name: string;
  description: string | null;
  is_active: boolean;
  metadata: Record<string, string>;
  version: number;
  currency: string;
  /** Minor units as text, by currency: jsonb numbers would pass through a float. */
  prices: Record<string, string>;
  per_seat: boolean;
  cycle_unit: CycleUnit;
  cycle_count: number;
  bill_in: BillIn;
  trial_period_days: number;
  features: WireFeatures;
  charges: object[];
}

export const PLAN_COLUMNS = `plan.id, plan.code, plan.family, plan.name, plan.description, plan.is_active, plan.metadata,
  terms.version, terms.currency, terms.prices, terms.per_seat, terms.cycle_unit, terms.cycle_count, terms.bill_in,
  terms.trial_period_days, terms.features, terms.charges`;

/** Reads what was checked when it was written. */
export interface ReadStored {
  features(features: WireFeatures): FeatureGrants;
  charges(charges: readonly object[], currency: string): readonly Charge[];
}

export function toPlan(row: PlanRow, read: ReadStored): CatalogPlan {
  return {
    id: row.id,
    code: row.code,
    family: row.family,
    name: row.name,
    description: row.description,
    isActive: row.is_active,
    metadata: row.metadata,
    version: row.version,
    currency: row.currency,
    prices: Object.entries(row.prices).map(([currency, minor]) => Money.ofMinor(BigInt(minor), currency)),
    isPerSeat: row.per_seat,
    cycle: { unit: row.cycle_unit, count: row.cycle_count },
    billIn: row.bill_in,
    trialPeriodDays: row.trial_period_days,
    features: read.features(row.features),
    featuresWire: row.features,
    charges: read.charges(row.charges, row.currency),
    chargesWire: row.charges,
  };
}

/** Currency → minor units, the plan's own currency first. */
export function pricesColumn(prices: readonly Money[]): Record<string, string> {
  return Object.fromEntries(prices.map((price) => [price.currency, price.minor.toString()]));
}
