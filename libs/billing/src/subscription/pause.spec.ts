import { TimeZone, type Instant } from '@libs/calendar';
import { accepted, aPlan, at, refusalOf, started, usd, type StartFacts } from '../testing';
import { finalBill } from './cancel-subscription';
import { changeSubscription } from './change-subscription';
import type { LineProposal } from './line-proposal';
import { endLongPause, pauseSubscription } from './pause-subscription';
import type { BilledLine, PresentPrice } from './proration';
import { renewSubscription } from './renew-subscription';
import { resumeSubscription } from './resume-subscription';
import type { Subscription } from './subscription';

const plan = aPlan({ prices: [usd(3100n)] });
const slow = aPlan({ prices: [usd(3100n)], billIn: 'arrears' });
const active = (start: string, facts: StartFacts = {}): Subscription => ({
  ...started({ plan, now: at(start), ...facts }).subscription,
  status: 'active',
});
const march = active('2026-03-01T00:00:00Z');
const slowMarch = active('2026-03-01T00:00:00Z', { plan: slow });
const pause = (subscription: Subscription, now: string, resumesAt: Instant | null = null) =>
  pauseSubscription(subscription, resumesAt, TimeZone.UTC, at(now));
const paused = (subscription: Subscription, now: string) => accepted(pause(subscription, now)).subscription;
const priceOf = (subscription: Subscription, billed = subscription): PresentPrice => ({
  subscription,
  plan,
  zone: TimeZone.UTC,
  billedLines: subscription.billIn === 'arrears' ? [] : [lineOf(billed)],
});
const resume = (subscription: Subscription, now: string) =>
  accepted(resumeSubscription(priceOf(subscription), at(now)));
const lineOf = ({ periodPrice, currentPeriod }: Subscription): BilledLine => ({
  id: 'line-1',
  invoiceId: 'invoice-1',
  lineTotal: periodPrice,
  discountShare: usd(0n),
  period: currentPeriod,
  isPaid: true,
  creditedFrom: null,
});
const totals = (lines: readonly LineProposal[]) =>
  lines.map(({ kind, lineTotal }) => [kind, lineTotal.toDecimalText()]);

describe('pause and resume', () => {
  test('the end moves by the length of the pause, and is the new anchor', () => {
    const stopped = paused(march, '2026-03-11T00:00:00Z');
    expect(stopped).toMatchObject({ status: 'paused', currentPeriod: march.currentPeriod });
    expect(String(stopped.pause!.endsAt)).toBe('2026-06-09T00:00:00Z');
    const { subscription, lines, events, endedPeriod } = resume(stopped, '2026-03-21T00:00:00Z');
    expect(subscription).toMatchObject({ status: 'active', pause: null, anchor: at('2026-04-11T00:00:00Z') });
    expect(String(subscription.currentPeriod)).toBe('[2026-03-01T00:00:00Z, 2026-04-11T00:00:00Z)');
    expect([lines, endedPeriod]).toEqual([[], null]);
    expect(events).toMatchObject([{ type: 'subscription.resumed' }]);

    const renewal = accepted(
      renewSubscription({ subscription, planOf: () => plan, zone: TimeZone.UTC, now: at('2026-04-11T00:00:00Z') }),
    );
    expect(String(renewal.period)).toBe('[2026-04-11T00:00:00Z, 2026-05-11T00:00:00Z)');
    expect(totals(renewal.lines)).toEqual([['subscription', '31.00']]);
  });

  test('after a pause a change counts what is left of what was paid', () => {
    const { subscription } = resume(paused(march, '2026-03-11T00:00:00Z'), '2026-03-21T00:00:00Z');
    const decision = changeSubscription({
      subscription,
      account: { status: 'current', zone: TimeZone.UTC },
      plan,
      newPlan: aPlan({ id: 9, prices: [usd(6200n)] }),
      quantity: 1,
      billedLines: [lineOf(march)],
      now: at('2026-04-01T00:00:00Z'), // 21 of 31 days served.
    });
    expect(totals(accepted(decision).lines)).toEqual([
      ['proration_credit', '-10.00'],
      ['proration_charge', '20.00'],
    ]);
  });

  test('in arrears paused time is not billed: a whole cycle was served', () => {
    const { subscription } = resume(paused(slowMarch, '2026-03-11T00:00:00Z'), '2026-03-21T00:00:00Z');
    const { end } = subscription.currentPeriod;
    const { lines } = accepted(renewSubscription({ subscription, planOf: () => slow, zone: TimeZone.UTC, now: end }));
    expect(totals(lines)).toEqual([['subscription', '31.00']]);
    const early = finalBill(priceOf(subscription), at('2026-04-01T00:00:00Z'), 'none');
    expect(totals(early.lines)).toEqual([['proration_charge', '21.00']]);
  });

  test('a billing day stays: the rest is credited and the stub to the next boundary charged', () => {
    const onFirst = active('2026-03-01T00:00:00Z', { billingDay: 1 });
    const { subscription, lines, endedPeriod } = resume(
      paused(onFirst, '2026-03-11T00:00:00Z'),
      '2026-03-21T00:00:00Z',
    );
    expect(totals(lines)).toEqual([
      ['proration_credit', '-21.00'],
      ['proration_charge', '11.00'],
    ]);
    expect(String(subscription.currentPeriod)).toBe('[2026-03-21T00:00:00Z, 2026-04-01T00:00:00Z)');
    expect(subscription.anchor).toEqual(onFirst.anchor);
    expect(String(endedPeriod)).toBe('[2026-03-01T00:00:00Z, 2026-03-11T00:00:00Z)');
  });

  test('a billing day of a longer cycle keeps its series, also past a boundary', () => {
    const quarterly = aPlan({ prices: [usd(9200n)], cycle: { unit: 'quarterly', count: 1 } });
    const onThird = active('2026-02-03T00:00:00Z', { plan: quarterly, billingDay: 3 });
    const { subscription } = resume(paused(onThird, '2026-04-20T00:00:00Z'), '2026-06-10T00:00:00Z');
    expect(String(subscription.currentPeriod)).toBe('[2026-06-10T00:00:00Z, 2026-08-03T00:00:00Z)');
  });

  test('a billing day in arrears: what was served before the pause is charged, the stub at its end', () => {
    const onFirst = active('2026-03-01T00:00:00Z', { plan: slow, billingDay: 1 });
    const { subscription, lines } = resume(paused(onFirst, '2026-03-11T00:00:00Z'), '2026-03-21T00:00:00Z');
    expect(totals(lines)).toEqual([['proration_charge', '10.00']]);
    const { end } = subscription.currentPeriod;
    const renewal = accepted(renewSubscription({ subscription, planOf: () => slow, zone: TimeZone.UTC, now: end }));
    expect(totals(renewal.lines)).toEqual([['subscription', '11.00']]);
  });

  test('a change that nobody paid yet gives way', () => {
    const pendingChange = { planId: 9, planVersion: 1, quantity: 1, effectiveAt: march.anchor, awaitsPayment: true };
    const decision = accepted(pause({ ...march, pendingChange }, '2026-03-11T00:00:00Z'));
    expect(decision).toMatchObject({ dropsUnpaidChange: true, subscription: { pendingChange: null } });
  });

  test('refusals', () => {
    const now = '2026-03-11T00:00:00Z';
    expect(refusalOf(pause(paused(march, now), now))).toBe('already_paused');
    for (const status of ['trial', 'pending', 'past_due', 'canceled', 'expired'] as const) {
      expect(refusalOf(pause({ ...march, status }, now))).toBe('subscription_not_live');
    }
    for (const [resumesAt, code] of [
      ['2026-03-11T00:00:00Z', 'invalid_resume_instant'],
      ['2026-06-09T00:00:01Z', 'invalid_resume_instant'],
      ['2026-06-09T00:00:00Z', 'accepted'],
    ] as const) {
      expect(refusalOf(pause(march, now, at(resumesAt)))).toBe(code);
    }
    expect(refusalOf(resumeSubscription(priceOf(march), at(now)))).toBe('not_paused');
  });
});

