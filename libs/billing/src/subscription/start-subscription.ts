import { periodNumber, type Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { periodPrice, type Plan, type PlanNotInCurrency } from '../catalog/plan';
import { isLive } from './subscription.states';
import {
  moveSubscription,
  startedEvents,
  type BilledAccount,
  type Subscription,
  type SubscriptionEvent,
} from './subscription';

export interface StartSubscriptionFacts {
  readonly id: string;
  readonly account: BilledAccount;
  readonly plan: Plan;
  /** Seats, a positive whole number. */
  readonly quantity: number;
  /** All subscriptions the account has or had in the plan's family. */
  readonly familySubscriptions: readonly Subscription[];
  readonly now: Instant;
}

export interface SubscriptionStart {
  readonly subscription: Subscription;
  /** False for a free plan, which is active at once. */
  readonly isPaymentRequired: boolean;
  /** Pending ones that this one replaces: now expired, their invoices are to be voided. */
  readonly replaced: readonly Subscription[];
  /** The trial that a free plan ends at once; a paid plan ends it when it is paid. */
  readonly convertedTrial: Subscription | null;
  readonly events: readonly SubscriptionEvent[];
}

export type StartRefusal =
  | PlanNotInCurrency
  | { readonly code: 'account_blocked' | 'plan_inactive' | 'quantity_not_allowed' | 'already_subscribed' };

/**
 * Starts a paid (or free) subscription. Its first period runs from now: Pro, 29.99 a month, on 10 Feb 09:00 →
 * `pending`, [10 Feb 09:00, 10 Mar 09:00), 29.99 due. The period is fixed here, since an invoice is issued for it at
 * once; it does not move when the payment comes some hours later.
 *
 * Refused in this order: account_blocked, plan_inactive, plan_not_in_currency, quantity_not_allowed,
 * already_subscribed (active, past_due or paused in the family; a trial may be converted, a pending one is replaced).
 */
export function startSubscription(facts: StartSubscriptionFacts): Result<SubscriptionStart, StartRefusal> {
  const { account, plan, quantity, now, familySubscriptions } = facts;
  if (account.status === 'blocked') return refuse({ code: 'account_blocked' });
  if (!plan.isActive) return refuse({ code: 'plan_inactive' });
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new InvariantBroken(`${quantity} seats`);
  const price = periodPrice(plan, account.currency, quantity);
  if (!price.ok) return price;
  if (quantity > 1 && !plan.isPerSeat) return refuse({ code: 'quantity_not_allowed' });
  const holdsThePlace = ({ status }: Subscription) => isLive(status) && status !== 'trial';
  if (familySubscriptions.some(holdsThePlace)) return refuse({ code: 'already_subscribed' });

  const isPaymentRequired = price.value.isPositive();
  const anchor = now.wholeSecond();
  const subscription: Subscription = {
    id: facts.id,
    accountId: account.id,
    planId: plan.id,
    planVersion: plan.version,
    family: plan.family,
    status: isPaymentRequired ? 'pending' : 'active',
    quantity,
    periodPrice: price.value,
    cycle: plan.cycle,
    anchor,
    createdAt: now,
    startedAt: anchor,
    currentPeriod: periodNumber(anchor, plan.cycle, 1, account.zone),
    trialEnd: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endReason: null,
  };
  return ok({ subscription, isPaymentRequired, ...displaced(facts, subscription) });
}

/** What gives way to the new subscription, with all events in the order they are told. */
function displaced({ familySubscriptions, now }: StartSubscriptionFacts, subscription: Subscription) {
  const events: SubscriptionEvent[] = [];
  const end = (ended: Subscription, trigger: 'replaced' | 'converted') => {
    const change = moveSubscription(ended, trigger, now);
    if (!change.ok) throw new InvariantBroken(`a ${ended.status} subscription cannot be ${trigger}`);
    events.push(...change.value.events);
    return change.value.subscription;
  };
  const replaced = familySubscriptions.filter(({ status }) => status === 'pending').map((old) => end(old, 'replaced'));
  const trial = familySubscriptions.find(({ status }) => status === 'trial');
  const convertedTrial = trial && subscription.status === 'active' ? end(trial, 'converted') : null;
  events.push(...startedEvents(subscription));
  return { replaced, convertedTrial, events };
}
