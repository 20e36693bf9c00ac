import type { BillingCycle, Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';
import type { Plan } from '../catalog/plan';
import { accepted, anAccount, aPlan, aTrial, at, refusalOf, started, usd } from '../testing';
import { applyPaidChange, changeSubscription, withdrawChange, type ChangeFacts } from './change-subscription';
import type { LineProposal } from './line-proposal';
import { directionOf } from './price-per-month';
import { restsToLower, type BilledLine } from './proration';
import type { Subscription } from './subscription';

const monthly: BillingCycle = { unit: 'monthly', count: 1 };
const yearly: BillingCycle = { unit: 'yearly', count: 1 };
const zero = usd(0n);

const planAt = (price: Money, facts: Partial<Plan> = {}): Plan =>
  aPlan({ id: Number(price.minor), name: `P${price.minor}`, prices: [price], cycle: monthly, ...facts });
const basic = planAt(usd(3000n), { name: 'Basic' });
const team = planAt(usd(6000n), { name: 'Team' });

/** An active subscription that paid for its first period. */
function active(plan: Plan, start: string, facts: { quantity?: number; billingDay?: number } = {}) {
  const account = anAccount({ currency: plan.prices[0]!.currency });
  const { subscription } = started({ plan, account, now: at(start), ...facts });
  return { ...subscription, status: 'active' as const };
}

const lineOf = (subscription: Subscription, facts: Partial<BilledLine> = {}): BilledLine => ({
  id: 'line-1',
  invoiceId: 'invoice-1',
  lineTotal: subscription.periodPrice,
  discountShare: Money.zero(subscription.periodPrice.currency),
  period: subscription.currentPeriod,
  isPaid: true,
  creditedFrom: null,
  ...facts,
});

function change(subscription: Subscription, plan: Plan, newPlan: Plan, now: Instant, facts: Partial<ChangeFacts> = {}) {
  return changeSubscription({
    subscription,
    account: anAccount(),
    plan,
    newPlan,
    quantity: subscription.quantity,
    billedLines: subscription.billIn === 'arrears' ? [] : [lineOf(subscription)],
    now,
    ...facts,
  });
}
const totals = (lines: readonly LineProposal[]) =>
  lines.map(({ kind, lineTotal }) => [kind, lineTotal.toDecimalText()]);

describe('the worked numbers', () => {
  test('30.00 to 60.00 on 16 Jan: 16 of 31 days left', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const decision = accepted(change(subscription, basic, team, at('2026-01-16T00:00:00Z')));
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
    const { lines, net } = accepted(change(subscription, from, to, at('2026-03-15T15:30:00Z')));
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
    const { lines, net, direction } = accepted(change(subscription, seats, seats, now, { quantity: 8 }));
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
    const { lines } = accepted(change(subscription, from, to, now, { effective: 'now' }));
    expect(totals(lines)).toEqual([
      ['proration_credit', '-2000'],
      ['proration_charge', '0'],
    ]);
  });

  test('1200.00 a year from 15 Jan, to monthly on 1 Jun: 749.59 back, and a new period with a new anchor', () => {
    const annual = planAt(usd(120_000n), { cycle: yearly });
    const subscription = active(annual, '2026-01-15T00:00:00Z');
    const now = at('2026-06-01T00:00:00Z');
    const decision = accepted(change(subscription, annual, basic, now, { effective: 'now' }));
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
    const decision = accepted(change(onBasic, basic, team, now));
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
    const decision = accepted(change(onTeam, team, basic, now));
    expect(decision).toMatchObject({ direction: 'downgrade', takesEffect: 'at_period_end', lines: [], net: zero });
    expect(decision.subscription).toMatchObject({
      planId: team.id,
      pendingChange: { planId: basic.id, awaitsPayment: false, effectiveAt: onTeam.currentPeriod.end },
    });
    expect(decision.changed).toMatchObject({ planId: basic.id, periodPrice: usd(3000n) });
  });

  test('a downgrade now is in force at once, and the difference becomes credit', () => {
    const decision = accepted(change(onTeam, team, basic, now, { effective: 'now' }));
    expect(decision).toMatchObject({ takesEffect: 'at_once', net: usd(-1549n) });
    expect(decision.subscription).toMatchObject({ planId: basic.id, periodPrice: usd(3000n) });
  });

  test('during a trial every change is at once and nothing is billed', () => {
    const trial = aTrial({ plan: team });
    const decision = accepted(change(trial, team, basic, at('2026-02-12T00:00:00Z'), { billedLines: [] }));
    expect(decision).toMatchObject({ takesEffect: 'at_once', lines: [], subscription: { status: 'trial' } });
    expect(decision.subscription.currentPeriod).toEqual(trial.currentPeriod);
    expect(decision.subscription.anchor).toEqual(trial.trialEnd);
  });

  test('asking for what is in force takes back what was to come', () => {
    const { subscription } = accepted(change(onTeam, team, basic, now));
    const back = accepted(change(subscription, team, team, now));
    expect(back).toMatchObject({ direction: 'same', lines: [], subscription: { pendingChange: null } });
    expect(back.events).toMatchObject([{ cause: 'change_withdrawn' }]);
    expect(accepted(change(onTeam, team, team, now)).events).toEqual([]);
  });

  test('a second upgrade replaces one that nobody paid yet', () => {
    const { subscription } = accepted(change(onBasic, basic, team, now));
    const top = planAt(usd(9000n));
    const decision = accepted(change(subscription, basic, top, now));
    expect(decision).toMatchObject({ replacesUnpaidChange: true, net: usd(4645n - 1548n) });
    expect(decision.subscription.pendingChange).toMatchObject({ planId: top.id });
  });
});

