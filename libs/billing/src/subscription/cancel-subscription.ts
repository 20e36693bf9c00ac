import type { Instant, Period } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { TransitionRefusal } from '../state-machine';
import { serviceOf } from './present-period';
import { settleAtEnd, type PresentPrice, type Settlement } from './proration';
import { moveSubscription, updatedEvent, type Subscription, type SubscriptionChange } from './subscription';
import { isLive, type SubscriptionStatus } from './subscription.states';

export const CANCEL_AT = ['now', 'period_end'] as const;
export type CancelAt = (typeof CANCEL_AT)[number];

export interface Cancellation extends SubscriptionChange {
  /** True when it never began: the open invoice of its first period is to be voided. */
  readonly voidsOpenInvoices: boolean;
  /** The instant from which nothing is served; null while the end is only scheduled. */
  readonly endedAt: Instant | null;
  /** True when an invoiced change that nobody paid yet ends with it: its invoice is to be voided. */
  readonly dropsUnpaidChange: boolean;
}

export const REFUNDS = ['none', 'prorated'] as const;
export type Refund = (typeof REFUNDS)[number];

export type CancelRefusal =
  | { readonly code: 'already_canceled' | 'cancel_instant_too_early' }
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus }
  | TransitionRefusal;

/**
 * Cancels now, at the end of what is paid for, or at an instant: period [10 Feb, 10 Mar), canceled on 20 Feb at
 * `period_end` → service until 10 Mar, no renewal. An instant to come is scheduled; a past one ends it as of then, and is
 * refused before what is not billed for good yet (`cancel_instant_too_early`). A pending
 * or paused subscription has no service that could run out and ends now in every case.
 * A second cancellation is refused, except to end at once what is scheduled to end later.
 */
export function cancelSubscription(
  subscription: Subscription,
  at: CancelAt | Instant,
  now: Instant,
): Result<Cancellation, CancelRefusal> {
  const { status } = subscription;
  if (status === 'canceled') return refuse({ code: 'already_canceled' });
  if (status === 'expired') return refuse({ code: 'subscription_not_live', status });
  if (at === 'now' || status === 'pending' || status === 'paused') return endAt(subscription, now);
  if (at !== 'period_end' && !at.isAfter(now)) {
    const end = at.wholeSecond();
    return end.isBefore(openFrom(subscription))
      ? refuse({ code: 'cancel_instant_too_early' })
      : endAt(subscription, end);
  }
  if (isEndScheduled(subscription)) return refuse({ code: 'already_canceled' });
  // The member `cancelAt` is set only when needed: rows without it stay as they were.
  const end = at === 'period_end' ? { cancelAtPeriodEnd: true } : { cancelAt: at.wholeSecond() };
  return ok({
    subscription: { ...subscription, ...end, canceledAt: now },
    events: [updatedEvent(subscription, 'cancellation_scheduled')],
    voidsOpenInvoices: false,
    endedAt: null,
    dropsUnpaidChange: false,
  });
}

/** Undoes a scheduled cancellation: the subscription renews again. Refused when none is scheduled or it has ended. */
export function reactivateSubscription(
  subscription: Subscription,
): Result<
  SubscriptionChange,
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus }
  | { readonly code: 'cancellation_not_scheduled' }
> {
  const { status } = subscription;
  if (!isLive(status)) return refuse({ code: 'subscription_not_live', status });
  if (!isEndScheduled(subscription)) return refuse({ code: 'cancellation_not_scheduled' });
  return ok({
    subscription: { ...subscription, cancelAtPeriodEnd: false, cancelAt: null, canceledAt: null },
    events: [updatedEvent(subscription, 'reactivated')],
  });
}

/** When a scheduled cancellation ends the subscription; null when none is scheduled. The earlier of the two wins. */
export function scheduledEnd({ cancelAtPeriodEnd, cancelAt, currentPeriod }: Subscription): Instant | null {
  if (!cancelAtPeriodEnd) return cancelAt ?? null;
  return cancelAt?.isBefore(currentPeriod.end) ? cancelAt : currentPeriod.end;
}

/** What is billed when a subscription ends. */
export interface FinalBill extends Settlement {
  /** The period whose usage is billed for the last time, up to the end; null when it had none. */
  readonly usagePeriod: Period | null;
}

/**
 * The last bill of a subscription that ends at an instant, taken of its state before the end: usage so far; in arrears what
 * was served; in advance credit for the unused part only when asked. 30.00 for January, canceled now on 16 Jan with a
 * prorated refund → −15.48 and the usage of [1 Jan, 16 Jan).
 */
export function finalBill(facts: PresentPrice, end: Instant, refund: Refund): FinalBill {
  const { status, currentPeriod, trialEnd, pause } = facts.subscription;
  const servesTrial = trialEnd !== null && currentPeriod.start.isBefore(trialEnd);
  if (status === 'pending' || servesTrial) return { lines: [], unpaid: [], usagePeriod: null };
  // A scheduled end may be handled late; nothing is served after its period, nor during a pause.
  const stops = [end, currentPeriod.end, pause?.startedAt ?? end];
  const lastInstant = stops.reduce((first, stop) => (stop.isBefore(first) ? stop : first));
  // Time is divided by whole seconds; what was used in the second of the end counts.
  return {
    ...settleAtEnd(facts, lastInstant.wholeSecond(), refund === 'prorated'),
    usagePeriod: currentPeriod.start.isBefore(lastInstant) ? currentPeriod.until(lastInstant.secondUp()) : null,
  };
}

/** Ends a subscription whose scheduled cancellation has come: period end 10 Mar 00:00, at 10 Mar 00:00 → `canceled`. */
export function endCanceledTerm(
  subscription: Subscription,
  now: Instant,
): Result<SubscriptionChange, TransitionRefusal | { readonly code: 'not_due_yet' }> {
  const end = scheduledEnd(subscription);
  const isDue = end !== null && !now.isBefore(end);
  return isDue ? moveSubscription(subscription, 'term_ended', now) : refuse({ code: 'not_due_yet' });
}

/** Cancels a past due (or, with a bill unpaid, paused) subscription whose dunning has run out, as involuntary churn; its open invoices stay owed. */
export function cancelForNonpayment(
  subscription: Subscription,
  now: Instant,
): Result<SubscriptionChange, TransitionRefusal> {
  return moveSubscription(subscription, 'dunning_ended', now);
}

function isEndScheduled({ cancelAtPeriodEnd, cancelAt }: Subscription): boolean {
  return cancelAtPeriodEnd || Boolean(cancelAt);
}

/** From where on nothing is final: the present period, in arrears what of it is not billed yet. */
function openFrom(subscription: Subscription): Instant {
  const { billIn, currentPeriod } = subscription;
  return billIn === 'arrears' ? serviceOf(subscription).unbilledFrom : currentPeriod.start;
}

function endAt(subscription: Subscription, end: Instant): Result<Cancellation, CancelRefusal> {
  const change = moveSubscription(subscription, 'canceled_now', end);
  if (!change.ok) return change;
  const dropsUnpaidChange = subscription.pendingChange?.awaitsPayment ?? false;
  return ok({
    ...change.value,
    voidsOpenInvoices: subscription.status === 'pending',
    endedAt: end,
    dropsUnpaidChange,
  });
}
