import { Period, secondsBetween, type Instant, type TimeZone } from '@libs/calendar';
import { InvariantBroken, ok, refuse, type Result } from '@libs/errors';
import { priceLine } from './line-proposal';
import { cycleSeconds, scheduledPeriod, serviceOf } from './present-period';
import { settlePrice, type PresentPrice, type Settlement } from './proration';
import { moveSubscription, type Subscription, type SubscriptionChange, type SubscriptionEvent } from './subscription';

export interface ResumeDecision extends SubscriptionChange, Settlement {
  /** The part of the old period before the pause, when a new one begins here: its usage is billed. */
  readonly endedPeriod: Period | null;
}

/**
 * Serves the rest of the paid period: [10 Feb, 10 Mar) paused from 20 to 25 Feb → its end moves by five days to 15 Mar, which
 * is the new anchor; nothing is billed. In arrears the paused time is not billed either.
 *
 * A billing day stays where it is: the rest from the pause on is credited, and the stub from here to the next boundary is
 * charged (day 1, March at 31.00, paused 11 to 21 Mar → −21.00 and +11.00); in arrears the part before the pause is
 * charged and the stub at its end. Refused with not_paused.
 */
export function resumeSubscription(
  facts: PresentPrice,
  now: Instant,
): Result<ResumeDecision, { readonly code: 'not_paused' }> {
  const { subscription } = facts;
  const { pause } = subscription;
  if (subscription.status !== 'paused' || !pause) return refuse({ code: 'not_paused' });
  const at = now.wholeSecond();
  const { subscription: active, events } = resumed(subscription, now);
  if (subscription.billingDay) return ok(ontoBillingDay(facts, { active, events, at }));
  return ok({ subscription: movedBy(active, facts, at), events, lines: [], unpaid: [], endedPeriod: null });
}

/** The end, and with it the anchor, moves by the length of the pause. */
function movedBy(active: Subscription, { subscription: paused, zone }: PresentPrice, at: Instant): Subscription {
  const { currentPeriod } = active;
  const pause = Period.of(startOf(paused), at);
  const end = currentPeriod.end.plusSeconds(Number(pause.seconds()));
  const service = serviceOf(active);
  return {
    ...active,
    anchor: end,
    currentPeriod: Period.of(currentPeriod.start, end),
    service: {
      unbilledFrom: service.unbilledFrom,
      pauses: [...service.pauses, pause],
      cycleSeconds: cycleSeconds(paused, zone),
    },
    ...(active.pendingChange ? { pendingChange: { ...active.pendingChange, effectiveAt: end } } : {}),
  };
}

function ontoBillingDay(
  facts: PresentPrice,
  { active, events, at }: { active: Subscription; events: readonly SubscriptionEvent[]; at: Instant },
): ResumeDecision {
  const { subscription, plan, zone } = facts;
  const pausedAt = startOf(subscription);
  const { lines, unpaid } = settlePrice(facts, pausedAt);
  const scheduled = scheduledPeriod(active, zone, at);
  const next: Subscription = { ...active, currentPeriod: scheduled.period.from(at), service: null };
  const stub = next.billIn === 'arrears' ? [] : [stubLine(next, plan, zone)];
  const { currentPeriod } = subscription;
  const stopped = endOfUse(subscription, at);
  const endedPeriod = currentPeriod.start.isBefore(stopped) ? currentPeriod.until(stopped) : null;
  return { subscription: next, events, lines: [...lines, ...stub], unpaid, endedPeriod };
}

function stubLine(next: Subscription, plan: PresentPrice['plan'], zone: TimeZone) {
  const { currentPeriod: period, quantity, periodPrice } = next;
  const share = {
    numerator: secondsBetween(period.start, period.end),
    denominator: cycleSeconds(next, zone),
  };
  const isProrated = share.numerator !== share.denominator;
  return priceLine({ plan, currency: periodPrice.currency, quantity, period, share, zone, isProrated });
}

function startOf({ pause, id }: Subscription): Instant {
  if (!pause) throw new InvariantBroken(`subscription ${id} is not paused`);
  return pause.startedAt.wholeSecond();
}

/** What was used in the second of the pause, before it, counts; resumed in it, it belongs to the next period. */
function endOfUse({ pause, currentPeriod }: Subscription, resumedAt: Instant): Instant {
  const stops = [resumedAt, currentPeriod.end, pause?.startedAt.secondUp() ?? resumedAt];
  return stops.reduce((first, stop) => (stop.isBefore(first) ? stop : first));
}

function resumed(subscription: Subscription, now: Instant): SubscriptionChange {
  const change = moveSubscription(subscription, 'resumed', now);
  if (!change.ok) throw new InvariantBroken(`paused subscription ${subscription.id} was not resumed`);
  return { ...change.value, subscription: { ...change.value.subscription, pause: null } };
}
