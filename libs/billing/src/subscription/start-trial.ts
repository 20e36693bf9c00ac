import { checkBillingDay, Period, plusDays, type BillingDayRefusal, type Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { PlanNotInCurrency } from '../catalog/charge';
import { periodPrice, type Plan } from '../catalog/plan';
import { startedEvents, type BilledAccount, type Subscription, type SubscriptionChange } from './subscription';
import { isLive } from './subscription.states';

export interface StartTrialFacts {
  readonly id: string;
  readonly account: BilledAccount;
  readonly plan: Plan;
  /** All subscriptions the account has or had in the plan's family. */
  readonly familySubscriptions: readonly Subscription[];
  readonly now: Instant;
  /** Day on which the periods after the trial are to begin; the stub before it begins at the trial's end. */
  readonly billingDay?: number | null;
}

export type StartTrialRefusal =
  | PlanNotInCurrency
  | BillingDayRefusal
  | {
      readonly code:
        | 'account_blocked'
        | 'plan_inactive'
        | 'plan_has_no_trial'
        | 'trial_already_used'
        | 'already_subscribed';
    };

/**
 * Starts the trial of a plan. Trial days are calendar days in the account's zone: 30 days from 1 Jan 2024 00:00 UTC end
 * on 31 Jan 00:00; across a change to summer time the wall-clock time is kept. The paid service would begin at that end.
 *
 * Refused in this order: account_blocked, plan_inactive, plan_has_no_trial, plan_not_in_currency, invalid_billing_day,
 * trial_already_used (one per account and family, whatever became of it), already_subscribed (a live one in the family).
 */
export function startTrial(facts: StartTrialFacts): Result<SubscriptionChange, StartTrialRefusal> {
  const { account, plan, familySubscriptions } = facts;
  if (account.status === 'blocked') return refuse({ code: 'account_blocked' });
  if (!plan.isActive) return refuse({ code: 'plan_inactive' });
  if (plan.trialPeriodDays === 0) return refuse({ code: 'plan_has_no_trial' });
  const price = periodPrice(plan, account.currency, 1);
  if (!price.ok) return price;
  const billingDay = facts.billingDay ?? null;
  const dayCheck = billingDay === null ? null : checkBillingDay(plan.cycle, billingDay);
  if (dayCheck && !dayCheck.ok) return dayCheck;
  if (familySubscriptions.some(({ trialEnd }) => trialEnd !== null)) return refuse({ code: 'trial_already_used' });
  if (familySubscriptions.some(({ status }) => isLive(status))) return refuse({ code: 'already_subscribed' });

  const start = facts.now.wholeSecond();
  const trialEnd = plusDays(start, plan.trialPeriodDays, account.zone);
  const subscription: Subscription = {
    id: facts.id,
    accountId: account.id,
    planId: plan.id,
    planVersion: plan.version,
    family: plan.family,
    status: 'trial',
    quantity: 1,
    periodPrice: price.value,
    cycle: plan.cycle,
    anchor: trialEnd,
    billingDay,
    billIn: plan.billIn,
    createdAt: facts.now,
    startedAt: start,
    currentPeriod: Period.of(start, trialEnd),
    trialEnd,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endReason: null,
  };
  return ok({ subscription, events: startedEvents(subscription) });
}
