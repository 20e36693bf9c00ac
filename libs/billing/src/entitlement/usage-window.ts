import { periodAt, type Instant, type Period, type TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import type { Subscription } from '../subscription/subscription';

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
