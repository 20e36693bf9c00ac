import { TimeZone, type Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import type { Plan } from '../catalog/plan';
import { accepted, anAccount, aPlan, at, refusalOf, started, usd, type StartFacts } from '../testing';
import { reactivateSubscription } from './cancel-subscription';
import type { LineProposal } from './line-proposal';
import { periodsSinceStart, renewSubscription, scheduleVersion, type PlanLookup } from './renew-subscription';
import type { Subscription } from './subscription';

const basic = aPlan({ id: 1, name: 'Basic', prices: [usd(3000n)] });
const team = aPlan({ id: 2, name: 'Team', prices: [usd(6000n)] });
const dearer = { ...basic, version: 2, prices: [usd(3500n)] };
const planOf: PlanLookup = (id, version) => [basic, team, dearer].find((p) => p.id === id && p.version === version)!;

const active = (start: string, facts: StartFacts = {}): Subscription => ({
  ...started({ plan: basic, now: at(start), ...facts }).subscription,
  status: 'active',
});
const renew = (subscription: Subscription, now: Instant = subscription.currentPeriod.end, lookup = planOf) =>
  renewSubscription({ subscription, planOf: lookup, zone: TimeZone.UTC, now });
const totals = (lines: readonly LineProposal[]) =>
  lines.map(({ kind, lineTotal }) => [kind, lineTotal.toDecimalText()]);
/** The ends of a row of renewals, as dates. */
function datesOf(first: Subscription, count: number): string[] {
  const dates: string[] = [];
  for (let subscription = first; dates.length < count;) {
    subscription = accepted(renew(subscription)).subscription;
    dates.push(subscription.currentPeriod.end.toString().slice(0, 10));
  }
  return dates;
}

describe('renewSubscription', () => {
  test('the next period and its price, in advance; the usage of the one that ended', () => {
    const renewal = accepted(renew(active('2026-02-10T00:00:00Z')));
    expect(renewal).toMatchObject({ n: 2, dropsUnpaidChange: false, events: [] });
    expect(String(renewal.endedPeriod)).toBe('[2026-02-10T00:00:00Z, 2026-03-10T00:00:00Z)');
    expect(String(renewal.period)).toBe('[2026-03-10T00:00:00Z, 2026-04-10T00:00:00Z)');
    expect(renewal.subscription.currentPeriod).toEqual(renewal.period);
    expect(renewal.lines).toMatchObject([
      {
        kind: 'subscription',
        description: 'Basic, 10 Mar to 10 Apr',
        lineTotal: usd(3000n),
        explanation: '1 × 30.00 USD for 10 Mar 2026 to 10 Apr 2026 = 30.00 USD.',
      },
    ]);
  });

  test('days clamp and spring back, from an anchor and from a billing day', () => {
    expect(datesOf(active('2026-01-31T00:00:00Z'), 3)).toEqual(['2026-03-31', '2026-04-30', '2026-05-31']);
    expect(datesOf(active('2026-02-10T00:00:00Z', { billingDay: 31 }), 3)).toEqual([
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
  });

  test('a stub to a scheduled end that was taken back is followed by the rest of its period', () => {
    const toEnd = { ...active('2026-02-10T00:00:00Z'), cancelAt: at('2026-03-20T00:00:00Z') };
    const stub = accepted(renew(toEnd));
    expect(totals(stub.lines)).toEqual([['subscription', '9.68']]); // 10 of 31 days.
    const rest = accepted(renew(accepted(reactivateSubscription(stub.subscription)).subscription));
    expect(String(rest.period)).toBe('[2026-03-20T00:00:00Z, 2026-04-10T00:00:00Z)');
    expect(totals(rest.lines)).toEqual([['proration_charge', '20.32']]); // 21 of 31 days.
    expect(String(accepted(renew(rest.subscription)).period)).toBe('[2026-04-10T00:00:00Z, 2026-05-10T00:00:00Z)');
  });

  test('in arrears the period that ended is billed', () => {
    const slow = { ...basic, billIn: 'arrears' as const };
    const { lines } = accepted(renew(active('2026-02-10T00:00:00Z', { plan: slow }), undefined, () => slow));
    expect(lines).toMatchObject([
      { kind: 'subscription', description: 'Basic, 10 Feb to 10 Mar', lineTotal: usd(3000n) },
    ]);
  });

  test('in arrears the first stub costs its part', () => {
    const slow = { ...basic, billIn: 'arrears' as const };
    const subscription = active('2026-02-10T00:00:00Z', { plan: slow, billingDay: 1 });
    expect(totals(accepted(renew(subscription, undefined, () => slow)).lines)).toEqual([['subscription', '20.36']]);
  });

  test('is late without losing time: one period after the other', () => {
    const subscription = active('2026-02-10T00:00:00Z');
    const renewal = accepted(renew(subscription, at('2026-06-01T00:00:00Z')));
    expect(String(renewal.period)).toBe('[2026-03-10T00:00:00Z, 2026-04-10T00:00:00Z)');
  });

  test('a scheduled change takes effect; an unpaid one lapses', () => {
    const subscription = active('2026-02-10T00:00:00Z');
    const pendingChange = {
      planId: team.id,
      planVersion: 1,
      quantity: 1,
      effectiveAt: subscription.currentPeriod.end,
      awaitsPayment: false,
    };
    const changed = accepted(renew({ ...subscription, pendingChange }));
    expect(changed.subscription).toMatchObject({ planId: team.id, periodPrice: usd(6000n), pendingChange: null });
    expect(totals(changed.lines)).toEqual([['subscription', '60.00']]);
    expect(changed.events).toMatchObject([{ cause: 'plan_changed' }]);

    const unpaid = accepted(renew({ ...subscription, pendingChange: { ...pendingChange, awaitsPayment: true } }));
    expect(unpaid).toMatchObject({ dropsUnpaidChange: true, subscription: { planId: basic.id, pendingChange: null } });
    expect(unpaid.events).toMatchObject([{ cause: 'change_withdrawn' }]);
  });

  test('a scheduled change of cycle counts from the boundary', () => {
    const annual = { ...team, cycle: { unit: 'yearly', count: 1 } as const };
    const subscription = active('2026-01-31T00:00:00Z');
    const { end } = subscription.currentPeriod;
    const pendingChange = { planId: 2, planVersion: 1, quantity: 1, effectiveAt: end, awaitsPayment: false };
    const renewal = accepted(renew({ ...subscription, pendingChange }, end, (id) => (id === 2 ? annual : basic)));
    expect(renewal.subscription.anchor).toEqual(end);
    expect(String(renewal.period)).toBe('[2026-02-28T00:00:00Z, 2027-02-28T00:00:00Z)');
    expect(renewal.n).toBe(1);
  });

  test('a new version waits for the first period that starts on or after its date', () => {
    const { subscription, events } = scheduleVersion(
      active('2026-02-10T00:00:00Z'),
      dearer,
      at('2026-04-10T00:00:00Z'),
    );
    expect(events).toMatchObject([{ type: 'subscription.updated', cause: 'price_version_scheduled' }]);
    expect(scheduleVersion(subscription, dearer, at('2026-04-10T00:00:00Z'))).toEqual({ subscription, events: [] });
    const march = accepted(renew(subscription));
    expect(march.subscription).toMatchObject({ planVersion: 1, periodPrice: usd(3000n) });
    const april = accepted(renew(march.subscription));
    expect(april.subscription).toMatchObject({ planVersion: 2, periodPrice: usd(3500n), pendingVersions: null });
    expect(april.events).toMatchObject([{ cause: 'price_version_applied' }]);
  });

  test('a version that is announced for later leaves the earlier one as it was, and replaces what came after it', () => {
    const version = (n: number): Plan => ({ ...basic, version: n, prices: [usd(3000n + BigInt(n))] });
    const lookup: PlanLookup = (_, n) => version(n);
    const scheduled = [
      [2, '2026-03-10T00:00:00Z'],
      [3, '2026-06-10T00:00:00Z'],
      [4, '2026-05-10T00:00:00Z'],
    ].reduce(
      (subscription, [n, date]) => scheduleVersion(subscription, version(Number(n)), at(String(date))).subscription,
      active('2026-02-10T00:00:00Z'),
    );
    const versions: number[] = [];
    for (let next = scheduled; versions.length < 5; versions.push(next.planVersion)) {
      next = accepted(renew(next, undefined, lookup)).subscription;
    }
    expect(versions).toEqual([2, 2, 4, 4, 4]);
  });

  test('a new version of a plan that was left meanwhile means nothing', () => {
    const { subscription } = scheduleVersion(active('2026-02-10T00:00:00Z'), dearer, at('2026-02-11T00:00:00Z'));
    const { end: effectiveAt } = subscription.currentPeriod;
    const pendingChange = { planId: 2, planVersion: 1, quantity: 1, effectiveAt, awaitsPayment: false };
    const { subscription: next } = accepted(renew({ ...subscription, pendingChange }));
    expect(next).toMatchObject({ planId: 2, planVersion: 1, pendingVersions: null, pendingChange: null });
    const later = { ...subscription, planVersion: 3 };
    const lookup: PlanLookup = () => ({ ...basic, version: 3 });
    expect(accepted(renew(later, undefined, lookup))).toMatchObject({ subscription: { planVersion: 3 }, events: [] });
    expect(() => scheduleVersion(next, dearer, effectiveAt)).toThrow(InvariantBroken);
  });

  test('an end within the new period: only the stub to it is billed, by a plain step from the boundary', () => {
    const subscription = {
      ...active('2026-02-15T00:00:00Z', { billingDay: 15 }),
      cancelAt: at('2026-03-20T00:00:00Z'),
    };
    const { period, lines } = accepted(renew(subscription));
    expect(String(period)).toBe('[2026-03-15T00:00:00Z, 2026-03-20T00:00:00Z)');
    expect(totals(lines)).toEqual([['subscription', '4.84']]); // 30.00 × 5/31
  });

  test('refuses what is not due or not live, and never renews what ends', () => {
    const subscription = active('2026-02-10T00:00:00Z');
    const { end } = subscription.currentPeriod;
    expect(refusalOf(renew(subscription, end.plusMilliseconds(-1)))).toBe('not_due_yet');
    for (const status of ['trial', 'pending', 'paused', 'canceled', 'expired'] as const) {
      expect(refusalOf(renew({ ...subscription, status }))).toBe('subscription_not_live');
    }
    expect(refusalOf(renew({ ...subscription, status: 'past_due' }))).toBe('accepted');
    expect(() => renew({ ...subscription, cancelAtPeriodEnd: true })).toThrow(InvariantBroken);
    expect(() => renew({ ...subscription, cancelAt: end })).toThrow(InvariantBroken);
  });
});

describe('a start in the past', () => {
  const now = at('2026-03-20T12:00:00Z');
  test('bills each period since then once; the present one holds now', () => {
    const { subscription } = started({ plan: basic, now, startDate: at('2026-01-15T00:00:00Z') });
    expect(subscription).toMatchObject({ status: 'pending', createdAt: now, anchor: at('2026-01-15T00:00:00Z') });
    expect(String(subscription.currentPeriod)).toBe('[2026-03-15T00:00:00Z, 2026-04-15T00:00:00Z)');
    const periods = periodsSinceStart(subscription, basic, TimeZone.UTC, now);
    expect(
      periods.map(({ n, period, lines }) => [n, String(period.start).slice(0, 10), ...totals(lines).flat()]),
    ).toEqual([
      [1, '2026-01-15', 'subscription', '30.00'],
      [2, '2026-02-15', 'subscription', '30.00'],
      [3, '2026-03-15', 'subscription', '30.00'],
    ]);
  });

  test('in arrears the present period is not billed yet; the first stub costs its part', () => {
    const slow: Plan = { ...basic, billIn: 'arrears' };
    const { subscription } = started({ plan: slow, now, startDate: at('2026-01-15T00:00:00Z'), billingDay: 1 });
    const periods = periodsSinceStart(subscription, slow, TimeZone.UTC, now);
    expect(periods.map(({ lines }) => totals(lines).flat())).toEqual([
      ['subscription', '16.45'], // 17 of 31 days.
      ['subscription', '30.00'],
      [],
    ]);
  });

  test('is refused in the future, and with a billing day that does not fit', () => {
    const start = (facts: StartFacts) => () => started({ plan: basic, now, account: anAccount(), ...facts });
    expect(start({ startDate: now.plusSeconds(1) })).toThrow('start_in_future');
    expect(start({ billingDay: 32 })).toThrow('invalid_billing_day');
    expect(start({ startDate: now, billingDay: 31 })).not.toThrow();
  });
});
