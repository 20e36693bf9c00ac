import { TimeZone } from '@libs/calendar';
import { accepted, aPlan, anAccount, at, started, usd } from '../testing';
import { cancelSubscription, finalBill, reactivateSubscription } from './cancel-subscription';
import { applyPaidChange, changeSubscription } from './change-subscription';
import type { LineProposal } from './line-proposal';
import { pauseSubscription } from './pause-subscription';
import { shareLeft } from './present-period';
import type { BilledLine } from './proration';
import { renewSubscription } from './renew-subscription';
import { resumeSubscription } from './resume-subscription';
import type { Subscription } from './subscription';

/** Periods that pauses moved, and ends inside them. */
const zone = TimeZone.UTC;
const basic = aPlan({ id: 1, name: 'Basic', prices: [usd(3100n)] });
const annual = aPlan({ id: 2, name: 'Annual', prices: [usd(36_500n)], cycle: { unit: 'yearly', count: 1 } });
const slow = aPlan({ id: 1, name: 'Basic', prices: [usd(3100n)], billIn: 'arrears' });
const planOf = (id: number) => (id === 1 ? basic : annual);

const january = (plan = basic): Subscription => ({
  ...started({ plan, now: at('2026-01-01T00:00:00Z') }).subscription,
  status: 'active',
});
const lineOf = (subscription: Subscription): BilledLine => ({
  id: 'line-1',
  invoiceId: 'invoice-1',
  lineTotal: usd(3100n),
  discountShare: usd(0n),
  period: subscription.currentPeriod,
  isPaid: true,
  creditedFrom: null,
});
const totals = (lines: readonly LineProposal[]) =>
  lines.map(({ kind, lineTotal }) => [kind, lineTotal.toDecimalText()]);

function pausedBetween(subscription: Subscription, from: string, to: string, plan = basic): Subscription {
  const { subscription: paused } = accepted(pauseSubscription(subscription, null, zone, at(from)));
  return accepted(resumeSubscription({ subscription: paused, plan, zone, billedLines: [] }, at(to))).subscription;
}

describe('an end in the past, before a pause', () => {
  test.each([
    ['before it', '2026-01-06T00:00:00Z', '-26.00'],
    ['inside it: nothing was served from its beginning on', '2026-01-13T00:00:00Z', '-21.00'],
    ['after it', '2026-01-21T00:00:00Z', '-16.00'],
  ])('gives back what was not served, and no paused second: %s', (_, end, back) => {
    const first = january();
    const subscription = pausedBetween(first, '2026-01-11T00:00:00Z', '2026-01-16T00:00:00Z');
    expect(accepted(cancelSubscription(subscription, at(end), at('2026-01-25T00:00:00Z'))).endedAt).toEqual(at(end));
    const bill = finalBill({ subscription, plan: basic, zone, billedLines: [lineOf(first)] }, at(end), 'prorated');
    expect(totals(bill.lines)).toEqual([['proration_credit', back]]);
  });

  test.each([
    ['before it', '2026-01-06T00:00:00Z', '5.00'],
    ['inside it', '2026-01-13T00:00:00Z', '10.00'],
    ['after it', '2026-01-21T00:00:00Z', '15.00'],
  ])('in arrears charges what was served: %s', (_, end, charge) => {
    const subscription = pausedBetween(january(slow), '2026-01-11T00:00:00Z', '2026-01-16T00:00:00Z', slow);
    const bill = finalBill({ subscription, plan: slow, zone, billedLines: [] }, at(end), 'none');
    expect(totals(bill.lines)).toEqual([['proration_charge', charge]]);
  });
});

