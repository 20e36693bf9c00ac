import type { Instant, Period } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { Money } from '@libs/money';
import type { PlanNotInCurrency } from '../catalog/charge';
import { haveSameCharges, periodPrice, type Plan } from '../catalog/plan';
import { adoptTerms, isSameCycle, linesOfAdoption } from './adopt-terms';
import type { LineProposal } from './line-proposal';
import { isTrialRunning } from './present-period';
import { directionOf, type ChangeDirection } from './price-per-month';
import type { BilledLine, UnpaidRest } from './proration';
import {
  updatedEvent,
  type BilledAccount,
  type PendingChange,
  type Subscription,
  type SubscriptionEvent,
} from './subscription';
import type { SubscriptionStatus } from './subscription.states';

export const CHANGE_EFFECTIVE = ['now', 'period_end'] as const;
export type ChangeEffective = (typeof CHANGE_EFFECTIVE)[number];

export interface ChangeFacts {
  readonly subscription: Subscription;
  readonly account: Pick<BilledAccount, 'status' | 'zone'>;
  /** The plan version in force. */
  readonly plan: Plan;
  /** The plan version asked for; the one in force when only the seats change. */
  readonly newPlan: Plan;
  /** Seats, a positive whole number. */
  readonly quantity: number;
  /** When it is to take effect; by default an upgrade now, a downgrade at the period's end. */
  readonly effective?: ChangeEffective;
  /** Lines billed for the price of the present period. */
  readonly billedLines: readonly BilledLine[];
  readonly now: Instant;
}

export interface SubscriptionChangePlan {
  readonly direction: ChangeDirection;
  /** `when_paid`: invoiced now; a declined payment leaves plan, limits and period as they were. */
  readonly takesEffect: 'at_once' | 'when_paid' | 'at_period_end';
  readonly lines: readonly LineProposal[];
  /** Rests of lines that nobody paid for: their invoices are lowered by them once the change is in force. */
  readonly unpaid: readonly UnpaidRest[];
  /** Sum of the lines, before tax; negative becomes account credit, never a negative invoice. */
  readonly net: Money;
  /** What is stored now. */
  readonly subscription: Subscription;
  /** What it will be once in force; equal to `subscription` when it takes effect at once. */
  readonly changed: Subscription;
  /** What a change of cycle, or to other charges, ends now of the present period: its usage is billed. */
  readonly endedPeriod: Period | null;
  /** True when an invoiced change that nobody paid yet gives way: its invoice is to be voided. */
  readonly replacesUnpaidChange: boolean;
  readonly events: readonly SubscriptionEvent[];
}

export type ChangeRefusal =
  | PlanNotInCurrency
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus }
  | {
      readonly code:
        | 'account_blocked'
        | 'subscription_paused'
        | 'plan_inactive'
        | 'plan_of_other_family'
        | 'quantity_not_allowed'
        | 'cancellation_scheduled';
    };

/**
 * Decides a change of plan, seats, or both, as data: preview and deed use the same answer, so they agree to the cent.
 * 30.00 → 60.00 on 16 Jan of January: upgrade, `when_paid`, lines −15.48 and +30.97, net 15.49.
 * Another cycle begins a new period, with a new anchor, now. During a trial nothing is billed and every change is at once.
 *
 * Refused in this order: subscription_not_live (pending, canceled, expired), subscription_paused, account_blocked,
 * plan_inactive, plan_of_other_family, plan_not_in_currency, quantity_not_allowed, cancellation_scheduled (a change at
 * the end of a period that is the last).
 */
export function changeSubscription(facts: ChangeFacts): Result<SubscriptionChangePlan, ChangeRefusal> {
  const { subscription, newPlan, quantity } = facts;
  const refusal = refusalOf(facts);
  if (refusal) return refuse(refusal);
  const price = periodPrice(newPlan, subscription.periodPrice.currency, quantity);
  if (!price.ok) return price;
  if (quantity > 1 && !newPlan.isPerSeat) return refuse({ code: 'quantity_not_allowed' });

  const direction = directionOf(subscription, { periodPrice: price.value, cycle: newPlan.cycle });
  if (isPresent(facts)) return ok(withdrawn(facts, direction));
  const byDefault = direction === 'downgrade' && !isTrialRunning(subscription) ? 'period_end' : 'now';
  if ((facts.effective ?? byDefault) === 'now') return ok(changedNow(facts, direction));
  if (subscription.cancelAtPeriodEnd) return refuse({ code: 'cancellation_scheduled' });
  return ok(scheduled(facts, direction));
}

/**
 * The subscription after an invoiced change was paid: in force from the instant it was billed from, whenever the money
 * came. Asking it for a subscription that awaits nothing is a bug (InvariantBroken).
 */
export function applyPaidChange(
  subscription: Subscription,
  newPlan: Plan,
  account: Pick<BilledAccount, 'zone'>,
): { readonly subscription: Subscription; readonly events: readonly SubscriptionEvent[] } {
  const { pendingChange } = subscription;
  const { id, version } = newPlan;
  if (!pendingChange?.awaitsPayment || pendingChange.planId !== id || pendingChange.planVersion !== version) {
    throw new InvariantBroken(`subscription ${subscription.id} awaits no payment for version ${version} of plan ${id}`);
  }
  const { quantity, effectiveAt: at, periodEnd } = pendingChange;
  const changed = adoptTerms(subscription, { newPlan, quantity, zone: account.zone, at, periodEnd });
  return { subscription: { ...changed, pendingChange: null }, events: [updatedEvent(changed, 'plan_changed')] };
}

