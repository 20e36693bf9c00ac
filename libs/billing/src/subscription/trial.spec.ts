import { TimeZone } from '@libs/calendar';
import { accepted, anAccount, aPlan, aTrial, at, refusalOf, usd } from '../testing';
import { applyPayment } from './apply-payment';
import { endGrace, endTrial, failPayment, warnOfTrialEnd } from './end-trial';
import { renewSubscription } from './renew-subscription';
import type { Subscription } from './subscription';

const pro = aPlan();
const trial = aTrial({ plan: pro, now: at('2026-01-01T00:00:00Z') }); // Ends on 31 Jan.
const end = trial.trialEnd!;
const ending = (subscription: Subscription, hasPaymentMethod: boolean, now = end, plan = pro) =>
  endTrial({ subscription, planOf: () => plan, zone: TimeZone.UTC, hasPaymentMethod, now });

describe('the end of a trial', () => {
  test('with a payment method the first period is charged; the answer decides', () => {
    const decision = accepted(ending(trial, true));
    expect(decision).toMatchObject({ collects: 'charge', subscription: { status: 'trial', anchor: end } });
    expect(String(decision.period)).toBe('[2026-01-31T00:00:00Z, 2026-02-28T00:00:00Z)');
    expect(decision.lines).toMatchObject([{ kind: 'subscription', lineTotal: usd(2999n) }]);
    expect(decision.events).toMatchObject([{ type: 'subscription.trial_ended' }]);

    const declined = failPayment(decision.subscription, TimeZone.UTC, end);
    expect(declined.subscription).toMatchObject({ status: 'past_due', graceEndsAt: at('2026-02-07T00:00:00Z') });
    expect(refusalOf(ending(decision.subscription, true))).toBe('subscription_not_live');
  });

  test('without one it is past due for seven days and then expired', () => {
    const { subscription, collects, lines, events } = accepted(ending(trial, false));
    expect([collects, subscription.status, lines.length]).toEqual(['ask', 'past_due', 1]);
    expect(events.map(({ type }) => type)).toEqual(['subscription.trial_ended', 'subscription.past_due']);
    const until = at('2026-02-07T00:00:00Z');
    expect(refusalOf(endGrace(subscription, until.plusMilliseconds(-1)))).toBe('not_due_yet');
    expect(accepted(endGrace(subscription, until)).subscription).toMatchObject({
      status: 'expired',
      graceEndsAt: null,
    });
  });

  test('paid for within the grace it is active, and the grace is over', () => {
    const { subscription } = accepted(ending(trial, false));
    const paid = accepted(
      applyPayment({
        subscription,
        invoice: { status: 'open', amountDue: usd(2999n), amountsAsked: [usd(2999n)] },
        captured: usd(2999n),
        holder: null,
        now: at('2026-02-03T00:00:00Z'),
      }),
    );
    expect(paid).toMatchObject({ kind: 'settles', subscription: { status: 'active', graceEndsAt: null } });
    expect(paid.kind === 'settles' && refusalOf(endGrace(paid.subscription, at('2026-03-01T00:00:00Z')))).toBe(
      'not_due_yet',
    );
  });

  test('noticed late, the first period begins where the trial ended', () => {
    const { period, subscription } = accepted(ending(trial, false, at('2026-02-03T00:00:00Z')));
    expect(period.start).toEqual(end);
    expect(subscription.graceEndsAt).toEqual(at('2026-02-07T00:00:00Z'));
  });

  test.each([
    ['free', aPlan({ prices: [usd(0n)] })],
    ['in arrears', aPlan({ billIn: 'arrears' })],
  ])('%s: nothing is due, active at once', (_, plan) => {
    const subscription = aTrial({ plan, now: at('2026-01-01T00:00:00Z') });
    expect(accepted(ending(subscription, false, end, plan))).toMatchObject({
      collects: 'none',
      subscription: { status: 'active' },
    });
  });

  test('with a billing day the stub begins at the trial’s end', () => {
    const subscription = aTrial({ now: at('2026-01-01T00:00:00Z'), billingDay: 15 });
    const { period, lines } = accepted(ending(subscription, true));
    expect(String(period)).toBe('[2026-01-31T00:00:00Z, 2026-02-15T00:00:00Z)');
    expect(lines[0]!.lineTotal).toEqual(usd(1451n)); // 29.99 × 15/31
  });

  test('ended within its first paid period it is billed to that end only, and for the rest when that is taken back', () => {
    const { subscription, lines, period } = accepted(ending({ ...trial, cancelAt: at('2026-02-14T00:00:00Z') }, true));
    expect(String(period)).toBe('[2026-01-31T00:00:00Z, 2026-02-14T00:00:00Z)');
    expect(lines).toMatchObject([{ lineTotal: usd(1500n) }]); // 14 of 28 days.
    const kept = { ...subscription, status: 'active' as const, cancelAt: null };
    const rest = accepted(
      renewSubscription({ subscription: kept, planOf: () => pro, zone: TimeZone.UTC, now: period.end }),
    );
    expect(String(rest.period)).toBe('[2026-02-14T00:00:00Z, 2026-02-28T00:00:00Z)');
    expect(rest.lines).toMatchObject([{ lineTotal: usd(1500n) }]);
  });

  test('a change scheduled meanwhile takes effect', () => {
    const other = aPlan({ id: 9, prices: [usd(5000n)] });
    const pendingChange = { planId: 9, planVersion: 1, quantity: 1, effectiveAt: end, awaitsPayment: false };
    const decision = endTrial({
      subscription: { ...trial, pendingChange },
      planOf: (id) => (id === 9 ? other : pro),
      zone: TimeZone.UTC,
      hasPaymentMethod: true,
      now: end,
    });
    expect(accepted(decision)).toMatchObject({ subscription: { planId: 9, pendingChange: null } });
    expect(accepted(decision).lines[0]!.lineTotal).toEqual(usd(5000n));
  });

  test('not a millisecond early, and only a trial', () => {
    expect(refusalOf(ending(trial, true, end.plusMilliseconds(-1)))).toBe('not_due_yet');
    expect(refusalOf(ending({ ...trial, status: 'active' }, true))).toBe('subscription_not_live');
  });
});

