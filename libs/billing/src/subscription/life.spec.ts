import { Money } from '@libs/money';
import { accepted, aTrial, at, refusalOf, started, usd } from '../testing';
import { applyPayment, type ApplyPaymentFacts } from './apply-payment';
import { cancelSubscription, endCanceledTerm } from './cancel-subscription';
import { expirePending, pendingUntil } from './expire-pending';
import type { Subscription } from './subscription';
import type { SubscriptionStatus } from './subscription.states';

const { subscription: pending } = started();
const inStatus = (status: SubscriptionStatus): Subscription => ({ ...pending, status });
const now = at('2026-02-20T00:00:00Z');

describe('applyPayment', () => {
  const pay = (facts: Partial<ApplyPaymentFacts> = {}) =>
    applyPayment({
      subscription: pending,
      invoice: { status: 'open', amountDue: usd(2999n), amountsAsked: [usd(2999n)] },
      captured: usd(2999n),
      holder: null,
      now,
      ...facts,
    });

  test('one of several invoices that are owed puts nothing in force yet', () => {
    expect(accepted(pay({ owesMore: true, holder: aTrial() }))).toEqual({
      kind: 'settles',
      subscription: pending,
      convertedTrial: null,
      events: [],
    });
  });

  test('the exact amount activates a pending subscription and converts the trial', () => {
    const effect = accepted(pay({ holder: aTrial() }));
    expect(effect).toMatchObject({
      kind: 'settles',
      subscription: { status: 'active', currentPeriod: pending.currentPeriod },
      convertedTrial: { id: 'trial-1', status: 'canceled', endReason: 'converted', canceledAt: now },
      events: [
        { type: 'subscription.canceled', subscriptionId: 'trial-1', from: 'trial', cause: 'converted' },
        { type: 'subscription.activated', subscriptionId: 'subscription-1', from: 'pending', cause: 'paid_in_full' },
      ],
    });
  });

  test.each([
    ['a cent less', usd(2998n)],
    ['a cent more', usd(3000n)],
    ['another currency', Money.ofMinor(2999n, 'EUR')],
  ])('%s changes nothing', (_, captured) => {
    expect(pay({ captured })).toEqual({
      ok: false,
      error: { code: 'amount_mismatch', amount: '29.99', currency: 'USD' },
    });
  });

  test('what was asked before the invoice was lowered settles it; the excess is told by the invoice', () => {
    const invoice = { status: 'open', amountDue: usd(1000n), amountsAsked: [usd(1000n), usd(2999n)] } as const;
    expect(accepted(pay({ invoice }))).toMatchObject({ kind: 'settles', subscription: { status: 'active' } });
    expect(refusalOf(pay({ invoice, captured: usd(1001n) }))).toBe('amount_mismatch');
  });

  test('any amount that somebody made sure of is taken: less pays a part and puts nothing in force', () => {
    const invoice = { status: 'open', amountDue: usd(2999n), amountsAsked: 'any' } as const;
    expect(accepted(pay({ invoice, captured: usd(1000n) }))).toEqual({ kind: 'pays_part', left: usd(1999n) });
    expect(accepted(pay({ invoice, captured: usd(5000n) }))).toMatchObject({ kind: 'settles' });
    expect(refusalOf(pay({ invoice, captured: Money.ofMinor(2999n, 'EUR') }))).toBe('amount_mismatch');
    const late = pay({ invoice: { ...invoice, status: 'paid' }, captured: usd(7n) });
    expect(accepted(late)).toMatchObject({ kind: 'becomes_credit', credit: usd(7n) });
  });

  test('a draft is not paid', () => {
    expect(refusalOf(pay({ invoice: { status: 'draft', amountDue: usd(2999n), amountsAsked: [usd(2999n)] } }))).toBe(
      'invoice_not_open',
    );
  });

  test.each([
    ['invoice_void', inStatus('expired'), 'void'],
    ['invoice_already_paid', inStatus('active'), 'paid'],
    ['subscription_expired', inStatus('expired'), 'open'],
  ] as const)('money that comes too late becomes credit: %s', (reason, subscription, status) => {
    const effect = accepted(
      pay({ subscription, invoice: { status, amountDue: usd(2999n), amountsAsked: [usd(2999n)] } }),
    );
    expect(effect).toEqual({ kind: 'becomes_credit', credit: usd(2999n), reason });
  });

  test.each([
    ['trial', 'active', 1],
    ['past_due', 'active', 1],
    ['active', 'active', 0],
    ['paused', 'paused', 0],
    ['canceled', 'canceled', 0],
  ] as const)('%s becomes %s', (before, after, eventCount) => {
    const effect = accepted(pay({ subscription: inStatus(before) }));
    expect(effect).toMatchObject({ kind: 'settles', subscription: { status: after }, convertedTrial: null });
    expect(effect.kind === 'settles' && effect.events).toHaveLength(eventCount);
  });

  test('a trial that is paid for itself, or has ended, is not converted', () => {
    const trial = aTrial();
    expect(accepted(pay({ subscription: trial, holder: trial }))).toMatchObject({ convertedTrial: null });
    expect(accepted(pay({ holder: { ...trial, status: 'expired' } }))).toMatchObject({ convertedTrial: null });
  });

  test('a trial in its days of grace gives way, too', () => {
    const grace: Subscription = { ...aTrial(), status: 'past_due', graceEndsAt: now.plusHours(1) };
    expect(accepted(pay({ holder: grace }))).toMatchObject({
      kind: 'settles',
      subscription: { status: 'active' },
      convertedTrial: { id: 'trial-1', status: 'canceled', endReason: 'converted', graceEndsAt: null },
    });
  });

  test.each(['active', 'past_due', 'paused'] as const)(
    'money for a place that is taken becomes credit: %s',
    (status) => {
      const effect = accepted(pay({ holder: { ...inStatus(status), id: 'paid-1' } }));
      expect(effect).toMatchObject({ kind: 'becomes_credit', credit: usd(2999n), reason: 'already_subscribed' });
      expect(effect).toMatchObject({ replaced: { subscription: { status: 'expired', endReason: 'replaced' } } });
    },
  );

  test('the trial of another family or account is a bug of the caller', () => {
    expect(() => pay({ holder: { ...aTrial(), family: 'add_on' } })).toThrow('not of the family');
    expect(() => pay({ holder: { ...aTrial(), accountId: 'account-2' } })).toThrow('not of the family');
  });
});

