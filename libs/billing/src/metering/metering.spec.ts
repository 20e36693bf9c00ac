import { InvariantBroken } from '@libs/errors';
import { accepted, at, FEATURES, refusalOf } from '../testing';
import { parseFeatureGrants } from '../catalog';
import { countUse, standingOf } from './count-use';
import { readUsageEvent, type ReportedUsage } from './usage-event';

const now = at('2026-01-20T12:00:00Z');
const window = { now, acceptedFrom: at('2026-01-10T00:00:00Z') };

describe('readUsageEvent', () => {
  const report = (facts: Partial<ReportedUsage> = {}) =>
    readUsageEvent({ accountId: 'a', idempotencyKey: 'k-1', metric: 'api_calls', quantity: 1, ...facts }, window);

  test('keeps the exact text of the quantity and fills in the time', () => {
    expect(accepted(report({ quantity: '0.000000000001' }))).toEqual({
      accountId: 'a',
      idempotencyKey: 'k-1',
      metric: 'api_calls',
      quantity: '0.000000000001',
      happenedAt: now,
      properties: {},
    });
    expect(accepted(report({ quantity: 120000 })).quantity).toBe('120000');
    expect(accepted(report({ quantity: 0 })).quantity).toBe('0');
  });

  test.each<[string, Partial<ReportedUsage>]>([
    ['invalid_idempotency_key', { idempotencyKey: '' }],
    ['invalid_idempotency_key', { idempotencyKey: 'k'.repeat(256) }],
    ['invalid_idempotency_key', { idempotencyKey: 'a\u0000' }],
    ['invalid_metric', { metric: 'API calls' }],
    ['invalid_quantity', { quantity: -1 }],
    ['invalid_quantity', { quantity: NaN }],
    ['invalid_quantity', { quantity: '0.0000000000001' }],
    ['invalid_quantity', { quantity: '1000000000000000' }],
    ['timestamp_in_future', { happenedAt: now.plusSeconds(300).plusMilliseconds(1) }],
    ['accepted', { happenedAt: now.plusSeconds(300) }],
    ['accepted', { happenedAt: window.acceptedFrom }],
    ['timestamp_too_old', { happenedAt: window.acceptedFrom.plusMilliseconds(-1) }],
  ])('%s', (code, facts) => expect(refusalOf(report(facts))).toBe(code));
});

describe('countUse', () => {
  const resetAt = at('2026-02-10T00:00:00Z');
  const soft = accepted(
    parseFeatureGrants({ api_calls: { limit: 1000, overage: true }, off: false, free: { limit: null } }),
  );
  const facts = (currentUsage: bigint, feature = 'api_calls', grants = FEATURES) => ({
    feature,
    grant: grants.get(feature),
    currentUsage,
    resetAt,
  });

  test('counts up to the limit and not one further', () => {
    expect(countUse(facts(990n), 10n)).toEqual({
      ok: true,
      value: { feature: 'api_calls', currentUsage: 1000n, limit: 1000, remaining: 0n, resetAt },
    });
    expect(countUse(facts(990n), 11n)).toEqual({
      ok: false,
      error: { code: 'limit_exceeded', feature: 'api_calls', currentUsage: 990n, limit: 1000, remaining: 10n, resetAt },
    });
  });

  test('sizes are counted in bytes and shown as sold', () => {
    expect(accepted(countUse(facts(0n, 'storage'), 1_000_000_000n))).toMatchObject({ limit: '1GB', remaining: 0n });
    expect(refusalOf(countUse(facts(0n, 'storage'), 1_000_000_001n))).toBe('limit_exceeded');
  });

  test('a soft limit lets the use pass, with nothing remaining', () => {
    const counted = accepted(countUse(facts(990n, 'api_calls', soft), 11n));
    expect(counted).toMatchObject({ currentUsage: 1001n, limit: 1000, remaining: 0n });
  });

  test('without a limit there is no remainder to speak of', () => {
    for (const [feature, grants] of [
      ['free', soft],
      ['sso', FEATURES],
    ] as const) {
      expect(accepted(countUse(facts(5n, feature, grants), 5n))).toMatchObject({ limit: null, remaining: null });
    }
  });

  test.each([
    ['absent', FEATURES],
    ['off', soft],
  ] as const)('%s is not in the plan', (feature, grants) => {
    expect(refusalOf(countUse(facts(0n, feature, grants), 1n))).toBe('feature_not_in_plan');
    expect(refusalOf(standingOf(facts(0n, feature, grants)))).toBe('feature_not_in_plan');
  });

  test('the standing counts nothing', () => {
    expect(accepted(standingOf(facts(990n)))).toMatchObject({ currentUsage: 990n, remaining: 10n });
  });

  test.each([0n, -1n])('%p is no use', (delta) => expect(() => countUse(facts(0n), delta)).toThrow(InvariantBroken));
});
