import { Instant, Period } from '@libs/calendar';
import { Money } from '@libs/money';
import { grantedUntil, grantsUntil, isInForce } from './in-force';
import type { Subscription } from './subscription';

const START = Instant.of('2026-02-10T09:00:00Z');
const END = Instant.of('2026-03-10T09:00:00Z');

function subscription(facts: Partial<Subscription>): Subscription {
  return {
    id: 's',
    accountId: 'a',
    planId: 1,
    planVersion: 1,
    family: 'default',
    status: 'active',
    quantity: 1,
    periodPrice: Money.ofMinor(2999n, 'USD'),
    cycle: { unit: 'monthly', count: 1 },
    anchor: START,
    createdAt: START,
    startedAt: START,
    currentPeriod: Period.of(START, END),
    trialEnd: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endReason: null,
    ...facts,
  };
}

describe('what gives service', () => {
  it.each([
    ['active', {}, true],
    ['past_due', { status: 'past_due' as const }, true],
    ['pending', { status: 'pending' as const }, false],
    ['paused', { status: 'paused' as const }, false],
    ['canceled', { status: 'canceled' as const }, false],
    ['expired', { status: 'expired' as const }, false],
  ])('%s: %#', (_, facts, inForce) => {
    expect(isInForce(subscription(facts), END.plusHours(1))).toBe(inForce);
  });

  it.each([
    ['a trial', { status: 'trial' as const, trialEnd: END }],
    ['a canceled term', { cancelAtPeriodEnd: true }],
    ['one that ends at an instant', { cancelAt: END }],
    ['a trial that ends before', { status: 'trial' as const, trialEnd: END.plusHours(1), cancelAt: END }],
  ])('%s serves until its end, which is excluded', (_, facts) => {
    expect(grantsUntil(subscription(facts))).toEqual(END);
    expect(isInForce(subscription(facts), END.plusMilliseconds(-1))).toBe(true);
    expect(isInForce(subscription(facts), END)).toBe(false);
  });

  it.each([
    ['an active one', {}, END],
    ['one to be canceled at its end', { cancelAtPeriodEnd: true, canceledAt: START }, END],
    ['one to be canceled before', { cancelAt: START.plusHours(1), canceledAt: START }, START.plusHours(1)],
    ['one to be canceled in a later period', { cancelAt: END.plusHours(1), canceledAt: START }, END],
    ['one that was canceled', { status: 'canceled' as const, canceledAt: START.plusHours(2) }, START.plusHours(2)],
    ['one whose renewal failed and that was canceled', { status: 'canceled' as const, canceledAt: END }, END],
  ])('of %s, what is granted at present has an end', (_, facts, until) => {
    expect(grantedUntil(subscription(facts))).toEqual(until);
  });

  it('an active one goes on while its renewal is on the way', () => {
    expect(grantsUntil(subscription({}))).toBeNull();
  });
});
