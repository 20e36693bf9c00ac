import type { BillingCycle } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money, Rate } from '@libs/money';
import type { Plan } from '../catalog/plan';
import { accepted, anAccount, aTrial, at, refusalOf, usd } from '../testing';
import { applyPaidChange, withdrawChange, type ChangeFacts } from './change-subscription';
import { directionOf } from './price-per-month';
import { active, basic, change, monthly, planAt, team, totals, yearly } from './testing/change';

const zero = usd(0n);

describe('the worked numbers', () => {
  test('30.00 to 60.00 on 16 Jan: 16 of 31 days left', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const decision = accepted(change(subscription, [basic, team], at('2026-01-16T00:00:00Z')));
    expect(decision).toMatchObject({ direction: 'upgrade', takesEffect: 'when_paid', endedPeriod: null });
    expect(decision.net).toEqual(usd(1549n));
    expect(decision.lines).toMatchObject([
      {
        kind: 'proration_credit',
        description: 'Unused time of Basic, 16 Jan to 1 Feb',
        lineTotal: usd(-1548n),
        creditsLineId: 'line-1',
        isDiscountable: false,
        explanation: '30.00 USD billed × 16 of 31 days unused = 15.48 USD back.',
      },
      {
        kind: 'proration_charge',
        description: 'Remaining time of Team, 16 Jan to 1 Feb',
        lineTotal: usd(3097n),
        creditsLineId: null,
        isDiscountable: true,
        explanation: '1 × 60.00 USD × 16 of 31 days for 16 Jan 2026 to 1 Feb 2026 = 30.97 USD.',
      },
    ]);
  });

  test('49.00 to 99.00 by the second', () => {
    const [from, to] = [planAt(usd(4900n)), planAt(usd(9900n))];
    const subscription = active(from, '2026-03-01T09:00:00Z');
    const { lines, net } = accepted(change(subscription, [from, to], at('2026-03-15T15:30:00Z')));
    expect(totals(lines)).toEqual([
      ['proration_credit', '-26.44'],
      ['proration_charge', '53.43'],
    ]);
    expect(net).toEqual(usd(2699n));
    expect(lines[0]!.explanation).toContain('1,445,400 of 2,678,400 seconds');
  });

  test('5 to 8 seats at 10.00, on 20 Sep of [10 Sep, 10 Oct)', () => {
    const seats = planAt(usd(1000n), { isPerSeat: true });
    const subscription = active(seats, '2026-09-10T00:00:00Z', { quantity: 5 });
    const now = at('2026-09-20T00:00:00Z');
    const { lines, net, direction } = accepted(change(subscription, [seats, seats], now, { quantity: 8 }));
    expect(direction).toBe('upgrade');
    expect(totals(lines)).toEqual([
      ['proration_credit', '-33.33'],
      ['proration_charge', '53.33'],
    ]);
    expect(net).toEqual(usd(2000n));
    expect(lines[1]).toMatchObject({ quantity: '8', explanation: expect.stringContaining('8 seats × 10.00 USD') });
  });

  test('3000 JPY, the same dates: 2000 come back', () => {
    const [from, to] = [planAt(Money.ofMinor(3000n, 'JPY')), planAt(Money.ofMinor(0n, 'JPY'))];
    const subscription = active(from, '2026-09-10T00:00:00Z');
    const now = at('2026-09-20T00:00:00Z');
    const { lines } = accepted(change(subscription, [from, to], now, { effective: 'now' }));
    expect(totals(lines)).toEqual([
      ['proration_credit', '-2000'],
      ['proration_charge', '0'],
    ]);
  });

  test('1200.00 a year from 15 Jan, to monthly on 1 Jun: 749.59 back, and a new period with a new anchor', () => {
    const annual = planAt(usd(120_000n), { cycle: yearly });
    const subscription = active(annual, '2026-01-15T00:00:00Z');
    const now = at('2026-06-01T00:00:00Z');
    const decision = accepted(change(subscription, [annual, basic], now, { effective: 'now' }));
    expect(decision).toMatchObject({ direction: 'downgrade', takesEffect: 'at_once' });
    expect(totals(decision.lines)).toEqual([
      ['proration_credit', '-749.59'],
      ['subscription', '30.00'],
    ]);
    expect(decision.net).toEqual(usd(-71_959n));
    expect(decision.subscription).toMatchObject({ anchor: now, cycle: monthly, planId: basic.id });
    expect(String(decision.subscription.currentPeriod)).toBe('[2026-06-01T00:00:00Z, 2026-07-01T00:00:00Z)');
    expect(String(decision.endedPeriod)).toBe('[2026-01-15T00:00:00Z, 2026-06-01T00:00:00Z)');
    // 228 of 365 days: the credit carries the same part of the tax, 899.51 with 20 %.
    expect(decision.lines[0]!.share).toEqual({ numerator: 228n * 86_400n, denominator: 365n * 86_400n });
  });
});

