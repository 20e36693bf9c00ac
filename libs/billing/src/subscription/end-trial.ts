import { plusDays, type Instant, type Period, type TimeZone } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { billPeriod } from './adopt-terms';
import type { LineProposal } from './line-proposal';
import { isTrialOver, nextPeriod } from './present-period';
import { withPendingTerms, type PlanLookup } from './renew-subscription';
import { moveSubscription, type Subscription, type SubscriptionChange, type SubscriptionEvent } from './subscription';
import type { SubscriptionStatus } from './subscription.states';

/** Calendar days from a trial's end in which it can still be paid for. */
export const GRACE_DAYS = 7;
/** Calendar days before a trial's end on which its customer is told. */
export const TRIAL_WARNING_DAYS = 3;

export interface EndTrialFacts {
  readonly subscription: Subscription;
  readonly planOf: PlanLookup;
  readonly zone: TimeZone;
  readonly hasPaymentMethod: boolean;
  readonly now: Instant;
}

export interface TrialEnd extends SubscriptionChange {
  /** The first paid period; it begins where the trial ends, however late that is noticed. */
  readonly period: Period;
  /** The price of the first period; empty in arrears. */
  readonly lines: readonly LineProposal[];
  /** `charge`: stays in trial until the gateway answers; `ask`: past due, the invoice stays open; `none`: nothing to pay. */
  readonly collects: 'charge' | 'ask' | 'none';
}

export type TrialEndRefusal =
  | { readonly code: 'not_due_yet' }
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus };

/**
 * Ends a trial: with a payment method the first period is charged, and the answer makes it active or past due; without
 * one it is past due at once, for 7 days of grace, then expired. Trial [1 Jan, 31 Jan) of Pro → [31 Jan, 28 Feb), 29.99.
 * Where nothing is due yet (free, or in arrears) it is active at once. A change scheduled meanwhile takes effect here.
 */
export function endTrial(facts: EndTrialFacts): Result<TrialEnd, TrialEndRefusal> {
  const { subscription, planOf, zone, now } = facts;
  const { status, trialEnd } = subscription;
  if (status !== 'trial' || !trialEnd || isTrialOver(subscription))
    return refuse({ code: 'subscription_not_live', status });
  if (now.isBefore(trialEnd)) return refuse({ code: 'not_due_yet' });
  const { next } = withPendingTerms(subscription, planOf, trialEnd);
  const paid: Subscription = { ...next, anchor: trialEnd, service: null };
  const begun = nextPeriod(paid, zone, trialEnd);
  const { period } = begun;
  const first = { ...paid, currentPeriod: period };
  const lines = billPeriod(first, planOf(first.planId, first.planVersion), zone, begun);
  const isFree = !lines.some(({ lineTotal }) => lineTotal.isPositive());
  const ended: SubscriptionEvent = {
    type: 'subscription.trial_ended',
    subscriptionId: subscription.id,
    from: status,
    to: status,
    cause: 'trial_ended',
  };
  const answer = (change: SubscriptionChange, collects: TrialEnd['collects']) =>
    ok({ ...change, events: [ended, ...change.events], period, lines, collects });
  if (isFree) return answer(moved(first, 'paid_in_full', now), 'none');
  if (facts.hasPaymentMethod) return answer({ subscription: first, events: [] }, 'charge');
  return answer(failPayment(first, zone, now), 'ask');
}

/**
 * Notes a declined or missing payment: active → `past_due` with its service kept; the first payment after a trial →
 * `past_due` with 7 calendar days of grace from the trial's end. What is past due, or has ended, stays as it is.
 */
export function failPayment(subscription: Subscription, zone: TimeZone, now: Instant): SubscriptionChange {
  const { status, trialEnd } = subscription;
  if (status !== 'active' && status !== 'trial') return { subscription, events: [] };
  const change = moved(subscription, 'payment_failed', now);
  if (status === 'active' || !trialEnd) return change;
  const graceEndsAt = plusDays(trialEnd, GRACE_DAYS, zone);
  return { ...change, subscription: { ...change.subscription, graceEndsAt } };
}

/** Expires a subscription whose trial nobody paid for within the grace; its open invoice is to be voided. */
export function endGrace(
  subscription: Subscription,
  now: Instant,
): Result<SubscriptionChange, { readonly code: 'not_due_yet' }> {
  const { graceEndsAt, status } = subscription;
  if (status !== 'past_due' || !graceEndsAt || now.isBefore(graceEndsAt)) return refuse({ code: 'not_due_yet' });
  return ok(moved(subscription, 'grace_ended', now));
}

/** When `trial_will_end` is told: trial to 31 Jan → 28 Jan, same local time; at once for a trial of three days or less. */
export function trialWarningAt({ trialEnd, startedAt }: Subscription, zone: TimeZone): Instant | null {
  if (!trialEnd) return null;
  const at = plusDays(trialEnd, -TRIAL_WARNING_DAYS, zone);
  return at.isBefore(startedAt) ? startedAt : at;
}

/** Tells that a trial ends soon, once; telling it again changes nothing. */
export function warnOfTrialEnd(subscription: Subscription, now: Instant): SubscriptionChange {
  const { id, status } = subscription;
  if (status !== 'trial' || subscription.trialWarnedAt) return { subscription, events: [] };
  return {
    subscription: { ...subscription, trialWarnedAt: now },
    events: [
      { type: 'subscription.trial_will_end', subscriptionId: id, from: status, to: status, cause: 'trial_ending' },
    ],
  };
}

function moved(
  subscription: Subscription,
  trigger: 'paid_in_full' | 'payment_failed' | 'grace_ended',
  now: Instant,
): SubscriptionChange {
  const change = moveSubscription(subscription, trigger, now);
  if (!change.ok) throw new InvariantBroken(`${subscription.status} subscription ${subscription.id}: ${trigger}`);
  return change.value;
}
