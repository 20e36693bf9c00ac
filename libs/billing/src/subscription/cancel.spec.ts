import { TimeZone, type Instant } from '@libs/calendar';
import { accepted, aPlan, aTrial, at, refusalOf, started, usd, type StartFacts } from '../testing';
import {
  cancelForNonpayment,
  cancelSubscription,
  endCanceledTerm,
  finalBill,
  reactivateSubscription,
  scheduledEnd,
} from './cancel-subscription';
import type { LineProposal } from './line-proposal';
import type { BilledLine } from './proration';
import type { Subscription } from './subscription';

const plan = aPlan({ prices: [usd(3000n)] });
const active = (start: string, facts: StartFacts = {}): Subscription => ({
  ...started({ plan, now: at(start), ...facts }).subscription,
  status: 'active',
});
const january = active('2026-01-01T00:00:00Z');
const now = at('2026-01-16T00:00:00Z');
const totals = (lines: readonly LineProposal[]) =>
  lines.map(({ kind, lineTotal }) => [kind, lineTotal.toDecimalText()]);
const lineOf = (subscription: Subscription, facts: Partial<BilledLine> = {}): BilledLine => ({
  id: 'line-1',
  invoiceId: 'invoice-1',
  lineTotal: subscription.periodPrice,
  discountShare: usd(0n),
  period: subscription.currentPeriod,
  isPaid: true,
  creditedFrom: null,
  ...facts,
});
const bill = (subscription: Subscription, end: Instant, refund: 'none' | 'prorated', lines?: BilledLine[]) =>
  finalBill({ subscription, plan, zone: TimeZone.UTC, billedLines: lines ?? [lineOf(subscription)] }, end, refund);

describe('at an instant', () => {
  test('to come: scheduled, also beyond the present period', () => {
    const instant = at('2026-03-05T00:00:00Z');
    const { subscription, endedAt, events } = accepted(cancelSubscription(january, instant, now));
    expect(subscription).toMatchObject({
      status: 'active',
      cancelAt: instant,
      cancelAtPeriodEnd: false,
      canceledAt: now,
    });
    expect(endedAt).toBeNull();
    expect(events).toMatchObject([{ cause: 'cancellation_scheduled' }]);
    expect(refusalOf(endCanceledTerm(subscription, instant.plusMilliseconds(-1)))).toBe('not_due_yet');
    expect(accepted(endCanceledTerm(subscription, instant)).subscription).toMatchObject({ status: 'canceled' });
    expect(refusalOf(cancelSubscription(subscription, 'period_end', now))).toBe('already_canceled');
    expect(accepted(cancelSubscription(subscription, 'now', now)).endedAt).toEqual(now);
  });

  test('past: ended as of then, but not before what is final', () => {
    const past = at('2026-01-11T00:00:00Z');
    const { subscription, endedAt } = accepted(cancelSubscription(january, past, now));
    expect(subscription).toMatchObject({ status: 'canceled', canceledAt: past });
    expect(endedAt).toEqual(past);
    const early = at('2025-12-31T23:59:59Z');
    expect(refusalOf(cancelSubscription(january, early, now))).toBe('cancel_instant_too_early');
    const service = { unbilledFrom: at('2026-01-12T00:00:00Z'), pauses: [], cycleSeconds: null };
    const slow: Subscription = { ...january, billIn: 'arrears', service };
    expect(refusalOf(cancelSubscription(slow, past, now))).toBe('cancel_instant_too_early');
  });

  test('reached during a pause', () => {
    const pause = { startedAt: now, resumesAt: null, endsAt: at('2026-04-16T00:00:00Z') };
    const paused: Subscription = { ...january, status: 'paused', pause, cancelAt: at('2026-01-20T00:00:00Z') };
    expect(accepted(endCanceledTerm(paused, at('2026-01-20T00:00:00Z'))).subscription.status).toBe('canceled');
  });

  test('the earlier of two scheduled ends wins', () => {
    const { end } = january.currentPeriod;
    expect(scheduledEnd(january)).toBeNull();
    expect(scheduledEnd({ ...january, cancelAtPeriodEnd: true, cancelAt: now })).toEqual(now);
    expect(scheduledEnd({ ...january, cancelAtPeriodEnd: true, cancelAt: end.plusSeconds(1) })).toEqual(end);
  });

  test('an invoiced change that nobody paid yet ends with it', () => {
    const pendingChange = { planId: 9, planVersion: 1, quantity: 1, effectiveAt: now, awaitsPayment: true };
    expect(accepted(cancelSubscription({ ...january, pendingChange }, 'now', now)).dropsUnpaidChange).toBe(true);
    expect(accepted(cancelSubscription(january, 'now', now)).dropsUnpaidChange).toBe(false);
  });
});

