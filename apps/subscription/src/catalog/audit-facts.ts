import type { PlanHead, PlanTerms } from './catalog-plan';

/** What an audit row keeps of a plan. Features as they were written: their parsed form says the same. */
export function auditFacts(plan: PlanHead & PlanTerms & { version: number }): Record<string, unknown> {
  const prices = plan.prices.map((price) => [price.currency, price.toDecimalText()]);
  return {
    code: plan.code,
    family: plan.family,
    name: plan.name,
    description: plan.description,
    isActive: plan.isActive,
    metadata: plan.metadata,
    version: plan.version,
    currency: plan.currency,
    prices: Object.fromEntries(prices),
    isPerSeat: plan.isPerSeat,
    cycle: plan.cycle,
    billIn: plan.billIn,
    trialPeriodDays: plan.trialPeriodDays,
    features: plan.featuresWire,
    charges: plan.chargesWire,
  };
}