describe('failPayment', () => {
  const renewed: Subscription = { ...trial, status: 'active' };
  test('a failed renewal is past due without an end of grace, also long after a trial', () => {
    const { subscription, events } = failPayment(renewed, TimeZone.UTC, at('2026-05-01T00:00:00Z'));
    expect(subscription.status).toBe('past_due');
    expect(subscription.graceEndsAt ?? null).toBeNull();
    expect(events).toMatchObject([{ type: 'subscription.past_due', from: 'active' }]);
  });

  test.each(['past_due', 'paused', 'pending', 'canceled', 'expired'] as const)('%s stays as it is', (status) => {
    const subscription = { ...trial, status };
    expect(failPayment(subscription, TimeZone.UTC, end)).toEqual({ subscription, events: [] });
  });

  test('seven days are calendar days of the account', () => {
    const account = anAccount({ zone: TimeZone.of('Europe/Berlin') });
    const berlin = aTrial({ account, plan: aPlan({ trialPeriodDays: 1 }), now: at('2026-03-24T08:00:00Z') });
    const { subscription } = failPayment(berlin, account.zone, at('2026-03-25T08:00:00Z'));
    expect(String(subscription.graceEndsAt)).toBe('2026-04-01T07:00:00Z');
  });
});

test('the warning is told once', () => {
  const warned = warnOfTrialEnd(trial, at('2026-01-28T00:00:00Z'));
  expect(warned.events).toMatchObject([{ type: 'subscription.trial_will_end', cause: 'trial_ending' }]);
  expect(warnOfTrialEnd(warned.subscription, end).events).toEqual([]);
  expect(warnOfTrialEnd({ ...trial, status: 'canceled' }, end).events).toEqual([]);
});