describe('reactivateSubscription', () => {
  test.each(['period_end', at('2026-03-05T00:00:00Z')] as const)('undoes a cancellation at %s', (instant) => {
    const { subscription } = accepted(cancelSubscription(january, instant, now));
    const back = accepted(reactivateSubscription(subscription));
    expect(back.subscription).toEqual({ ...january, cancelAt: null });
    expect(back.events).toMatchObject([{ type: 'subscription.updated', cause: 'reactivated' }]);
  });

  test('refuses when none is scheduled, or the end has come', () => {
    expect(refusalOf(reactivateSubscription(january))).toBe('cancellation_not_scheduled');
    for (const status of ['pending', 'canceled', 'expired'] as const) {
      const subscription = { ...january, status, cancelAtPeriodEnd: true };
      expect(refusalOf(reactivateSubscription(subscription))).toBe('subscription_not_live');
    }
  });
});

describe('finalBill', () => {
  test('in advance: nothing comes back unless asked; usage so far is billed', () => {
    const kept = bill(january, now, 'none');
    expect(kept.lines).toEqual([]);
    expect(String(kept.usagePeriod)).toBe('[2026-01-01T00:00:00Z, 2026-01-16T00:00:00Z)');
    expect(totals(bill(january, now, 'prorated').lines)).toEqual([['proration_credit', '-15.48']]);
    const atOnce = bill(january, january.currentPeriod.start, 'prorated');
    expect([totals(atOnce.lines), atOnce.usagePeriod]).toEqual([[['proration_credit', '-30.00']], null]);
  });

  test('within a second: the price to the start of it, the usage to its end', () => {
    const { lines, usagePeriod } = bill(january, at('2026-01-16T00:00:00.015Z'), 'prorated');
    expect(totals(lines)).toEqual([['proration_credit', '-15.48']]);
    expect(String(usagePeriod)).toBe('[2026-01-01T00:00:00Z, 2026-01-16T00:00:01Z)');
  });

  test('a period that was never paid for gives no credit', () => {
    const { lines, unpaid } = bill(january, now, 'prorated', [lineOf(january, { isPaid: false })]);
    expect(lines).toEqual([]);
    expect(unpaid).toMatchObject([{ lineId: 'line-1', unused: usd(1548n) }]);
  });

  test('as of an instant before a change: the rest of both lines comes back', () => {
    const changed = at('2026-01-11T00:00:00Z');
    const lines = [
      lineOf(january, { creditedFrom: changed }),
      lineOf(january, { id: 'line-2', lineTotal: usd(4065n), period: january.currentPeriod.from(changed) }),
    ];
    expect(totals(bill(january, at('2026-01-06T00:00:00Z'), 'prorated', lines).lines)).toEqual([
      ['proration_credit', '-4.84'], // 5 of 31 days of 30.00.
      ['proration_credit', '-40.65'],
    ]);
  });

  test('in arrears: what was served, after a billing day’s boundary by a plain step from it', () => {
    const slow = active('2026-02-28T00:00:00Z', { plan: { ...plan, billIn: 'arrears' }, billingDay: 31 });
    expect(String(slow.currentPeriod)).toBe('[2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z)');
    expect(totals(bill(slow, at('2026-03-20T00:00:00Z'), 'none').lines)).toEqual([['proration_charge', '21.43']]); // 20/28
    const anchored = active('2026-01-31T00:00:00Z', { plan: { ...plan, billIn: 'arrears' } });
    expect(totals(bill(anchored, at('2026-02-14T00:00:00Z'), 'none').lines)).toEqual([['proration_charge', '15.00']]);
    expect(totals(bill(anchored, anchored.currentPeriod.end, 'none').lines)).toEqual([['subscription', '30.00']]);
  });

  test('a trial, a pending start and an end noticed late', () => {
    expect(bill(aTrial(), at('2026-02-20T00:00:00Z'), 'prorated')).toEqual({
      lines: [],
      unpaid: [],
      usagePeriod: null,
    });
    expect(bill({ ...january, status: 'pending' }, now, 'prorated').usagePeriod).toBeNull();
    expect(bill(january, at('2026-02-05T00:00:00Z'), 'prorated')).toMatchObject({
      lines: [],
      usagePeriod: january.currentPeriod,
    });
  });
});

test('dunning ends only what is past due, or paused unpaid', () => {
  const { subscription } = accepted(cancelForNonpayment({ ...january, status: 'past_due' }, now));
  expect(subscription).toMatchObject({ status: 'canceled', endReason: 'dunning_ended', canceledAt: now });
  expect(accepted(cancelForNonpayment({ ...january, status: 'paused' }, now)).subscription.status).toBe('canceled');
  expect(refusalOf(cancelForNonpayment(january, now))).toBe('transition_not_allowed');
});
