import { Money } from '@libs/money';
import { aPlan, accepted, refusalOf, usd } from '../testing';
import { isGranted, limitAsSold, limitMax, parseFeatureGrants, parseFeatureLimit, periodPrice, priceIn } from './index';

describe('parseFeatureLimit', () => {
  test.each<[unknown, bigint | null, number | string | null]>([
    [1000, 1000n, 1000],
    [0, 0n, 0],
    ['1GB', 1_000_000_000n, '1GB'],
    ['500MB', 500_000_000n, '500MB'],
    ['1.5 GB', 1_500_000_000n, '1.5 GB'],
    ['1GiB', 1_073_741_824n, '1GiB'],
    ['10B', 10n, '10B'],
    [null, null, null],
  ])('%p allows %p and reads %p', (value, max, sold) => {
    const limit = accepted(parseFeatureLimit(value));
    expect([limitMax(limit), limitAsSold(limit)]).toEqual([max, sold]);
  });

  test.each([
    -1,
    1.5,
    NaN,
    Infinity,
    2 ** 53,
    '1000',
    '1gb',
    'GB',
    '-1GB',
    '1.5B',
    '1iB',
    '1e3GB',
    '99999PB',
    true,
    undefined,
    {},
    [],
  ])('%p is refused', (value) => expect(refusalOf(parseFeatureLimit(value))).toBe('invalid_feature_limit'));
});

describe('parseFeatureGrants', () => {
  test('reads switches, hard limits and soft ones', () => {
    const grants = accepted(
      parseFeatureGrants({
        api_calls: { limit: 1000, overage: true },
        storage: { limit: '1GB' },
        sso: true,
        sla: false,
      }),
    );
    expect(grants.get('api_calls')).toMatchObject({ kind: 'amount', isSoft: true });
    expect(grants.get('storage')).toMatchObject({ kind: 'amount', isSoft: false });
    expect(['api_calls', 'storage', 'sso', 'sla', 'toString'].map((name) => isGranted(grants.get(name)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['api_calls', {}],
    ['api_calls', { limit: -1 }],
    ['api_calls', { limit: 1, overage: 'yes' }],
    ['api_calls', { limit: 1, surprise: 1 }],
    ['api_calls', 1000],
    ['api_calls', null],
    ['API calls', { limit: 1 }],
    ['', true],
  ])('%p: %p is refused by name', (feature, value) => {
    expect(parseFeatureGrants({ sso: true, [feature]: value })).toEqual({
      ok: false,
      error: { code: 'invalid_feature', feature },
    });
  });

  test('a key named __proto__ is refused like any other bad name', () => {
    const features = JSON.parse('{"__proto__": {"limit": 1}}') as object;
    expect(refusalOf(parseFeatureGrants(features))).toBe('invalid_feature');
  });
});

describe('prices', () => {
  const plan = aPlan({ prices: [usd(1000n), Money.ofMinor(900n, 'EUR')] });

  test('are taken in the currency asked for, never converted', () => {
    expect(accepted(priceIn(plan, 'EUR')).toDecimalText()).toBe('9.00');
    expect(accepted(periodPrice(plan, 'USD', 3)).toDecimalText()).toBe('30.00');
    expect(priceIn(plan, 'JPY')).toEqual({ ok: false, error: { code: 'plan_not_in_currency', currency: 'JPY' } });
    expect(refusalOf(periodPrice(plan, 'JPY', 1))).toBe('plan_not_in_currency');
  });
});
