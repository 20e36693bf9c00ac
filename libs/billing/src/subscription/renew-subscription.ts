import type { Instant, Period, TimeZone } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import type { Plan } from '../catalog/plan';
import { billPeriod, isSameCycle, withPrice } from './adopt-terms';
import { scheduledEnd } from './cancel-subscription';
import { priceLine, type LineProposal } from './line-proposal';
import { nextPeriod, scheduledPeriod, servedUntil } from './present-period';
import { servedLines } from './proration';
import { updatedEvent, type Subscription, type SubscriptionEvent } from './subscription';
import type { SubscriptionStatus } from './subscription.states';

/** Finds a version of a plan; the caller loads those that a subscription and its pending changes name. */
export type PlanLookup = (planId: number, planVersion: number) => Plan;

export interface RenewalFacts {
  readonly subscription: Subscription;
  readonly planOf: PlanLookup;
  readonly zone: TimeZone;
  readonly now: Instant;
}

export interface Renewal {
  readonly subscription: Subscription;
  /** Counted from the anchor. */
  readonly n: number;
  readonly period: Period;
  /** The period that ended: its usage is billed on the same invoice. */
  readonly endedPeriod: Period;
  /** In arrears the price of the period that ended, in advance that of the one that begins. */
  readonly lines: readonly LineProposal[];
  /** True when an invoiced change was not paid in time: it is dropped, its invoice is to be voided. */
  readonly dropsUnpaidChange: boolean;
  readonly events: readonly SubscriptionEvent[];
}

export type RenewalRefusal =
  | { readonly code: 'not_due_yet' }
  | { readonly code: 'subscription_not_live'; readonly status: SubscriptionStatus };

/** These are renewed; one that is past due keeps its service while dunning goes on. */
const RENEWS: ReadonlySet<SubscriptionStatus> = new Set(['active', 'past_due']);

/**
 * Begins the next period, one at a time: Pro at 29.99, [10 Feb, 10 Mar) ended → [10 Mar, 10 Apr) and one line of 29.99. A
 * scheduled change and a new plan version take effect here. Refused before the period's end (`not_due_yet`), and for what is not active or past due;
 * one whose scheduled cancellation is due is a bug of the caller (InvariantBroken).
 */
export function renewSubscription(facts: RenewalFacts): Result<Renewal, RenewalRefusal> {
  const { subscription, planOf, zone, now } = facts;
  const { status, currentPeriod: ended, pendingChange } = subscription;
  if (!RENEWS.has(status)) return refuse({ code: 'subscription_not_live', status });
  if (now.isBefore(ended.end)) return refuse({ code: 'not_due_yet' });
  const end = scheduledEnd(subscription);
  if (end && !end.isAfter(ended.end))
    throw new InvariantBroken(`subscription ${subscription.id} ends, it is not renewed`);

  const plan = planOf(subscription.planId, subscription.planVersion);
  const closing = servesInArrears(subscription)
    ? servedLines({ subscription, plan, zone }, servedUntil(subscription, zone, ended.end))
    : [];
  const { next: renewed, events } = withPendingTerms(subscription, planOf, ended.end);
  const begun = nextPeriod(renewed, zone, ended.end);
  const { n, period } = begun;
  const next = { ...renewed, currentPeriod: period, service: null };
  const opening = billPeriod(next, planOf(next.planId, next.planVersion), zone, begun);
  return ok({
    subscription: next,
    n,
    period,
    endedPeriod: ended,
    lines: [...closing, ...opening],
    dropsUnpaidChange: pendingChange?.awaitsPayment ?? false,
    events,
  });
}

export interface BillablePeriod {
  readonly n: number;
  readonly period: Period;
  /** Empty in arrears while the period runs. */
  readonly lines: readonly LineProposal[];
}

