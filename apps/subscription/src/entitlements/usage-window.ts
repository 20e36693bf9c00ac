import { isLive, type Subscription } from '@libs/billing/subscription';
import { periodAt, type Instant, type Period, type TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';

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

/**
 * The period in which use is counted at an instant: whole cycles of the plan from the anchor; for a trial, whose anchor
 * is its end, from its start. A trial of 30 days from 1 Jan 2024 on a monthly plan → [1 Jan, 1 Feb), though it ends on 31 Jan.
 */
export function usagePeriod(subscription: Subscription, zone: TimeZone, now: Instant): Period {
  const from = subscription.status === 'trial' ? subscription.startedAt : subscription.anchor;
  const found = periodAt(from, subscription.cycle, zone, now.isBefore(from) ? from : now);
  if (!found) throw new InvariantBroken(`no usage period of ${subscription.id} at ${now}`);
  return found.period;
}
