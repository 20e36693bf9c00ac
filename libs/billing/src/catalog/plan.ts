import type { BillingCycle } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { Money } from '@libs/money';
import type { Charge, PlanNotInCurrency } from './charge';
import type { FeatureGrants } from './feature-grant';

export const BILL_IN = ['advance', 'arrears'] as const;
export type BillIn = (typeof BILL_IN)[number];

/** What is sold, in one version. A version never changes; a new price makes a new version. */
export interface Plan {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly version: number;
  /** An account has at most one live subscription per family. */
  readonly family: string;
  readonly isActive: boolean;
  /** Per cycle, and per seat when `isPerSeat`; at most one price per currency. */
  readonly prices: readonly Money[];
  readonly isPerSeat: boolean;
  readonly cycle: BillingCycle;
  readonly billIn: BillIn;
  /** Calendar days; 0 means that the plan has no trial. */
  readonly trialPeriodDays: number;
  readonly features: FeatureGrants;
  /** What usage costs, in arrears, one invoice line each; absent is none. */
  readonly charges?: readonly Charge[];
}

/**
 * The price in a currency. There is no conversion: Pro at 29.99 USD has no price in EUR unless one was set, and a plan
 * whose usage has no price in EUR is not sold in EUR either.
 */
export function priceIn(plan: Pick<Plan, 'prices' | 'charges'>, currency: string): Result<Money, PlanNotInCurrency> {
  const price = plan.prices.find((candidate) => candidate.currency === currency);
  const isSold = (plan.charges ?? []).every(({ prices }) => prices.has(currency));
  return price && isSold ? ok(price) : refuse({ code: 'plan_not_in_currency', currency });
}

/** What one period costs before discounts and tax: 10.00 × 3 seats → 30.00. */
export function periodPrice(
  plan: Pick<Plan, 'prices' | 'charges'>,
  currency: string,
  quantity: number,
): Result<Money, PlanNotInCurrency> {
  const price = priceIn(plan, currency);
  return price.ok ? ok(price.value.times(quantity)) : price;
}

/** Whether two versions price usage alike, in every currency. */
export function haveSameCharges(left: Pick<Plan, 'charges'>, right: Pick<Plan, 'charges'>): boolean {
  return left.charges === right.charges || textOf(left.charges) === textOf(right.charges);
}

/** Equal amounts and rates are equal objects, so equal charges have one text. */
function textOf(charges: readonly Charge[] = []): string {
  return JSON.stringify(charges, (_, value: unknown) => {
    if (value instanceof Map) return [...(value as Map<string, unknown>)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return typeof value === 'bigint' ? String(value) : value;
  });
}
