import type { Subscription } from '@libs/billing/subscription';

/** What the audit log keeps of a subscription, before and after a change. */
export function auditedFacts(subscription: Subscription | undefined): object | undefined {
  if (!subscription) return undefined;
  const { status, planId, planVersion, quantity, periodPrice, currentPeriod, cancelAtPeriodEnd, pendingChange } =
    subscription;
  return {
    status,
    plan_id: planId,
    plan_version: planVersion,
    quantity,
    period_price: String(periodPrice),
    period_start: String(currentPeriod.start),
    period_end: String(currentPeriod.end),
    cancel_at_period_end: cancelAtPeriodEnd,
    ...(pendingChange ? { pending_change: `${pendingChange.planId}:${pendingChange.planVersion}` } : {}),
  };
}
