import { TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { accepted, anAccount, aPlan, aTrial, at, refusalOf, started, tryStart, tryTrial, usd } from '../testing';
import { moveSubscription, type Subscription } from './subscription';

const pending = started({ id: 'old' }).subscription;
const active = { ...pending, status: 'active' } as const satisfies Subscription;
const blocked = anAccount({ status: 'blocked' });
const euroAccount = anAccount({ currency: 'EUR' });
const typesOf = (events: readonly { type: string; subscriptionId: string }[]) =>
  events.map(({ type, subscriptionId }) => `${type} ${subscriptionId}`);

describe('startSubscription', () => {
  test('a paid plan waits for its payment, with the first period fixed', () => {
    const { subscription, isPaymentRequired, events } = started();
    expect(subscription).toMatchObject({
      status: 'pending',
      quantity: 1,
      planVersion: 1,
      trialEnd: null,
      endReason: null,
    });
    expect(subscription.currentPeriod.toString()).toBe('[2026-02-10T09:00:00Z, 2026-03-10T09:00:00Z)');
    expect(subscription.periodPrice.toString()).toBe('29.99 USD');
    expect(isPaymentRequired).toBe(true);
    expect(typesOf(events)).toEqual(['subscription.created subscription-1']);
  });

  test('the anchor is a whole second, since proration counts seconds', () => {
    const { subscription } = started({ now: at('2026-02-10T09:00:00.750Z') });
    expect([subscription.anchor.toString(), subscription.createdAt.toString()]).toEqual([
      '2026-02-10T09:00:00Z',
      '2026-02-10T09:00:00.750Z',
    ]);
  });

  test('seats multiply the price', () => {
    const plan = aPlan({ isPerSeat: true, prices: [usd(1000n)] });
    expect(started({ plan, quantity: 3 }).subscription.periodPrice.toDecimalText()).toBe('30.00');
  });

  test('a free plan is active at once and ends the trial of its family', () => {
    const free = aPlan({ prices: [usd(0n)] });
    const start = started({ plan: free, familySubscriptions: [aTrial()] });
    expect(start.subscription.status).toBe('active');
    expect(start.isPaymentRequired).toBe(false);
    expect(start.convertedTrial).toMatchObject({ id: 'trial-1', status: 'canceled', endReason: 'converted' });
    expect(typesOf(start.events)).toEqual([
      'subscription.canceled trial-1',
      'subscription.created subscription-1',
      'subscription.activated subscription-1',
    ]);
  });

  test('in arrears nothing is due before the first period ends: active at once, and the trial has ended', () => {
    const plan = aPlan({ billIn: 'arrears' });
    const start = started({ plan, familySubscriptions: [aTrial()] });
    expect([start.subscription.status, start.isPaymentRequired]).toEqual(['active', false]);
    expect(start.convertedTrial).toMatchObject({ status: 'canceled' });
    const since = (startDate: string) => started({ plan, startDate: at(startDate) }).isPaymentRequired;
    expect(since('2026-01-10T09:00:01Z')).toBe(false);
    expect(since('2026-01-10T09:00:00Z')).toBe(true);
  });

  test('a paid plan leaves the trial running until it is paid', () => {
    expect(started({ familySubscriptions: [aTrial()] }).convertedTrial).toBeNull();
  });

  test('replaces one that is still pending', () => {
    const { replaced, events } = started({ familySubscriptions: [pending] });
    expect(replaced).toMatchObject([{ id: 'old', status: 'expired', endReason: 'replaced', canceledAt: null }]);
    expect(typesOf(events)).toEqual(['subscription.expired old', 'subscription.created subscription-1']);
  });

  // Each row also breaks every rule below it: the order is part of the promise.
  const hidden = aPlan({ isActive: false });
  test.each([
    [
      'account_blocked',
      { account: { ...blocked, currency: 'EUR' }, plan: hidden, quantity: 2, familySubscriptions: [active] },
    ],
    ['plan_inactive', { account: euroAccount, plan: hidden, quantity: 2, familySubscriptions: [active] }],
    ['plan_not_in_currency', { account: euroAccount, quantity: 2, familySubscriptions: [active] }],
    ['quantity_not_allowed', { quantity: 2, familySubscriptions: [active] }],
    ['already_subscribed', { familySubscriptions: [active] }],
    ['already_subscribed', { familySubscriptions: [{ ...active, status: 'past_due' as const }] }],
    ['already_subscribed', { familySubscriptions: [{ ...active, status: 'paused' as const }] }],
    ['already_subscribed', { familySubscriptions: [{ ...active, cancelAtPeriodEnd: true }] }],
    ['accepted', { familySubscriptions: [{ ...active, status: 'canceled' as const }] }],
    ['accepted', { familySubscriptions: [{ ...active, status: 'expired' as const }] }],
  ])('%s', (code, facts) => expect(refusalOf(tryStart(facts))).toBe(code));

  test.each([0, -1, 1.5, NaN])('%p seats are a bug of the caller', (quantity) => {
    expect(() => tryStart({ quantity })).toThrow(InvariantBroken);
  });
});

describe('startTrial', () => {
  test('thirty days from 1 January end on 31 January', () => {
    const { subscription, events } = accepted(tryTrial({ now: at('2024-01-01T00:00:00Z') }));
    expect(subscription).toMatchObject({ status: 'trial', quantity: 1 });
    expect(subscription.currentPeriod.toString()).toBe('[2024-01-01T00:00:00Z, 2024-01-31T00:00:00Z)');
    expect([subscription.trialEnd, subscription.anchor].map(String)).toEqual(Array(2).fill('2024-01-31T00:00:00Z'));
    expect(typesOf(events)).toEqual(['subscription.created trial-1']);
  });

  test('trial days are calendar days of the account: the clock change does not move the hour', () => {
    const account = anAccount({ zone: TimeZone.of('Europe/Berlin') });
    const trial = aTrial({ account, plan: aPlan({ trialPeriodDays: 7 }), now: at('2026-03-25T08:00:00Z') });
    expect(String(trial.trialEnd)).toBe('2026-04-01T07:00:00Z');
  });

  const noTrial = aPlan({ trialPeriodDays: 0 });
  const usedTrial = accepted(moveSubscription(aTrial(), 'converted', at('2026-02-11T00:00:00Z'))).subscription;
  test.each([
    ['account_blocked', { account: blocked, plan: aPlan({ isActive: false }) }],
    ['plan_inactive', { account: euroAccount, plan: aPlan({ isActive: false, trialPeriodDays: 0 }) }],
    ['plan_has_no_trial', { account: euroAccount, plan: noTrial }],
    ['plan_not_in_currency', { account: euroAccount, familySubscriptions: [usedTrial, active] }],
    ['trial_already_used', { familySubscriptions: [usedTrial, active] }],
    ['trial_already_used', { familySubscriptions: [aTrial()] }],
    ['trial_already_used', { familySubscriptions: [{ ...aTrial(), status: 'expired' as const }] }],
    ['already_subscribed', { familySubscriptions: [active] }],
    ['accepted', { familySubscriptions: [pending] }],
    ['accepted', { familySubscriptions: [{ ...active, status: 'canceled' as const }] }],
  ])('%s', (code, facts) => expect(refusalOf(tryTrial(facts))).toBe(code));
});