describe('cancelSubscription', () => {
  test('at the end of the period: service goes on, and a second cancellation is refused', () => {
    const { subscription, events, voidsOpenInvoices } = accepted(
      cancelSubscription(inStatus('active'), 'period_end', now),
    );
    expect(subscription).toMatchObject({ status: 'active', cancelAtPeriodEnd: true, canceledAt: now, endReason: null });
    expect(events).toMatchObject([{ type: 'subscription.updated', cause: 'cancellation_scheduled' }]);
    expect(voidsOpenInvoices).toBe(false);
    expect(refusalOf(cancelSubscription(subscription, 'period_end', now))).toBe('already_canceled');
    expect(accepted(cancelSubscription(subscription, 'now', now)).subscription.status).toBe('canceled');
  });

  test('the scheduled end comes with the period’s end, not a millisecond earlier', () => {
    const { subscription } = accepted(cancelSubscription(inStatus('active'), 'period_end', now));
    const { end } = subscription.currentPeriod;
    expect(refusalOf(endCanceledTerm(subscription, end.plusMilliseconds(-1)))).toBe('not_due_yet');
    expect(accepted(endCanceledTerm(subscription, end)).subscription).toMatchObject({
      status: 'canceled',
      endReason: 'term_ended',
    });
    expect(refusalOf(endCanceledTerm(inStatus('active'), end))).toBe('not_due_yet');
  });

  test.each(['trial', 'active', 'past_due', 'paused', 'pending'] as const)('now: %s ends at once', (status) => {
    const { subscription, events, voidsOpenInvoices } = accepted(cancelSubscription(inStatus(status), 'now', now));
    expect(subscription).toMatchObject({ status: 'canceled', endReason: 'canceled_now', canceledAt: now });
    expect(events).toMatchObject([{ type: 'subscription.canceled', from: status }]);
    expect(voidsOpenInvoices).toBe(status === 'pending');
  });

  test.each(['pending', 'paused'] as const)('%s has no service to run out: it ends now in any case', (status) => {
    expect(accepted(cancelSubscription(inStatus(status), 'period_end', now)).subscription.status).toBe('canceled');
  });

  test('what has ended is not ended again', () => {
    expect(refusalOf(cancelSubscription(inStatus('canceled'), 'now', now))).toBe('already_canceled');
    expect(cancelSubscription(inStatus('expired'), 'now', now)).toEqual({
      ok: false,
      error: { code: 'subscription_not_live', status: 'expired' },
    });
  });
});

describe('expirePending', () => {
  test('a pending subscription lapses after exactly 24 hours', () => {
    const until = pendingUntil(pending);
    expect(until.toString()).toBe('2026-02-11T09:00:00Z');
    expect(refusalOf(expirePending(pending, until.plusMilliseconds(-1)))).toBe('not_due_yet');
    expect(accepted(expirePending(pending, until))).toMatchObject({
      subscription: { status: 'expired', endReason: 'left_unpaid', canceledAt: null },
      events: [{ type: 'subscription.expired', from: 'pending' }],
    });
  });

  test.each(['active', 'trial', 'canceled', 'expired'] as const)('%s never lapses', (status) => {
    for (const instant of [pending.createdAt, now]) {
      expect(refusalOf(expirePending(inStatus(status), instant))).toBe('transition_not_allowed');
    }
  });
});