describe('usage is billed by the charges under which it happened', () => {
  const [start, now] = ['2026-01-01T00:00:00Z', at('2026-01-16T00:00:00Z')];
  const charged = (unitRate: string, facts: Partial<Plan> = {}) => {
    const price = {
      pricing: { model: 'standard', unitRate: Rate.of(unitRate) },
      minimum: null,
      maximum: null,
    } as const;
    const charge = {
      metric: 'calls',
      aggregation: 'sum',
      property: null,
      model: 'standard',
      included: Rate.zero,
    } as const;
    return planAt(usd(3000n), { charges: [{ ...charge, prices: new Map([['USD', price]]) }], ...facts });
  };
  const ended = (from: Plan, to: Plan, at = now) =>
    String(accepted(change(active(from, start), [from, to], at, { effective: 'now' })).endedPeriod);

  test.each([
    ['other charges', charged('0.1'), charged('0.2', { id: 9 }), '[2026-01-01T00:00:00Z, 2026-01-16T00:00:00Z)'],
    ['charges for the first time', basic, charged('0.1', { id: 9 }), '[2026-01-01T00:00:00Z, 2026-01-16T00:00:00Z)'],
    ['the same charges', charged('0.1'), charged('0.10', { id: 9 }), 'null'],
    ['none as before', basic, team, 'null'],
  ])('%s', (_, from, to, expected) => expect(ended(from, to)).toBe(expected));

  test('nothing happened before a change in the first second', () =>
    expect(ended(charged('0.1'), charged('0.2', { id: 9 }), at(start))).toBe('null'));
});

describe('direction is told by the price per month', () => {
  const weekly: BillingCycle = { unit: 'weekly', count: 1 };
  test.each([
    [usd(10_000n), monthly, usd(120_000n), yearly, 'same'],
    [usd(10_000n), monthly, usd(119_999n), yearly, 'downgrade'],
    [usd(1000n), weekly, usd(4333n), monthly, 'downgrade'],
    [usd(1000n), weekly, usd(4334n), monthly, 'upgrade'],
    [usd(1200n), weekly, usd(5200n), monthly, 'same'],
    [usd(100n), { unit: 'daily', count: 1 } as BillingCycle, usd(36_500n), yearly, 'same'],
    [usd(3000n), { unit: 'quarterly', count: 1 } as BillingCycle, usd(1001n), monthly, 'upgrade'],
    [zero, monthly, zero, yearly, 'same'],
  ])('%s → %s', (before, fromCycle, after, toCycle, expected) => {
    const direction = directionOf({ periodPrice: before, cycle: fromCycle }, { periodPrice: after, cycle: toCycle });
    expect(direction).toBe(expected);
  });

  test('currencies never mix', () => {
    const euros = { periodPrice: Money.ofMinor(1n, 'EUR'), cycle: monthly };
    expect(() => directionOf({ periodPrice: usd(1n), cycle: monthly }, euros)).toThrow(InvariantBroken);
  });
});

