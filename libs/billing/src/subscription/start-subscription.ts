import { checkBillingDay, type BillingDayRefusal, type Instant } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import type { Money } from '@libs/money';
import type { PlanNotInCurrency } from '../catalog/charge';
import { periodPrice, type Plan } from '../catalog/plan';
import { scheduledPeriod } from './present-period';
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
  /** Day of the month 1–31, for weekly cycles ISO weekday 1–7, on which periods are to begin. */
  readonly billingDay?: number | null;
  /** A start in the past (staff); the periods since then are billed at once, see `periodsSinceStart`. */
  readonly startDate?: Instant | null;
}

export interface SubscriptionStart {
  readonly subscription: Subscription;
  /** False when nothing is due at the start, of a free plan or one in arrears: it is active at once. */
  readonly isPaymentRequired: boolean;
  /** Pending ones that this one replaces: now expired, their invoices are to be voided. */
  readonly replaced: readonly Subscription[];
  /** The trial that is ended at once where no payment is required; else its payment ends it. */
  readonly convertedTrial: Subscription | null;
  readonly events: readonly SubscriptionEvent[];
}

export type StartRefusal =
  | PlanNotInCurrency
  | BillingDayRefusal
  | {
      readonly code:
        | 'account_blocked'
        | 'plan_inactive'
        | 'quantity_not_allowed'
        | 'start_in_future'
        | 'already_subscribed';
    };

/**
 * Starts a paid (or free) subscription. Its first period runs from now: Pro, 29.99 a month, on 10 Feb 09:00 →
 * `pending`, [10 Feb 09:00, 10 Mar 09:00), 29.99 due. The period is fixed here, since an invoice is issued for it at
 * once; it does not move when the payment comes some hours later.
 *
 * With a billing day the first period is the stub to its first boundary; with a start in the past the present period is
 * the one that holds now.
 *
 * Refused in this order: account_blocked, plan_inactive, plan_not_in_currency, quantity_not_allowed,
 * invalid_billing_day, start_in_future, already_subscribed (active, past_due or paused in the family; a trial may be converted, a pending one is replaced).
 */
export function startSubscription(facts: StartSubscriptionFacts): Result<SubscriptionStart, StartRefusal> {
  const { account, plan, quantity, now, familySubscriptions } = facts;
  if (account.status === 'blocked') return refuse({ code: 'account_blocked' });
  if (!plan.isActive) return refuse({ code: 'plan_inactive' });
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new InvariantBroken(`${quantity} seats`);
  const price = periodPrice(plan, account.currency, quantity);
  if (!price.ok) return price;
  if (quantity > 1 && !plan.isPerSeat) return refuse({ code: 'quantity_not_allowed' });
  const billingDay = facts.billingDay ?? null;
  const dayCheck = billingDay === null ? null : checkBillingDay(plan.cycle, billingDay);
  if (dayCheck && !dayCheck.ok) return dayCheck;
  if (facts.startDate?.isAfter(now)) return refuse({ code: 'start_in_future' });
  const holdsThePlace = ({ status }: Subscription) => isLive(status) && status !== 'trial';
  if (familySubscriptions.some(holdsThePlace)) return refuse({ code: 'already_subscribed' });

  const isPaymentRequired = price.value.isPositive() && isBilledAtStart(facts);
  const subscription = firstState(facts, price.value, isPaymentRequired);
  return ok({ subscription, isPaymentRequired, ...displaced(facts, subscription) });
}

/** In arrears the first bill comes when the first period has ended, which for a start in the past may be now. */
function isBilledAtStart(facts: StartSubscriptionFacts): boolean {
  const { account, plan, now } = facts;
  if (plan.billIn !== 'arrears') return true;
  const schedule = scheduleFrom(facts);
  return !scheduledPeriod(schedule, account.zone, schedule.anchor).period.end.isAfter(now);
}

function scheduleFrom({ plan, startDate, billingDay = null, now }: StartSubscriptionFacts) {
  return { anchor: (startDate ?? now).wholeSecond(), cycle: plan.cycle, billingDay };
}

function firstState(facts: StartSubscriptionFacts, price: Money, isPaymentRequired: boolean): Subscription {
  const { account, plan, quantity, now } = facts;
  const schedule = scheduleFrom(facts);
  return {
    id: facts.id,
    accountId: account.id,
    planId: plan.id,
    planVersion: plan.version,
    family: plan.family,
    status: isPaymentRequired ? 'pending' : 'active',
    quantity,
    periodPrice: price,
    ...schedule,
    billIn: plan.billIn,
    createdAt: now,
    startedAt: schedule.anchor,
    currentPeriod: scheduledPeriod(schedule, account.zone, now.wholeSecond()).period,
    trialEnd: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endReason: null,
  };
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
