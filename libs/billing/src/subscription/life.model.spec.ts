import { TimeZone, type Instant } from '@libs/calendar';
import fc from 'fast-check';
import type { Plan } from '../catalog/plan';
import { anAccount, aTrial, at, started, usd } from '../testing';
import { applyPayment } from './apply-payment';
import { cancelForNonpayment, cancelSubscription, endCanceledTerm } from './cancel-subscription';
import { changeSubscription, withdrawChange } from './change-subscription';
import { dueWork } from './due-work';
import { endGrace, endTrial, failPayment, warnOfTrialEnd } from './end-trial';
import { expirePending } from './expire-pending';
import { endLongPause, pauseSubscription } from './pause-subscription';
import { renewSubscription } from './renew-subscription';
import { resumeSubscription } from './resume-subscription';
import type { Subscription } from './subscription';
import { SUBSCRIPTION_TRANSITIONS } from './subscription.states';
import { begun, lookup, plansOf } from './testing/billed-life';

const starts = fc
  .integer({ min: at('2023-12-01T00:00:00Z').epochSeconds, max: at('2024-03-31T00:00:00Z').epochSeconds })
  .map((seconds) => at('1970-01-01T00:00:00Z').plusSeconds(seconds));
const step = fc.record({
  wait: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 * 86_400 })),
  planId: fc.integer({ min: 0, max: 4 }),
  quantity: fc.integer({ min: 1, max: 9 }),
  pause: fc.option(fc.integer({ min: 1, max: 60 * 86_400 }), { freq: 4 }),
});
const billingDays = fc.option(fc.integer({ min: 1, max: 31 }));

describe.each<[string, Plan['billIn'][]]>([
  ['in advance', ['advance']],
  ['in arrears', ['arrears']],
  ['mixed', ['advance', 'arrears', 'advance']],
])('%s, random changes within and across periods', (_, billIn) => {
  test('every second is billed exactly once', () => {
    fc.assert(
      fc.property(starts, billingDays, fc.array(step, { maxLength: 8 }), (start, billingDay, steps) => {
        const life = begun(plansOf(billIn), start, billingDay);
        for (const { wait, planId, quantity } of steps) {
          life.moveTo(life.now.plusSeconds(wait));
          life.change(planId, quantity);
        }
        life.moveTo(life.now.plusSeconds(86_400));
        const changes = life.history.flatMap(({ line: { period } }) => [period.start, period.end]);
        life.end();
        // Between two neighbors of these nothing changes, so they and their eves stand for all seconds.
        const witnesses = changes.flatMap((instant) => [instant, instant.plusSeconds(-1)]);
        for (const instant of witnesses.filter((instant) => !instant.isBefore(start) && instant.isBefore(life.now))) {
          expect([String(instant), life.timesBilled(instant)]).toEqual([String(instant), 1]);
        }
        expect(life.timesBilled(life.now)).toBe(0);
      }),
    );
  });

  test('pauses included, the total is the integral of the price, but for the rounding of each line', () => {
    fc.assert(
      fc.property(starts, billingDays, fc.array(step, { maxLength: 8 }), (start, day, steps) => {
        // Ended in arrears, the stub after a billing day's boundary has a denominator of its own.
        const life = begun(plansOf(billIn), start, billIn[0] === 'advance' && billIn.length === 1 ? day : null);
        for (const { wait, planId, quantity, pause } of steps) {
          life.moveTo(life.now.plusSeconds(wait));
          if (pause === null) life.change(planId, quantity);
          else life.pauseFor(pause);
        }
        life.end();
        expect(life.isExact()).toBe(true);
      }),
    );
  });
});

test('there and back at the same instant makes or loses no cent', () => {
  fc.assert(
    fc.property(starts, fc.array(step, { minLength: 1, maxLength: 6 }), (start, steps) => {
      const life = begun(plansOf(['advance']), start, null);
      life.moveTo(start.plusSeconds(steps[0]!.wait));
      const [planId, quantity] = [life.subscription.planId, 2];
      life.change(planId, quantity);
      const before = life.history.reduce((sum, { line }) => sum + line.lineTotal.minor, 0n);
      // The same cycle: another one would begin a period of its own.
      for (const { planId: other, quantity: seats } of steps) life.change(other % 3, seats);
      life.change(planId, quantity);
      expect(life.history.reduce((sum, { line }) => sum + line.lineTotal.minor, 0n)).toBe(before);
    }),
  );
});