describe('when it takes effect', () => {
  const now = at('2026-01-16T00:00:00Z');
  const onBasic = active(basic, '2026-01-01T00:00:00Z');
  const onTeam = active(team, '2026-01-01T00:00:00Z');

  test('an upgrade waits for its payment; paid later, it holds from the instant it was billed from', () => {
    const decision = accepted(change(onBasic, [basic, team], now));
    expect(decision.subscription).toMatchObject({
      planId: basic.id,
      periodPrice: usd(3000n),
      pendingChange: { planId: team.id, awaitsPayment: true, effectiveAt: now },
    });
    const paid = applyPaidChange(decision.subscription, team, anAccount());
    expect(paid.subscription).toEqual(decision.changed);
    expect(paid.subscription).toMatchObject({ planId: team.id, periodPrice: usd(6000n), pendingChange: null });
    expect(paid.subscription.currentPeriod).toEqual(onBasic.currentPeriod);
    expect(paid.events).toMatchObject([{ type: 'subscription.updated', cause: 'plan_changed' }]);
    expect(withdrawChange(decision.subscription).subscription).toEqual({ ...onBasic, pendingChange: null });
    expect(() => applyPaidChange(onBasic, team, anAccount())).toThrow(InvariantBroken);
  });

  test('a downgrade waits for the period’s end by default', () => {
    const decision = accepted(change(onTeam, [team, basic], now));
    expect(decision).toMatchObject({ direction: 'downgrade', takesEffect: 'at_period_end', lines: [], net: zero });
    expect(decision.subscription).toMatchObject({
      planId: team.id,
      pendingChange: { planId: basic.id, awaitsPayment: false, effectiveAt: onTeam.currentPeriod.end },
    });
    expect(decision.changed).toMatchObject({ planId: basic.id, periodPrice: usd(3000n) });
  });

  test('a downgrade now is in force at once, and the difference becomes credit', () => {
    const decision = accepted(change(onTeam, [team, basic], now, { effective: 'now' }));
    expect(decision).toMatchObject({ takesEffect: 'at_once', net: usd(-1549n) });
    expect(decision.subscription).toMatchObject({ planId: basic.id, periodPrice: usd(3000n) });
  });

  test('during a trial every change is at once and nothing is billed', () => {
    const trial = aTrial({ plan: team });
    const decision = accepted(change(trial, [team, basic], at('2026-02-12T00:00:00Z'), { billedLines: [] }));
    expect(decision).toMatchObject({ takesEffect: 'at_once', lines: [], subscription: { status: 'trial' } });
    expect(decision.subscription.currentPeriod).toEqual(trial.currentPeriod);
    expect(decision.subscription.anchor).toEqual(trial.trialEnd);
  });

  test('asking for what is in force takes back what was to come', () => {
    const { subscription } = accepted(change(onTeam, [team, basic], now));
    const back = accepted(change(subscription, [team, team], now));
    expect(back).toMatchObject({ direction: 'same', lines: [], subscription: { pendingChange: null } });
    expect(back.events).toMatchObject([{ cause: 'change_withdrawn' }]);
    expect(accepted(change(onTeam, [team, team], now)).events).toEqual([]);
  });

  test('a second upgrade replaces one that nobody paid yet', () => {
    const { subscription } = accepted(change(onBasic, [basic, team], now));
    const top = planAt(usd(9000n));
    const decision = accepted(change(subscription, [basic, top], now));
    expect(decision).toMatchObject({ replacesUnpaidChange: true, net: usd(4645n - 1548n) });
    expect(decision.subscription.pendingChange).toMatchObject({ planId: top.id });
  });
});

describe('refusals', () => {
  const subscription = active(basic, '2026-01-01T00:00:00Z');
  const now = at('2026-01-16T00:00:00Z');
  const blocked = { ...anAccount(), status: 'blocked' as const };
  const hidden = { ...team, isActive: false };
  const elsewhere = { ...team, family: 'add_on' };
  // Each row also breaks rules below it: the order is part of the promise.
  test.each<[string, Partial<ChangeFacts>]>([
    ['subscription_not_live', { subscription: { ...subscription, status: 'pending' }, account: blocked }],
    ['subscription_not_live', { subscription: { ...subscription, status: 'canceled' } }],
    ['subscription_paused', { subscription: { ...subscription, status: 'paused' }, account: blocked }],
    ['account_blocked', { account: blocked, newPlan: hidden }],
    ['plan_inactive', { newPlan: { ...hidden, family: 'add_on' } }],
    ['plan_of_other_family', { newPlan: { ...elsewhere, prices: [] } }],
    ['plan_not_in_currency', { newPlan: { ...team, prices: [] }, quantity: 2 }],
    ['quantity_not_allowed', { quantity: 2 }],
    ['cancellation_scheduled', { subscription: { ...subscription, cancelAtPeriodEnd: true }, effective: 'period_end' }],
    ['accepted', { subscription: { ...subscription, cancelAtPeriodEnd: true } }],
    ['accepted', { subscription: { ...subscription, status: 'past_due' } }],
  ])('%s', (code, facts) => expect(refusalOf(change(subscription, [basic, team], now, facts))).toBe(code));

  test('a plan that is not sold any more keeps its subscribers, seats included', () => {
    const seats = planAt(usd(1000n), { isPerSeat: true, isActive: false });
    const few = { ...active({ ...seats, isActive: true }, '2026-01-01T00:00:00Z', { quantity: 2 }) };
    expect(refusalOf(change(few, [seats, seats], now, { quantity: 3 }))).toBe('accepted');
    expect(() => change(few, [seats, seats], now, { quantity: 0 })).toThrow(InvariantBroken);
  });
});
