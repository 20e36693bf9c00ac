import { parseFeatureGrants } from '../catalog';
import type { SubscriptionStatus } from '../subscription';
import { accepted, FEATURES, started } from '../testing';
import { resolveEntitlements, type EntitlingSubscription } from './index';

const { currentPeriod } = started().subscription;
const held = (id: string, status: SubscriptionStatus, features: object = {}): EntitlingSubscription => ({
  id,
  status,
  currentPeriod,
  features: accepted(parseFeatureGrants(features)),
});
const calls = (limit: number | null) => ({ api_calls: { limit } });

test('a live subscription grants its plan, until the end of its period', () => {
  const entitlements = resolveEntitlements('current', [
    { id: 's', status: 'active', currentPeriod, features: FEATURES },
  ]);
  expect([...entitlements.keys()]).toEqual(['api_calls', 'storage', 'sso']);
  expect(entitlements.get('storage')).toEqual({
    feature: 'storage',
    grant: { kind: 'amount', isSoft: false, limit: { kind: 'size', bytesMax: 1_000_000_000n, text: '1GB' } },
    source: 'plan',
    subscriptionId: 's',
    countedFrom: currentPeriod.start,
    endsAt: currentPeriod.end,
  });
});

test.each<[SubscriptionStatus, string | undefined]>([
  ['trial', 'trial'],
  ['active', 'plan'],
  ['past_due', 'plan'],
  ['pending', undefined],
  ['paused', undefined],
  ['canceled', undefined],
  ['expired', undefined],
])('%s grants %s', (status, source) => {
  expect(resolveEntitlements('current', [held('s', status, calls(10))]).get('api_calls')?.source).toBe(source);
});

test('a warning changes nothing, a block everything', () => {
  const subscriptions = [held('s', 'active', calls(10))];
  expect(resolveEntitlements('warning', subscriptions).size).toBe(1);
  expect(resolveEntitlements('blocked', subscriptions).size).toBe(0);
});

test('a switch that is off grants nothing', () => {
  expect(resolveEntitlements('current', [held('s', 'active', { sso: false })]).size).toBe(0);
});

test.each([
  ['the larger limit', calls(1000), calls(5000), 'add_on'],
  ['no limit over any', calls(null), calls(5000), 'main'],
  ['the first of equals', calls(5), calls(5), 'main'],
])('of two subscriptions %s counts', (_, main, addOn, winner) => {
  const both = [held('main', 'active', main), held('add_on', 'active', addOn)];
  expect(resolveEntitlements('current', both).get('api_calls')?.subscriptionId).toBe(winner);
});

test('on a tie the paid one counts, in whatever order they come', () => {
  const both = [held('try', 'trial', calls(5)), held('paid', 'active', calls(5))];
  for (const subscriptions of [both, both.toReversed()]) {
    expect(resolveEntitlements('current', subscriptions).get('api_calls')?.subscriptionId).toBe('paid');
  }
});