describe('10,000 steps', () => {
  const plans = plansOf(['advance', 'arrears']);
  const allowed = new Set(
    Object.entries(SUBSCRIPTION_TRANSITIONS).flatMap(([from, row]) => Object.values(row).map((to) => `${from} ${to}`)),
  );
  type Act = (subscription: Subscription, now: Instant) => Subscription | undefined;
  const valueOf = <T>(result: { ok: true; value: T } | { ok: false }) => (result.ok ? result.value : undefined);
  const price = (subscription: Subscription) => ({
    subscription,
    plan: lookup(plans)(subscription.planId),
    zone: TimeZone.UTC,
    billedLines: [],
  });
  const pay = (subscription: Subscription, now: Instant) =>
    applyPayment({
      subscription,
      invoice: { status: 'open', amountDue: usd(1n), amountsAsked: [usd(1n)] },
      captured: usd(1n),
      holder: null,
      now,
    });
  const end = { planOf: lookup(plans), zone: TimeZone.UTC };
  const ACTS: Act[] = [
    (s, now) => {
      const effect = valueOf(pay(s, now));
      return effect?.kind === 'settles' ? effect.subscription : undefined;
    },
    (s, now) => failPayment(s, TimeZone.UTC, now).subscription,
    (s, now) => warnOfTrialEnd(s, now).subscription,
    (s, now) => valueOf(endTrial({ subscription: s, ...end, hasPaymentMethod: true, now }))?.subscription,
    (s, now) => valueOf(endTrial({ subscription: s, ...end, hasPaymentMethod: false, now }))?.subscription,
    (s, now) => valueOf(endGrace(s, now))?.subscription,
    (s, now) => valueOf(expirePending(s, now))?.subscription,
    (s, now) => valueOf(pauseSubscription(s, null, TimeZone.UTC, now))?.subscription,
    (s, now) => valueOf(resumeSubscription(price(s), now))?.subscription,
    (s, now) => valueOf(endLongPause(s, now))?.subscription,
    (s, now) => valueOf(cancelSubscription(s, 'period_end', now))?.subscription,
    (s, now) => valueOf(cancelSubscription(s, 'now', now))?.subscription,
    (s, now) => valueOf(cancelSubscription(s, now.plusSeconds(86_400), now))?.subscription,
    (s, now) => valueOf(endCanceledTerm(s, now))?.subscription,
    (s, now) => valueOf(cancelForNonpayment(s, now))?.subscription,
    (s) => withdrawChange(s).subscription,
    (s, now) => (now.isBefore(s.currentPeriod.start) ? undefined : changed(s, now)),
    (s, now) => (scheduled(s) ? undefined : valueOf(renewSubscription({ subscription: s, ...end, now }))?.subscription),
  ];
  const scheduled = ({ cancelAtPeriodEnd, cancelAt }: Subscription) => cancelAtPeriodEnd || cancelAt;
  const changed: Act = (s, now) => {
    const newPlan = plans[(s.planId + 1) % plans.length]!;
    if (!now.isBefore(s.currentPeriod.end)) return undefined;
    return valueOf(changeSubscription({ ...price(s), account: anAccount(), newPlan, quantity: s.quantity, now }))
      ?.subscription;
  };

  test('only documented transitions happen, and nothing leaves an end', () => {
    const seen = new Set<string>();
    let steps = 0;
    const random = fc.sample(fc.tuple(fc.nat(ACTS.length - 1), fc.nat(12 * 86_400)), {
      numRuns: 10_000,
      seed: 20_260_101,
    });
    let now = at('2026-01-01T00:00:00Z');
    let subscription = started({ plan: plans[0]!, now }).subscription;
    for (const [act, wait] of random) {
      now = now.plusSeconds(wait % (act % 2 ? 86_400 : 12 * 86_400));
      const next = ACTS[act]!(subscription, now) ?? subscription;
      if (next.status !== subscription.status) seen.add(`${subscription.status} ${next.status}`);
      subscription = next;
      steps += 1;
      const isFinal = subscription.status === 'canceled' || subscription.status === 'expired';
      expect(subscription.currentPeriod.start.isBefore(subscription.currentPeriod.end)).toBe(true);
      expect(isFinal).toBe(subscription.endReason !== null);
      expect(subscription.status === 'paused').toBe(Boolean(subscription.pause) && !isFinal);
      expect(dueWork(subscription, TimeZone.UTC) === null && subscription.status === 'active').toBe(false);
      if (isFinal && steps % 3 === 0) {
        subscription =
          steps % 2
            ? aTrial({ plan: { ...plans[0]!, trialPeriodDays: 10 }, now })
            : started({ plan: plans[0]!, now }).subscription;
      }
    }
    expect(steps).toBe(10_000);
    expect([...seen].filter((pair) => !allowed.has(pair))).toEqual([]);
    // All that can happen without another subscription of the family did happen.
    expect([...allowed].filter((pair) => !seen.has(pair))).toEqual([]);
  });
});
