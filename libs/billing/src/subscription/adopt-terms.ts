import { keptBillingDay, Period, type Instant, type TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { periodPrice, type Plan } from '../catalog/plan';
import { priceLine, type LineProposal } from './line-proposal';
import { isTrialRunning, nextPeriod, serviceOf, type BegunPeriod } from './present-period';
import { billRest, settlePrice, type PresentPrice, type Settlement } from './proration';
import type { Subscription } from './subscription';

export interface NewTerms {
  readonly newPlan: Plan;
  readonly quantity: number;
  readonly zone: TimeZone;
  /** From when on they hold; a whole second. */
  readonly at: Instant;
  /** To where the period that they begin was billed; null or absent: decided here. */
  readonly periodEnd?: Instant | null | undefined;
}

export function isSameCycle({ cycle }: Pick<Subscription, 'cycle'>, { cycle: other }: Pick<Plan, 'cycle'>): boolean {
  return cycle.unit === other.unit && cycle.count === other.count;
}

/**
 * The subscription on other terms from an instant of its present period on. The same cycle keeps period and anchor;
 * another one starts a new period, with a new anchor, there: 1200.00 a year, to monthly on 1 Jun → [1 Jun, 1 Jul).
 * A billing day stays; then the new period is the stub to its next boundary. With an end scheduled inside it, it is the
 * stub to that end. A trial keeps its end.
 */
export function adoptTerms(subscription: Subscription, { newPlan, quantity, zone, ...when }: NewTerms): Subscription {
  const { at, periodEnd } = when;
  const priced = withPrice(subscription, newPlan, quantity);
  if (isTrialRunning(subscription)) return priced;
  if (isSameCycle(subscription, newPlan)) {
    return { ...priced, service: { ...serviceOf(subscription), unbilledFrom: at } };
  }
  const anchored = { ...priced, anchor: at, service: null };
  const currentPeriod = periodEnd ? Period.of(at, periodEnd) : nextPeriod(anchored, zone, at).period;
  return { ...anchored, currentPeriod };
}

/** Plan, price, cycle and manner of billing of a plan version, and nothing of time. */
export function withPrice(subscription: Subscription, newPlan: Plan, quantity: number): Subscription {
  const price = periodPrice(newPlan, subscription.periodPrice.currency, quantity);
  if (!price.ok) throw new InvariantBroken(`plan ${newPlan.id} has no price in ${price.error.currency}`);
  return {
    ...subscription,
    planId: newPlan.id,
    planVersion: newPlan.version,
    quantity,
    periodPrice: price.value,
    cycle: newPlan.cycle,
    billIn: newPlan.billIn,
    billingDay: keptBillingDay(subscription.billingDay ?? null, subscription.cycle, newPlan.cycle),
  };
}

/** Settles the present price at an instant and bills the new one from there: −15.48 and +30.97. */
export function linesOfAdoption(
  facts: PresentPrice,
  { newPlan, changed, at }: { readonly newPlan: Plan; readonly changed: Subscription; readonly at: Instant },
): Settlement {
  const settlement = settlePrice(facts, at);
  const { zone } = facts;
  const billed = isSameCycle(facts.subscription, newPlan)
    ? billRest({ subscription: changed, plan: newPlan, zone }, at)
    : billPeriod(changed, newPlan, zone, nextPeriod(changed, zone, at));
  return { ...settlement, lines: [...settlement.lines, ...billed] };
}

/**
 * The price of a period that begins, in advance: whole, the share of a stub, or what an earlier stub left, which opens no
 * cycle of its own. In arrears nothing is due yet.
 */
export function billPeriod(
  { billIn, quantity, periodPrice, currentPeriod: period }: Subscription,
  plan: Plan,
  zone: TimeZone,
  { share, isRest: isProrated = false }: Pick<BegunPeriod, 'share' | 'isRest'>,
): LineProposal[] {
  const { currency } = periodPrice;
  return billIn === 'arrears' ? [] : [priceLine({ plan, currency, quantity, period, share, zone, isProrated })];
}