describe('each second is paid for once', () => {
  const start = at('2026-01-01T00:00:00Z');
  const now = at('2026-01-16T00:00:00Z');

  test('changes at the same instant collapse into the last one', () => {
    const onTeam = active(team, '2026-01-01T00:00:00Z');
    const first = accepted(change(onTeam, team, basic, now, { effective: 'now' }));
    const billed = [
      lineOf(onTeam, { creditedFrom: now }),
      lineOf(onTeam, { id: 'line-2', lineTotal: usd(1548n), period: onTeam.currentPeriod.from(now) }),
    ];
    const back = accepted(change(first.subscription, basic, team, now, { billedLines: billed }));
    expect(totals(back.lines)).toEqual([
      ['proration_credit', '-15.48'],
      ['proration_charge', '30.97'],
    ]);
    expect(first.net.add(back.net)).toEqual(zero);
  });

  test('a line that nobody paid gives no credit; its rest is named', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const billedLines = [lineOf(subscription, { isPaid: false })];
    const { lines, unpaid, net } = accepted(change(subscription, basic, team, now, { billedLines }));
    expect(totals(lines)).toEqual([['proration_charge', '30.97']]);
    expect(unpaid).toMatchObject([{ lineId: 'line-1', invoiceId: 'invoice-1', unused: usd(1548n) }]);
    expect(net).toEqual(usd(3097n));
  });

  test('a downgrade while the period is owed is in force at once: less is owed of it, and the new price', () => {
    const subscription = active(team, '2026-01-01T00:00:00Z');
    const billedLines = [lineOf(subscription, { isPaid: false })];
    const facts = { billedLines, effective: 'now' } as const;
    const { lines, unpaid, takesEffect } = accepted(change(subscription, team, basic, now, facts));
    expect(takesEffect).toBe('at_once');
    expect(totals(lines)).toEqual([['proration_charge', '15.48']]);
    expect(unpaid).toMatchObject([{ unused: usd(3097n) }]);
  });

  test('an invoiced change lowers, once in force, what its bill gave no credit for, paid meanwhile or not', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const rests = (line: Partial<BilledLine>, ...credited: string[]) =>
      restsToLower({ subscription, billedLines: [lineOf(subscription, line)] }, now, new Set(credited));
    for (const isPaid of [false, true]) expect(rests({ isPaid })).toMatchObject([{ unused: usd(1548n) }]);
    expect(rests({}, 'line-1')).toEqual([]);
    expect(rests({ creditedFrom: now })).toEqual([]);
    const slow = { ...subscription, billIn: 'arrears' as const };
    expect(restsToLower({ subscription: slow, billedLines: [lineOf(slow)] }, now, new Set())).toEqual([]);
  });

  test('what credit notes took off a line is not given back again', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const noted = (minor: bigint) => ({ billedLines: [lineOf(subscription, { creditNoted: usd(minor) })] });
    const { lines } = accepted(change(subscription, basic, team, now, noted(1000n)));
    expect(lines[0]).toMatchObject({ lineTotal: usd(-1032n) }); // 20.00 × 16 of 31 days.
    expect(lines[0]!.explanation).toContain('20.00 USD billed (30.00 USD less 10.00 USD credited) ×');
    expect(accepted(change(subscription, basic, team, now, noted(3000n))).lines).toHaveLength(1);
  });

  test('a discounted line gives back what was paid for it, and is not discounted again', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const billedLines = [lineOf(subscription, { discountShare: usd(1500n) })];
    const { lines } = accepted(change(subscription, basic, team, now, { billedLines }));
    expect(lines[0]).toMatchObject({ lineTotal: usd(-774n), isDiscountable: false });
    expect(lines[0]!.explanation).toBe(
      '15.00 USD billed (30.00 USD less 15.00 USD discount) × 16 of 31 days unused = 7.74 USD back.',
    );
  });

  test('in arrears what was used of the old plan is charged, and the new one at the end', () => {
    const slow = { ...basic, billIn: 'arrears' as const };
    const subscription = active(slow, '2026-01-01T00:00:00Z');
    const decision = accepted(change(subscription, slow, { ...team, billIn: 'arrears' }, now));
    expect(totals(decision.lines)).toEqual([['proration_charge', '14.52']]);
    expect(decision.changed.service).toMatchObject({ unbilledFrom: now });
  });

  test('from advance to arrears and back', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const slow = { ...team, billIn: 'arrears' as const };
    const toArrears = accepted(change(subscription, basic, slow, now));
    expect(totals(toArrears.lines)).toEqual([['proration_credit', '-15.48']]);
    expect(toArrears.takesEffect).toBe('at_once');
    const later = at('2026-01-20T00:00:00Z');
    const back = accepted(change(toArrears.subscription, slow, basic, later, { effective: 'now', billedLines: [] }));
    expect(totals(back.lines)).toEqual([
      ['proration_charge', '7.74'], // 60.00 × 4 of 31 days.
      ['proration_charge', '11.61'], // 30.00 × 12 of 31 days.
    ]);
  });

  test('what was billed after it was served is never given back', () => {
    const slow = { ...basic, billIn: 'arrears' as const };
    const subscription = active(slow, '2026-01-01T00:00:00Z');
    const served = accepted(change(subscription, slow, team, now)); // Charges [1 Jan, 16 Jan) and [16 Jan, 1 Feb).
    const billedLines = served.lines.map(({ lineTotal, period }, k) =>
      lineOf(subscription, { id: `line-${k}`, lineTotal, period }),
    );
    const facts = { billedLines, effective: 'now' } as const;
    const later = accepted(change(served.changed, team, basic, at('2026-01-20T00:00:00Z'), facts));
    expect(later.lines.map(({ creditsLineId }) => creditsLineId)).toEqual(['line-1', null]);
    expect(later.lines[0]!.lineTotal).toEqual(usd(-2323n)); // 30.97 × 12/16
  });

  test('at the very start of a period all of it comes back', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const { lines, endedPeriod } = accepted(change(subscription, basic, team, start));
    expect(totals(lines)).toEqual([
      ['proration_credit', '-30.00'],
      ['proration_charge', '60.00'],
    ]);
    expect(endedPeriod).toBeNull();
  });
});

