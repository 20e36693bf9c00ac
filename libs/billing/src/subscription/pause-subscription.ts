import { plusDays, type Instant, type TimeZone } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import type { TransitionRefusal } from '../state-machine';
import { moveSubscription, type Subscription, type SubscriptionChange } from './subscription';
import type { SubscriptionStatus } from './subscription.states';

/** Calendar days after which a pause cancels the subscription. */
export const PAUSE_DAYS_MAX = 90;

export type PauseRefusal =
  | TransitionRefusal
  | { readonly code: 'already_paused' }
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus }
  | { readonly code: 'invalid_resume_instant'; readonly daysMax: number };

export interface PauseDecision extends SubscriptionChange {
  /** True when an invoiced change that nobody paid yet gives way: its invoice is to be voided. */
  readonly dropsUnpaidChange: boolean;
}

/**
 * Stops service and billing now: on 20 Feb in [10 Feb, 10 Mar) → `paused`, with 18 days left to be served after it. It ends
 * by itself at `resumesAt`, else when asked; after 90 calendar days the subscription is canceled.
 * Refused in this order: already_paused, subscription_not_live (all but active), invalid_resume_instant (not after now,
 * or after the 90 days).
 */
export function pauseSubscription(
  subscription: Subscription,
  resumesAt: Instant | null,
  zone: TimeZone,
  now: Instant,
): Result<PauseDecision, PauseRefusal> {
  const { status, pendingChange } = subscription;
  if (status === 'paused') return refuse({ code: 'already_paused' });
  if (status !== 'active') return refuse({ code: 'subscription_not_live', status });
  const second = now.wholeSecond();
  const endsAt = plusDays(second, PAUSE_DAYS_MAX, zone);
  const resume = resumesAt?.wholeSecond() ?? null;
  if (resume && (!resume.isAfter(second) || resume.isAfter(endsAt))) {
    return refuse({ code: 'invalid_resume_instant', daysMax: PAUSE_DAYS_MAX });
  }
  const dropsUnpaidChange = pendingChange?.awaitsPayment ?? false;
  const change = moveSubscription(subscription, 'paused', now);
  if (!change.ok) return change;
  const paused: Subscription = { ...change.value.subscription, pause: { startedAt: now, resumesAt: resume, endsAt } };
  return ok({
    subscription: dropsUnpaidChange ? { ...paused, pendingChange: null } : paused,
    events: change.value.events,
    dropsUnpaidChange,
  });
}

/** Cancels a subscription that was paused for 90 days; what was served before the pause is billed, nothing comes back. */
export function endLongPause(
  subscription: Subscription,
  now: Instant,
): Result<SubscriptionChange, TransitionRefusal | { readonly code: 'not_due_yet' }> {
  const { pause, status } = subscription;
  if (status === 'paused' && pause && now.isBefore(pause.endsAt)) return refuse({ code: 'not_due_yet' });
  return moveSubscription(subscription, 'pause_too_long', now);
}
