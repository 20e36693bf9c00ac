import type { BillingCycle, Instant, Period, TimeZone } from '@libs/calendar';
import { InvariantBroken, ok, type Result } from '@libs/errors';
import type { Money } from '@libs/money';
import { transition, type TransitionRefusal } from '../state-machine';
import { SUBSCRIPTION_TRANSITIONS, type SubscriptionStatus, type SubscriptionTrigger } from './subscription.states';

export const ACCOUNT_STATUSES = ['current', 'warning', 'blocked'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** What the decisions need to know of the one who pays. */
export interface BilledAccount {
  readonly id: string;
  readonly currency: string;
  readonly zone: TimeZone;
  readonly status: AccountStatus;
}

/** An account's agreement to a plan over time. Decisions never change one; they return the next. */
export interface Subscription {
  readonly id: string;
  readonly accountId: string;
  readonly planId: number;
  readonly planVersion: number;
  readonly family: string;
  readonly status: SubscriptionStatus;
  /** Seats; 1 for a plan that is not sold per seat. */
  readonly quantity: number;
  /** What one period costs, all seats, before discounts and tax. */
  readonly periodPrice: Money;
  readonly cycle: BillingCycle;
  /** The start of the paid service, from which periods are counted; for a trial, its end. A whole second. */
  readonly anchor: Instant;
  readonly createdAt: Instant;
  readonly startedAt: Instant;
  /** For a trial, the trial. */
  readonly currentPeriod: Period;
  readonly trialEnd: Instant | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly canceledAt: Instant | null;
  /** Why it ended; null while it has not. */
  readonly endReason: SubscriptionTrigger | null;
}

export type SubscriptionEventType =
  | 'subscription.created'
  | 'subscription.activated'
  | 'subscription.updated'
  | 'subscription.trial_will_end'
  | 'subscription.trial_ended'
  | 'subscription.past_due'
  | 'subscription.paused'
  | 'subscription.resumed'
  | 'subscription.canceled'
  | 'subscription.expired';

/** Something that happened to a subscription; also the row of its history. `from` is null at its beginning. */
export interface SubscriptionEvent {
  readonly type: SubscriptionEventType;
  readonly subscriptionId: string;
  readonly from: SubscriptionStatus | null;
  readonly to: SubscriptionStatus;
  readonly cause: SubscriptionTrigger | 'started' | 'cancellation_scheduled';
}

/** The next subscription, and what is to be told about it. */
export interface SubscriptionChange {
  readonly subscription: Subscription;
  readonly events: readonly SubscriptionEvent[];
}

/** The instant until which something is granted at present: the end of the trial or of the paid period. */
export function grantedUntil(subscription: Pick<Subscription, 'currentPeriod'>): Instant {
  return subscription.currentPeriod.end;
}

/** What is told of a subscription in its first state; one that is in force at once is activated too. */
export function startedEvents({ id, status }: Pick<Subscription, 'id' | 'status'>): SubscriptionEvent[] {
  const first = { subscriptionId: id, from: null, to: status, cause: 'started' } as const;
  const created: SubscriptionEvent = { type: 'subscription.created', ...first };
  return status === 'active' ? [created, { type: 'subscription.activated', ...first }] : [created];
}

/** Moves a subscription along its table; an end notes its reason and its instant. */
export function moveSubscription(
  subscription: Subscription,
  trigger: SubscriptionTrigger,
  now: Instant,
): Result<SubscriptionChange, TransitionRefusal> {
  const next = transition<SubscriptionStatus, SubscriptionTrigger>(
    SUBSCRIPTION_TRANSITIONS,
    subscription.status,
    trigger,
  );
  if (!next.ok) return next;
  const to = next.value;
  const ending = to === 'canceled' || to === 'expired';
  const end = ending ? { endReason: trigger, canceledAt: to === 'canceled' ? now : subscription.canceledAt } : {};
  return ok({
    subscription: { ...subscription, ...end, status: to },
    events: [eventOf(subscription, to, trigger)],
  });
}

function eventOf(
  { id, status: from }: Subscription,
  to: SubscriptionStatus,
  cause: SubscriptionTrigger,
): SubscriptionEvent {
  return { type: eventTypeFor(to, cause), subscriptionId: id, from, to, cause };
}

function eventTypeFor(to: SubscriptionStatus, cause: SubscriptionTrigger): SubscriptionEventType {
  if (cause === 'resumed') return 'subscription.resumed';
  if (to === 'active') return 'subscription.activated';
  if (to === 'trial' || to === 'pending') throw new InvariantBroken(`nothing leads back to ${to}`);
  return `subscription.${to}`;
}
