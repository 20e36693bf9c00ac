import type { Instant } from '@libs/calendar';
import { refuse, type Result } from '@libs/errors';
import type { TransitionRefusal } from '../state-machine';
import { moveSubscription, type Subscription, type SubscriptionChange } from './subscription';

/** How long an unpaid subscription waits for its first payment. */
export const PENDING_HOURS_MAX = 24;

export type ExpireRefusal = TransitionRefusal | { readonly code: 'not_due_yet' };

/** When a pending subscription lapses: made on 1 Jan at 12:00 → 2 Jan at 12:00. */
export function pendingUntil(subscription: Pick<Subscription, 'createdAt'>): Instant {
  return subscription.createdAt.plusHours(PENDING_HOURS_MAX);
}

/** Expires a pending subscription that nobody paid for within 24 hours; its invoice is to be voided with it. */
export function expirePending(subscription: Subscription, now: Instant): Result<SubscriptionChange, ExpireRefusal> {
  if (subscription.status === 'pending' && now.isBefore(pendingUntil(subscription))) {
    return refuse({ code: 'not_due_yet' });
  }
  return moveSubscription(subscription, 'left_unpaid', now);
}
