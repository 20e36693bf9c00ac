import type { Instant } from '@libs/calendar';
import { scheduledEnd } from './cancel-subscription';
import type { Subscription } from './subscription';
import { isLive } from './subscription.states';

/**
 * When a subscription's grants end by themselves: a trial's at its end, those of one that is to be canceled at that instant.
 * Null for the rest: an active one goes on granting while its renewal is on the way.
 */
export function grantsUntil(subscription: Subscription): Instant | null {
  const end = scheduledEnd(subscription);
  const { status, trialEnd } = subscription;
  if (status !== 'trial' || trialEnd === null) return end;
  return end?.isBefore(trialEnd) ? end : trialEnd;
}

/** The end of what is granted at present: of the trial or the paid period, or where it was or is to be canceled before. */
export function grantedUntil(subscription: Subscription): Instant {
  const { status, canceledAt, currentPeriod } = subscription;
  const end = status === 'canceled' ? canceledAt : scheduledEnd(subscription);
  return end?.isBefore(currentPeriod.end) ? end : currentPeriod.end;
}

/** True while it gives service: live, not paused, and neither a trial past its end nor past a scheduled cancellation. */
export function isInForce(subscription: Subscription, now: Instant): boolean {
  const { status } = subscription;
  const until = grantsUntil(subscription);
  return isLive(status) && status !== 'paused' && (until === null || now.isBefore(until));
}
