import { isLive, type Subscription } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';

/**
 * When a subscription's grants end by themselves: a trial's at its end, those of one that is to be canceled at its
 * period's end. Null for the rest: an active one goes on granting while its renewal is on the way.
 */
export function grantsUntil({ status, trialEnd, cancelAtPeriodEnd, currentPeriod }: Subscription): Instant | null {
  if (status === 'trial') return trialEnd;
  return cancelAtPeriodEnd ? currentPeriod.end : null;
}

/** True while it gives service: live, not paused, and neither a trial past its end nor past a scheduled cancellation. */
export function isInForce(subscription: Subscription, now: Instant): boolean {
  const { status } = subscription;
  const until = grantsUntil(subscription);
  return isLive(status) && status !== 'paused' && (until === null || now.isBefore(until));
}