describe('a billing day', () => {
  test('stays with another plan: the stub costs its part of the whole cycle before the boundary', () => {
    const subscription = active(basic, '2026-02-10T00:00:00Z', { billingDay: 1 });
    expect(String(subscription.currentPeriod)).toBe('[2026-02-10T00:00:00Z, 2026-03-01T00:00:00Z)');
    const now = at('2026-02-20T00:00:00Z');
    const billedLines = [lineOf(subscription, { lineTotal: usd(2036n) })]; // 30.00 × 19/28
    const { lines, changed } = accepted(change(subscription, basic, team, now, { billedLines }));
    expect(totals(lines)).toEqual([
      ['proration_credit', '-9.64'], // 20.36 × 9/19
      ['proration_charge', '19.29'], // 60.00 × 9/28
    ]);
    expect(changed).toMatchObject({ billingDay: 1, currentPeriod: subscription.currentPeriod });
  });

  test('stays with another cycle: a stub to its next boundary is charged', () => {
    const subscription = active(basic, '2026-05-15T00:00:00Z', { billingDay: 15 });
    const annual = planAt(usd(120_000n), { cycle: yearly });
    const { lines, changed } = accepted(change(subscription, basic, annual, at('2026-06-01T00:00:00Z')));
    expect(String(changed.currentPeriod)).toBe('[2026-06-01T00:00:00Z, 2026-06-15T00:00:00Z)');
    expect(totals(lines)).toEqual([
      ['proration_credit', '-13.55'], // 30.00 × 14/31
      ['subscription', '46.03'], // 1200.00 × 14/365
    ]);
    expect(changed.billingDay).toBe(15);
  });

  test('means nothing in a cycle of weeks', () => {
    const subscription = active(basic, '2026-05-15T00:00:00Z', { billingDay: 15 });
    const weekly = planAt(usd(2000n), { cycle: { unit: 'weekly', count: 1 } });
    const { changed } = accepted(change(subscription, basic, weekly, at('2026-06-01T00:00:00Z')));
    expect(changed).toMatchObject({ billingDay: null, anchor: at('2026-06-01T00:00:00Z') });
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
  ])('%s', (code, facts) => expect(refusalOf(change(subscription, basic, team, now, facts))).toBe(code));

  test('a plan that is not sold any more keeps its subscribers, seats included', () => {
    const seats = planAt(usd(1000n), { isPerSeat: true, isActive: false });
    const few = { ...active({ ...seats, isActive: true }, '2026-01-01T00:00:00Z', { quantity: 2 }) };
    expect(refusalOf(change(few, seats, seats, now, { quantity: 3 }))).toBe('accepted');
    expect(() => change(few, seats, seats, now, { quantity: 0 })).toThrow(InvariantBroken);
  });
});
