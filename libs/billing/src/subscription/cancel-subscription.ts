import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { TransitionRefusal } from '../state-machine';
import { moveSubscription, type Subscription, type SubscriptionChange } from './subscription';
import type { SubscriptionStatus } from './subscription.states';

export const CANCEL_AT = ['now', 'period_end'] as const;
export type CancelAt = (typeof CANCEL_AT)[number];

export interface Cancellation extends SubscriptionChange {
  /** True when it never began: the open invoice of its first period is to be voided. */
  readonly voidsOpenInvoices: boolean;
}

export type CancelRefusal =
  | { readonly code: 'already_canceled' }
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus }
  | TransitionRefusal;

/**
 * Cancels now, or at the end of what is paid for: period [10 Feb, 10 Mar), canceled on 20 Feb at `period_end` → service
 * until 10 Mar, no renewal. A pending or paused subscription has no service that could run out and ends now in both cases.
 * A second cancellation is refused, except to end at once what is scheduled to end later.
 */
export function cancelSubscription(
  subscription: Subscription,
  at: CancelAt,
  now: Instant,
): Result<Cancellation, CancelRefusal> {
  const { status } = subscription;
  if (status === 'canceled') return refuse({ code: 'already_canceled' });
  if (status === 'expired') return refuse({ code: 'subscription_not_live', status });
  if (at === 'now' || status === 'pending' || status === 'paused') {
    const change = moveSubscription(subscription, 'canceled_now', now);
    return change.ok ? ok({ ...change.value, voidsOpenInvoices: status === 'pending' }) : change;
  }
  if (subscription.cancelAtPeriodEnd) return refuse({ code: 'already_canceled' });
  return ok({
    subscription: { ...subscription, cancelAtPeriodEnd: true, canceledAt: now },
    events: [
      {
        type: 'subscription.updated',
        subscriptionId: subscription.id,
        from: status,
        to: status,
        cause: 'cancellation_scheduled',
      },
    ],
    voidsOpenInvoices: false,
  });
}

/** Ends a subscription whose scheduled cancellation has come: period end 10 Mar 00:00, at 10 Mar 00:00 → `canceled`. */
export function endCanceledTerm(
  subscription: Subscription,
  now: Instant,
): Result<SubscriptionChange, TransitionRefusal | { readonly code: 'not_due_yet' }> {
  const isDue = subscription.cancelAtPeriodEnd && !now.isBefore(subscription.currentPeriod.end);
  return isDue ? moveSubscription(subscription, 'term_ended', now) : refuse({ code: 'not_due_yet' });
}