test('what was used in the second of a pause, before it, is billed: at its end, or with the part before it', () => {
  const stopped = paused(march, '2026-03-11T00:00:00.500Z');
  const bill = finalBill(priceOf(stopped), at('2026-03-25T00:00:00Z'), 'prorated');
  expect(totals(bill.lines)).toEqual([['proration_credit', '-21.00']]);
  expect(String(bill.usagePeriod)).toBe('[2026-03-01T00:00:00Z, 2026-03-11T00:00:01Z)');
  const onFirst = paused(active('2026-03-01T00:00:00Z', { billingDay: 1 }), '2026-03-11T00:00:00.500Z');
  expect(String(resume(onFirst, '2026-03-21T00:00:00Z').endedPeriod)).toBe(
    '[2026-03-01T00:00:00Z, 2026-03-11T00:00:01Z)',
  );
  expect(resume(onFirst, '2026-03-11T00:00:00.900Z').endedPeriod?.end).toEqual(at('2026-03-11T00:00:00Z'));
});

describe('a pause that is too long', () => {
  test('cancels after 90 days; what was served in arrears is billed, nothing comes back', () => {
    const stopped = paused(slowMarch, '2026-03-11T00:00:00Z');
    const { endsAt } = stopped.pause!;
    expect(refusalOf(endLongPause(stopped, endsAt.plusMilliseconds(-1)))).toBe('not_due_yet');
    expect(accepted(endLongPause(stopped, endsAt)).subscription).toMatchObject({
      status: 'canceled',
      endReason: 'pause_too_long',
    });
    const bill = finalBill(priceOf(stopped), endsAt, 'none');
    expect(totals(bill.lines)).toEqual([['proration_charge', '10.00']]);
    expect(String(bill.usagePeriod)).toBe('[2026-03-01T00:00:00Z, 2026-03-11T00:00:00Z)');
    expect(refusalOf(endLongPause(march, endsAt))).toBe('transition_not_allowed');
  });

  test('canceled while paused with a refund: what was not served comes back', () => {
    const bill = finalBill(priceOf(paused(march, '2026-03-11T00:00:00Z')), at('2026-03-25T00:00:00Z'), 'prorated');
    expect(totals(bill.lines)).toEqual([['proration_credit', '-21.00']]);
  });
});