/**
 * Usage is billed by the charges under which it happened: the time up to a change to another cycle or to other charges;
 * null where usage goes on being counted, as over a change of price or seats alone.
 */
export function usageEndedBy(
  subscription: Subscription,
  { plan, newPlan }: Pick<ChangeFacts, 'plan' | 'newPlan'>,
  at: Instant,
): Period | null {
  const goesOn = isSameCycle(subscription, newPlan) && haveSameCharges(plan, newPlan);
  return goesOn || !subscription.currentPeriod.start.isBefore(at) ? null : subscription.currentPeriod.until(at);
}

/** Takes back a change that is not in force yet; for an invoiced one, after its payment was declined or its invoice voided. */
export function withdrawChange(subscription: Subscription): Pick<SubscriptionChangePlan, 'subscription' | 'events'> {
  if (!subscription.pendingChange) return { subscription, events: [] };
  return {
    subscription: { ...subscription, pendingChange: null },
    events: [updatedEvent(subscription, 'change_withdrawn')],
  };
}

function refusalOf({ subscription, account, plan, newPlan, quantity }: ChangeFacts): ChangeRefusal | null {
  const { status } = subscription;
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new InvariantBroken(`${quantity} seats`);
  if (status === 'pending' || status === 'canceled' || status === 'expired') {
    return { code: 'subscription_not_live', status };
  }
  if (status === 'paused') return { code: 'subscription_paused' };
  if (account.status === 'blocked') return { code: 'account_blocked' };
  if (!newPlan.isActive && newPlan.id !== plan.id) return { code: 'plan_inactive' };
  return newPlan.family === subscription.family ? null : { code: 'plan_of_other_family' };
}

function isPresent({ subscription, newPlan, quantity }: ChangeFacts): boolean {
  const { planId, planVersion } = subscription;
  return newPlan.id === planId && newPlan.version === planVersion && quantity === subscription.quantity;
}

/** Asking for what is in force already takes back what was to come. */
function withdrawn(facts: ChangeFacts, direction: ChangeDirection): SubscriptionChangePlan {
  const { subscription, events } = withdrawChange(facts.subscription);
  return { ...nothingBilled(facts, direction), takesEffect: 'at_once', subscription, changed: subscription, events };
}

function scheduled(facts: ChangeFacts, direction: ChangeDirection): SubscriptionChangePlan {
  const { subscription, newPlan, quantity } = facts;
  const effectiveAt = subscription.currentPeriod.end;
  const pending = withPending(facts, { effectiveAt, awaitsPayment: false });
  const changed = { ...subscription, planId: newPlan.id, planVersion: newPlan.version, quantity, pendingChange: null };
  const price = periodPrice(newPlan, subscription.periodPrice.currency, quantity);
  return {
    ...nothingBilled(facts, direction),
    takesEffect: 'at_period_end',
    subscription: pending,
    changed: { ...changed, periodPrice: price.ok ? price.value : subscription.periodPrice, cycle: newPlan.cycle },
    events: [updatedEvent(subscription, 'change_scheduled')],
  };
}

function changedNow(facts: ChangeFacts, direction: ChangeDirection): SubscriptionChangePlan {
  const { subscription, newPlan, quantity, account } = facts;
  const at = facts.now.wholeSecond();
  const terms = { newPlan, quantity, zone: account.zone, at };
  const changed = adoptTerms({ ...subscription, pendingChange: null }, terms);
  if (isTrialRunning(subscription)) return inForce(facts, direction, changed);

  const { lines, unpaid } = linesOfAdoption({ ...facts, zone: account.zone }, { newPlan, changed, at });
  const { currency } = subscription.periodPrice;
  const net = Money.sum(
    lines.map(({ lineTotal }) => lineTotal),
    currency,
  );
  const lowered = Money.sum(
    unpaid.map(({ unused }) => unused),
    currency,
  );
  const endedPeriod = usageEndedBy(subscription, facts, at);
  const bill = { lines, unpaid, net, endedPeriod };
  // What is owed less weighs as what is given back: a downgrade is in force at once, its new price billed beside it.
  if (!net.subtract(lowered).isPositive()) return { ...inForce(facts, direction, changed), ...bill };
  return {
    ...nothingBilled(facts, direction),
    ...bill,
    takesEffect: 'when_paid',
    subscription: withPending(facts, {
      effectiveAt: at,
      awaitsPayment: true,
      periodEnd: isSameCycle(subscription, newPlan) ? null : changed.currentPeriod.end,
    }),
    changed,
    events: [updatedEvent(subscription, 'change_scheduled')],
  };
}

function inForce(facts: ChangeFacts, direction: ChangeDirection, changed: Subscription): SubscriptionChangePlan {
  const events = [updatedEvent(changed, 'plan_changed')];
  return { ...nothingBilled(facts, direction), takesEffect: 'at_once', subscription: changed, changed, events };
}

function nothingBilled({ subscription }: ChangeFacts, direction: ChangeDirection) {
  return {
    direction,
    lines: [],
    unpaid: [],
    net: Money.zero(subscription.periodPrice.currency),
    endedPeriod: null,
    replacesUnpaidChange: subscription.pendingChange?.awaitsPayment ?? false,
  };
}

function withPending(
  { subscription, newPlan, quantity }: ChangeFacts,
  when: Pick<PendingChange, 'effectiveAt' | 'awaitsPayment' | 'periodEnd'>,
): Subscription {
  const { id: planId, version: planVersion } = newPlan;
  return { ...subscription, pendingChange: { planId, planVersion, quantity, ...when } };
}
