import { wireAmount, type PlanView } from '@libs/dto';
import { priceIn } from '@libs/billing/catalog';
import { basePrice, type CatalogPlan } from './catalog-plan';

/** The contract's Plan. `price` is in `currency` where the plan is sold in it, else in the plan's own. */
export function planView(plan: CatalogPlan, currency?: string): PlanView {
  const asked = currency === undefined ? undefined : priceIn(plan, currency);
  const price = asked?.ok ? asked.value : basePrice(plan);
  return {
    id: plan.id,
    code: plan.code,
    name: plan.name,
    description: plan.description,
    price: wireAmount(price),
    currency: price.currency,
    prices: Object.fromEntries(plan.prices.map((each) => [each.currency, wireAmount(each)])),
    billing_cycle: plan.cycle.unit,
    interval_count: plan.cycle.count,
    trial_period_days: plan.trialPeriodDays,
    per_seat: plan.isPerSeat,
    features: plan.featuresWire,
    charges: plan.chargesWire,
    bill_in: plan.billIn,
    family: plan.family,
    version: plan.version,
    is_active: plan.isActive,
    metadata: plan.metadata,
  };
}