test('a stub to a scheduled end is a part of its cycle still, when a pause moved it', () => {
  const cancelAt = at('2026-02-15T00:00:00Z');
  const { subscription: stub, lines } = accepted(
    renewSubscription({ subscription: { ...january(), cancelAt }, planOf, zone, now: at('2026-02-01T00:00:00Z') }),
  );
  expect(totals(lines)).toEqual([['subscription', '15.50']]); // 14 of 28 days.
  const moved = pausedBetween(stub, '2026-02-05T00:00:00Z', '2026-02-08T00:00:00Z');
  expect(String(moved.currentPeriod)).toBe('[2026-02-01T00:00:00Z, 2026-02-18T00:00:00Z)');
  const { numerator, denominator } = shareLeft(moved, zone, at('2026-02-11T00:00:00Z'));
  expect([numerator / 86_400n, denominator / 86_400n]).toEqual([7n, 28n]);
});

describe('a change of cycle while an end is scheduled inside the new period', () => {
  const cancelAt = at('2026-03-02T00:00:00Z');
  const change = (subscription: Subscription) =>
    accepted(
      changeSubscription({
        subscription,
        account: anAccount(),
        plan: basic,
        newPlan: annual,
        quantity: 1,
        effective: 'now',
        billedLines: [lineOf(january())],
        now: at('2026-01-11T00:00:00Z'),
      }),
    );
  const ending = { ...january(), cancelAt, canceledAt: at('2026-01-05T00:00:00Z') };

  test('bills only the stub to that end, and what it left once the end is taken back', () => {
    const decision = change(ending);
    expect(totals(decision.lines)).toEqual([
      ['proration_credit', '-21.00'],
      ['subscription', '50.00'], // 50 of 365 days.
    ]);
    const { subscription } = applyPaidChange(decision.subscription, annual, { zone });
    expect(String(subscription.currentPeriod)).toBe('[2026-01-11T00:00:00Z, 2026-03-02T00:00:00Z)');
    const kept = accepted(reactivateSubscription(subscription)).subscription;
    const { period, lines } = accepted(renewSubscription({ subscription: kept, planOf, zone, now: cancelAt }));
    expect(String(period)).toBe('[2026-03-02T00:00:00Z, 2027-01-11T00:00:00Z)');
    expect(totals(lines)).toEqual([['proration_charge', '315.00']]);
  });

  test('is in force for what it billed, whatever became of the end before it was paid', () => {
    const stub = change(ending).subscription;
    const takenBack = applyPaidChange({ ...stub, cancelAt: null }, annual, { zone }).subscription;
    expect(takenBack.currentPeriod.end).toEqual(cancelAt);
    const whole = change(january()).subscription;
    const endedSince = applyPaidChange({ ...whole, cancelAt }, annual, { zone }).subscription;
    expect(String(endedSince.currentPeriod)).toBe('[2026-01-11T00:00:00Z, 2027-01-11T00:00:00Z)');
  });
});

describe('a bill that netted a charge with a credit', () => {
  const netted = { ...lineOf(january()), isPaid: false, invoiceLeft: usd(2000n) };
  const back = (...billedLines: BilledLine[]) => {
    const facts = { subscription: january(), plan: basic, zone, billedLines };
    const { lines, unpaid } = finalBill(facts, at('2026-01-06T00:00:00Z'), 'prorated');
    return { lowered: unpaid.map(({ unused }) => unused.toDecimalText()), lines };
  };

  test('is lowered to nothing at most; what the credit had paid comes back', () => {
    const { lowered, lines } = back(netted);
    expect(lowered).toEqual(['20.00']);
    expect(totals(lines)).toEqual([['proration_credit', '-6.00']]);
    expect(lines[0]?.explanation).toBe(
      '31.00 USD billed × 26 of 31 days unused = 26.00 USD, 20.00 USD of it taken off its bill, and 6.00 USD back.',
    );
  });

  test('is lowered once for all of its lines', () => {
    const { lowered, lines } = back({ ...netted, lineTotal: usd(1550n) }, { ...netted, id: 'line-2' });
    expect(lowered).toEqual(['13.00', '7.00']);
    expect(totals(lines)).toEqual([['proration_credit', '-19.00']]);
  });
});
