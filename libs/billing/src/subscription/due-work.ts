import type { Instant, TimeZone } from '@libs/calendar';
import { scheduledEnd } from './cancel-subscription';
import { trialWarningAt } from './end-trial';
import { isTrialOver } from './present-period';
import { pendingUntil } from './expire-pending';
import type { Subscription } from './subscription';

/** What time does to a subscription, in the order in which it is done when several fall on one instant. */
export const DUE_STEPS = [
  'pending_expiry',
  'scheduled_cancel',
  'trial_will_end',
  'trial_end',
  'grace_end',
  'resume',
  'pause_limit',
  'renewal',
] as const;
export type DueStep = (typeof DUE_STEPS)[number];

export interface DueWork {
  readonly step: DueStep;
  readonly at: Instant;
  /** True for a step that begins a period on other terms: a scheduled change, or a new version of the plan. */
  readonly changesTerms: boolean;
}

/**
 * The step that falls due next, and when; null when time does nothing more to it. Active in [10 Feb, 10 Mar) → `renewal` on
 * 10 Mar; with a scheduled cancellation → `scheduled_cancel` then. `at` is what the database indexes; a step in the past
 * is overdue and done as of `at`. Which decision does it: renewSubscription, endTrial, warnOfTrialEnd, endGrace,
 * resumeSubscription, endLongPause, expirePending, endCanceledTerm.
 */
export function dueWork(subscription: Subscription, zone: TimeZone): DueWork | null {
  const candidates = [...stepsOf(subscription, zone), ...endOf(subscription)];
  const [next] = candidates.sort((a, b) => a.at.compare(b.at) || DUE_STEPS.indexOf(a.step) - DUE_STEPS.indexOf(b.step));
  return next ? { ...next, changesTerms: changesTerms(subscription, next) } : null;
}

type Candidate = Omit<DueWork, 'changesTerms'>;

function stepsOf(subscription: Subscription, zone: TimeZone): Candidate[] {
  const { status, currentPeriod, graceEndsAt } = subscription;
  switch (status) {
    case 'pending':
      return [{ step: 'pending_expiry', at: pendingUntil(subscription) }];
    case 'trial':
      return trialSteps(subscription, zone);
    case 'active':
      return [{ step: 'renewal', at: currentPeriod.end }];
    case 'past_due':
      // In the grace of a trial nothing is renewed: it is paid for, or it expires.
      return graceEndsAt ? [{ step: 'grace_end', at: graceEndsAt }] : [{ step: 'renewal', at: currentPeriod.end }];
    case 'paused':
      return pauseSteps(subscription);
    default:
      return [];
  }
}

function trialSteps(subscription: Subscription, zone: TimeZone): Candidate[] {
  // The first charge is under way: its answer decides, not time.
  if (isTrialOver(subscription)) return [];
  const warningAt = subscription.trialWarnedAt ? null : trialWarningAt(subscription, zone);
  const end: Candidate = { step: 'trial_end', at: subscription.currentPeriod.end };
  return warningAt ? [{ step: 'trial_will_end', at: warningAt }, end] : [end];
}

function pauseSteps({ pause }: Subscription): Candidate[] {
  if (!pause) return [];
  const limit: Candidate = { step: 'pause_limit', at: pause.endsAt };
  return pause.resumesAt ? [{ step: 'resume', at: pause.resumesAt }, limit] : [limit];
}

function endOf(subscription: Subscription): Candidate[] {
  const { status, cancelAt } = subscription;
  if (status === 'pending' || status === 'canceled' || status === 'expired') return [];
  // While paused the period's end waits for the resume; only an instant of its own counts.
  const at = status === 'paused' ? (cancelAt ?? null) : scheduledEnd(subscription);
  return at ? [{ step: 'scheduled_cancel', at }] : [];
}

function changesTerms({ pendingChange, pendingVersions }: Subscription, { step, at }: Candidate): boolean {
  if (step !== 'renewal' && step !== 'trial_end') return false;
  const isDue = (effectiveAt: Instant) => !at.isBefore(effectiveAt);
  const changes = pendingChange && !pendingChange.awaitsPayment && isDue(pendingChange.effectiveAt);
  return Boolean(changes) || (pendingVersions ?? []).some(({ effectiveAt }) => isDue(effectiveAt));
}