/**
 * All periods of a subscription from its anchor to now, with what each costs, for a start in the past: monthly at 30.00 from
 * 15 Jan, on 20 Mar → [15 Jan, 15 Feb), [15 Feb, 15 Mar), [15 Mar, 15 Apr), 30.00 each. One invoice each.
 */
export function periodsSinceStart(
  subscription: Subscription,
  plan: Plan,
  zone: TimeZone,
  now: Instant,
): BillablePeriod[] {
  const periods: BillablePeriod[] = [];
  const {
    quantity,
    periodPrice: { currency },
  } = subscription;
  for (let start = subscription.anchor; !start.isAfter(now);) {
    const { n, period, share } = scheduledPeriod(subscription, zone, start);
    const isBilled = !servesInArrears(subscription) || !period.end.isAfter(now);
    const lines = isBilled ? [priceLine({ plan, currency, quantity, period, share, zone })] : [];
    periods.push({ n, period, lines });
    start = period.end;
  }
  return periods;
}

/**
 * Schedules a new version of a subscriber's plan for the first period that starts on or after an instant. Earlier versions
 * that take effect before it still do; those for the same time or later give way. Again, it changes nothing.
 */
export function scheduleVersion(
  subscription: Subscription,
  newPlan: Pick<Plan, 'id' | 'version'>,
  effectiveAt: Instant,
): Pick<Renewal, 'subscription' | 'events'> {
  if (newPlan.id !== subscription.planId) throw new InvariantBroken(`${subscription.id} is not on plan ${newPlan.id}`);
  const version = { planId: newPlan.id, planVersion: newPlan.version, effectiveAt };
  const scheduled = subscription.pendingVersions ?? [];
  const isKnown = scheduled.some(
    ({ planId, planVersion, effectiveAt: at }) =>
      planId === version.planId && planVersion === version.planVersion && at.equals(effectiveAt),
  );
  if (isKnown) return { subscription, events: [] };
  const before = scheduled.filter((each) => each.effectiveAt.isBefore(effectiveAt));
  return {
    subscription: { ...subscription, pendingVersions: [...before, version] },
    events: [updatedEvent(subscription, 'price_version_scheduled')],
  };
}

/**
 * The terms of the period that starts at an instant: a scheduled change first, then a new version of the plan it is on by
 * then. An invoiced change that is still unpaid lapses. Another cycle counts from here.
 */
export function withPendingTerms(
  subscription: Subscription,
  planOf: PlanLookup,
  start: Instant,
): { readonly next: Subscription; readonly events: SubscriptionEvent[] } {
  const { pendingChange: change, pendingVersions } = subscription;
  let next = subscription;
  const events: SubscriptionEvent[] = [];
  if (change && (change.awaitsPayment || !start.isBefore(change.effectiveAt))) {
    next = { ...next, pendingChange: null };
    if (!change.awaitsPayment) {
      next = onTerms(next, planOf(change.planId, change.planVersion), change.quantity, start);
    }
    events.push(updatedEvent(next, change.awaitsPayment ? 'change_withdrawn' : 'plan_changed'));
  }
  const waiting = (pendingVersions ?? []).filter(({ effectiveAt }) => start.isBefore(effectiveAt));
  const version = pendingVersions?.at(-waiting.length - 1);
  if (version) {
    next = { ...next, pendingVersions: waiting.length > 0 ? waiting : null };
    // Someone who moved to another plan meanwhile, or to a later version, has nothing to do with it any more.
    if (next.planId === version.planId && next.planVersion < version.planVersion) {
      next = onTerms(next, planOf(version.planId, version.planVersion), next.quantity, start);
      events.push(updatedEvent(next, 'price_version_applied'));
    }
  }
  return { next, events };
}

function onTerms(subscription: Subscription, plan: Plan, quantity: number, start: Instant): Subscription {
  const priced = withPrice(subscription, plan, quantity);
  return isSameCycle(subscription, plan) ? priced : { ...priced, anchor: start };
}

function servesInArrears({ billIn }: Subscription): boolean {
  return billIn === 'arrears';
}
