import type { BillingCycle, Instant, Period, TimeZone } from '@libs/calendar';
import { InvariantBroken, ok, type Result } from '@libs/errors';
import type { Money } from '@libs/money';
import type { BillIn } from '../catalog/plan';
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
  /** Day of the month 1–31 (for weeks, ISO weekday 1–7) on which periods begin; null or absent: counted from the anchor. */
  readonly billingDay?: number | null;
  /** When the price is billed: at a period's start (also when absent), or at its end. */
  readonly billIn?: BillIn;
  /** Set while `paused`. */
  readonly pause?: Pause | null;
  readonly pendingChange?: PendingChange | null;
  /** New versions of its plan, each waiting for the first period start on or after its instant; the earliest first. */
  readonly pendingVersions?: readonly PendingVersion[] | null;
  /** A scheduled end at an instant of its own; null or absent when it ends with a period, or not at all. */
  readonly cancelAt?: Instant | null;
  /** What the customer gets back when a scheduled end comes before the paid period is over; null or absent: nothing. */
  readonly refundAtEnd?: 'none' | 'prorated' | null;
  /** When `trial_will_end` was told. */
  readonly trialWarnedAt?: Instant | null;
  /** End of the grace after a trial that nobody paid for; null or absent otherwise. */
  readonly graceEndsAt?: Instant | null;
  /** How the present period departs from its schedule; null or absent: not at all. */
  readonly service?: PeriodService | null;
}

export interface Pause {
  /** To the millisecond, since what was used before counts; time is divided by its second. */
  readonly startedAt: Instant;
  /** When it resumes by itself; null: when asked. */
  readonly resumesAt: Instant | null;
  /** When the pause has been too long and the subscription is canceled. */
  readonly endsAt: Instant;
}

/** A change that was asked for and is not in force yet. Its price is what that version of the plan says. */
export interface PendingChange {
  readonly planId: number;
  readonly planVersion: number;
  readonly quantity: number;
  /** At the first period start on or after it; for one that awaits payment, the instant it was billed from. */
  readonly effectiveAt: Instant;
  /** True: invoiced, and in force once that invoice is paid. */
  readonly awaitsPayment: boolean;
  /** To where an invoiced change bills the period that it begins; null or absent: it begins none. */
  readonly periodEnd?: Instant | null;
  /** The invoice that a change waits for, once it was issued; null or absent while there is none. */
  readonly invoiceId?: string | null;
}

export interface PendingVersion {
  readonly planId: number;
  readonly planVersion: number;
  /** At the first period start on or after it. */
  readonly effectiveAt: Instant;
}

export interface PeriodService {
  /** In arrears: from here on the present price is not billed yet. */
  readonly unbilledFrom: Instant;
  /** Pauses of the present period that are over, in their order; each moved its end. */
  readonly pauses: readonly Period[];
  /** Seconds that one price buys, since a pause moved the period off its schedule; null: what the schedule says. */
  readonly cycleSeconds: bigint | null;
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
  readonly cause: SubscriptionTrigger | UpdateCause | 'started' | 'trial_ending' | 'trial_ended';
}

/** Why a subscription was updated without a change of state. */
export type UpdateCause =
  | 'cancellation_scheduled'
  | 'reactivated'
  | 'plan_changed'
  | 'change_scheduled'
  | 'change_withdrawn'
  | 'price_version_scheduled'
  | 'price_version_applied';

/** The next subscription, and what is to be told about it. */
export interface SubscriptionChange {
  readonly subscription: Subscription;
  readonly events: readonly SubscriptionEvent[];
}

/** Told when something changes that is not its state. */
export function updatedEvent(
  { id, status }: Pick<Subscription, 'id' | 'status'>,
  cause: UpdateCause,
): SubscriptionEvent {
  return { type: 'subscription.updated', subscriptionId: id, from: status, to: status, cause };
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
  // What was to come does not come any more.
  const pending = ending && subscription.pendingChange ? { pendingChange: null } : {};
  // Whoever pays, or leaves, is out of the trial's grace.
  const grace = subscription.graceEndsAt && to !== 'past_due' ? { graceEndsAt: null } : {};
  return ok({
    subscription: { ...subscription, ...end, ...pending, ...grace, status: to },
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
