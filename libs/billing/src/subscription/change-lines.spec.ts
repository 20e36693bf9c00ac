import { accepted, at, usd } from '../testing';
import { restsToLower, type BilledLine } from './proration';
import { active, basic, change, lineOf, planAt, team, totals, yearly } from './testing/change';

const zero = usd(0n);

describe('each second is paid for once', () => {
  const start = at('2026-01-01T00:00:00Z');
  const now = at('2026-01-16T00:00:00Z');

  test('changes at the same instant collapse into the last one', () => {
    const onTeam = active(team, '2026-01-01T00:00:00Z');
    const first = accepted(change(onTeam, [team, basic], now, { effective: 'now' }));
    const billed = [
      lineOf(onTeam, { creditedFrom: now }),
      lineOf(onTeam, { id: 'line-2', lineTotal: usd(1548n), period: onTeam.currentPeriod.from(now) }),
    ];
    const back = accepted(change(first.subscription, [basic, team], now, { billedLines: billed }));
    expect(totals(back.lines)).toEqual([
      ['proration_credit', '-15.48'],
      ['proration_charge', '30.97'],
    ]);
    expect(first.net.add(back.net)).toEqual(zero);
  });

  test('a line that nobody paid gives no credit; its rest is named', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const billedLines = [lineOf(subscription, { isPaid: false })];
    const { lines, unpaid, net } = accepted(change(subscription, [basic, team], now, { billedLines }));
    expect(totals(lines)).toEqual([['proration_charge', '30.97']]);
    expect(unpaid).toMatchObject([{ lineId: 'line-1', invoiceId: 'invoice-1', unused: usd(1548n) }]);
    expect(net).toEqual(usd(3097n));
  });

  test('a downgrade while the period is owed is in force at once: less is owed of it, and the new price', () => {
    const subscription = active(team, '2026-01-01T00:00:00Z');
    const billedLines = [lineOf(subscription, { isPaid: false })];
    const facts = { billedLines, effective: 'now' } as const;
    const { lines, unpaid, takesEffect } = accepted(change(subscription, [team, basic], now, facts));
    expect(takesEffect).toBe('at_once');
    expect(totals(lines)).toEqual([['proration_charge', '15.48']]);
    expect(unpaid).toMatchObject([{ unused: usd(3097n) }]);
  });

  test('an invoiced change lowers, once in force, what its bill gave no credit for, paid meanwhile or not', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const rests = (line: Partial<BilledLine>, credited = 0n) =>
      restsToLower(
        { subscription, billedLines: [lineOf(subscription, line)] },
        now,
        new Map([['line-1', usd(credited)]]),
      );
    for (const isPaid of [false, true]) expect(rests({ isPaid })).toMatchObject([{ unused: usd(1548n) }]);
    expect(rests({}, 1548n)).toEqual([]);
    expect(rests({}, 548n)).toMatchObject([{ unused: usd(1000n) }]);
    expect(rests({ invoiceLeft: usd(900n) })).toMatchObject([{ unused: usd(900n) }]);
    expect(rests({ creditedFrom: now })).toEqual([]);
    const slow = { ...subscription, billIn: 'arrears' as const };
    expect(restsToLower({ subscription: slow, billedLines: [lineOf(slow)] }, now, new Map())).toEqual([]);
  });

  test('what credit notes took off a line is not given back again', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const noted = (minor: bigint) => ({ billedLines: [lineOf(subscription, { creditNoted: usd(minor) })] });
    const { lines } = accepted(change(subscription, [basic, team], now, noted(1000n)));
    expect(lines[0]).toMatchObject({ lineTotal: usd(-1032n) }); // 20.00 × 16 of 31 days.
    expect(lines[0]!.explanation).toContain('20.00 USD billed (30.00 USD less 10.00 USD credited) ×');
    expect(accepted(change(subscription, [basic, team], now, noted(3000n))).lines).toHaveLength(1);
  });

  test('a discounted line gives back what was paid for it, and is not discounted again', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const billedLines = [lineOf(subscription, { discountShare: usd(1500n) })];
    const { lines } = accepted(change(subscription, [basic, team], now, { billedLines }));
    expect(lines[0]).toMatchObject({ lineTotal: usd(-774n), isDiscountable: false });
    expect(lines[0]!.explanation).toBe(
      '15.00 USD billed (30.00 USD less 15.00 USD discount) × 16 of 31 days unused = 7.74 USD back.',
    );
  });

  test('in arrears what was used of the old plan is charged, and the new one at the end', () => {
    const slow = { ...basic, billIn: 'arrears' as const };
    const subscription = active(slow, '2026-01-01T00:00:00Z');
    const decision = accepted(change(subscription, [slow, { ...team, billIn: 'arrears' }], now));
    expect(totals(decision.lines)).toEqual([['proration_charge', '14.52']]);
    expect(decision.changed.service).toMatchObject({ unbilledFrom: now });
  });

  test('from advance to arrears and back', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const slow = { ...team, billIn: 'arrears' as const };
    const toArrears = accepted(change(subscription, [basic, slow], now));
    expect(totals(toArrears.lines)).toEqual([['proration_credit', '-15.48']]);
    expect(toArrears.takesEffect).toBe('at_once');
    const later = at('2026-01-20T00:00:00Z');
    const back = accepted(change(toArrears.subscription, [slow, basic], later, { effective: 'now', billedLines: [] }));
    expect(totals(back.lines)).toEqual([
      ['proration_charge', '7.74'], // 60.00 × 4 of 31 days.
      ['proration_charge', '11.61'], // 30.00 × 12 of 31 days.
    ]);
  });

  test('what was billed after it was served is never given back', () => {
    const slow = { ...basic, billIn: 'arrears' as const };
    const subscription = active(slow, '2026-01-01T00:00:00Z');
    const served = accepted(change(subscription, [slow, team], now)); // Charges [1 Jan, 16 Jan) and [16 Jan, 1 Feb).
    const billedLines = served.lines.map(({ lineTotal, period }, k) =>
      lineOf(subscription, { id: `line-${k}`, lineTotal, period }),
    );
    const facts = { billedLines, effective: 'now' } as const;
    const later = accepted(change(served.changed, [team, basic], at('2026-01-20T00:00:00Z'), facts));
    expect(later.lines.map(({ creditsLineId }) => creditsLineId)).toEqual(['line-1', null]);
    expect(later.lines[0]!.lineTotal).toEqual(usd(-2323n)); // 30.97 × 12/16
  });

  test('at the very start of a period all of it comes back', () => {
    const subscription = active(basic, '2026-01-01T00:00:00Z');
    const { lines, endedPeriod } = accepted(change(subscription, [basic, team], start));
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
    const { lines, changed } = accepted(change(subscription, [basic, team], now, { billedLines }));
    expect(totals(lines)).toEqual([
      ['proration_credit', '-9.64'], // 20.36 × 9/19
      ['proration_charge', '19.29'], // 60.00 × 9/28
    ]);
    expect(changed).toMatchObject({ billingDay: 1, currentPeriod: subscription.currentPeriod });
  });

  test('stays with another cycle: a stub to its next boundary is charged', () => {
    const subscription = active(basic, '2026-05-15T00:00:00Z', { billingDay: 15 });
    const annual = planAt(usd(120_000n), { cycle: yearly });
    const { lines, changed } = accepted(change(subscription, [basic, annual], at('2026-06-01T00:00:00Z')));
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
    const { changed } = accepted(change(subscription, [basic, weekly], at('2026-06-01T00:00:00Z')));
    expect(changed).toMatchObject({ billingDay: null, anchor: at('2026-06-01T00:00:00Z') });
  });
});
