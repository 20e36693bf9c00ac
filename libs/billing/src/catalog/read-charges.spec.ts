import { Rate } from '@libs/money';
import { accepted, aPlan, usd } from '../testing';
import { chargePriceIn, priceIn, readCharges } from './index';

const STANDARD = { metric: 'api_calls', aggregation: 'sum', model: 'standard', unit_amount: '0.001' };
const TIERS = [
  { up_to: 1000, unit_amount: 0 },
  { unit_amount: '0.01', flat_amount: 5 },
];
const problemsOf = (charge: unknown) => {
  const read = readCharges([charge], 'USD');
  return read.ok ? [] : read.error.problems.map(({ field, code }) => `${field} ${code}`);
};

describe('readCharges', () => {
  test('reads amounts exactly, per currency, and never converts', () => {
    const [charge] = accepted(
      readCharges(
        [
          {
            ...STANDARD,
            included: 100000,
            minimum_amount: 5,
            prices: { JPY: { unit_amount: '0.15', minimum_amount: 700 } },
          },
        ],
        'USD',
      ),
    );
    expect(charge).toMatchObject({ metric: 'api_calls', property: null, included: Rate.of('100000') });
    const prices = ['USD', 'JPY'].map((currency) => charge && accepted(chargePriceIn(charge, currency)));
    expect(prices).toMatchObject([
      { pricing: { unitRate: Rate.of('0.001') }, minimum: usd(500n), maximum: null },
      { pricing: { unitRate: Rate.of('0.15') } },
    ]);
    expect(charge && chargePriceIn(charge, 'EUR').ok).toBe(false);
  });

  test('a plan whose usage has no price in a currency is not sold in it', () => {
    const charges = accepted(readCharges([STANDARD], 'USD'));
    const plan = aPlan({ prices: [usd(1000n)], charges });
    expect([priceIn(plan, 'USD').ok, priceIn({ ...plan, charges: [] }, 'USD').ok]).toEqual([true, true]);
    const inYen = accepted(readCharges([{ ...STANDARD }], 'JPY'));
    expect(priceIn({ ...plan, charges: inYen }, 'USD').ok).toBe(false);
  });

  test('shares packages, percentages and free events between currencies', () => {
    const packages = { ...STANDARD, model: 'package', package_size: 1000, prices: { EUR: { unit_amount: 4 } } };
    const percentage = {
      ...STANDARD,
      unit_amount: null,
      model: 'percentage',
      rate: 3,
      prices: { EUR: { fixed_amount: 1 } },
    };
    const charges = accepted(readCharges([packages, percentage], 'USD'));
    expect(charges.map((charge) => accepted(chargePriceIn(charge, 'EUR')).pricing)).toMatchObject([
      { unitRate: Rate.of('4'), packageSize: Rate.of('1000') },
      { tiers: [{ percent: Rate.of('3') }], fixedRatePerEvent: Rate.of('1') },
    ]);
  });

  test('what is stored is read again', () => {
    const stored = JSON.parse(
      JSON.stringify([{ ...STANDARD, model: 'graduated', unit_amount: null, tiers: TIERS }]),
    ) as unknown;
    expect(accepted(readCharges(stored, 'USD'))).toHaveLength(1);
  });

  test.each<[unknown, string[]]>([
    ['charge', ['charges[0] not_an_object']],
    [[], ['charges[0] not_an_object']],
    [{ ...STANDARD, surprise: 1 }, ['charges[0].surprise unknown_field']],
    [
      JSON.parse('{"__proto__": {}, "metric": "m", "aggregation": "sum", "model": "standard", "unit_amount": 1}'),
      ['charges[0].__proto__ unknown_field'],
    ],
    [{ ...STANDARD, metric: 'API calls' }, ['charges[0].metric invalid_name']],
    [{ ...STANDARD, metric: undefined }, ['charges[0].metric required']],
    [{ ...STANDARD, aggregation: 'average' }, ['charges[0].aggregation unknown_choice']],
    [{ ...STANDARD, model: 'free' }, ['charges[0].model unknown_choice']],
    [{ ...STANDARD, aggregation: 'unique' }, ['charges[0].property required']],
    [{ ...STANDARD, property: 'user' }, ['charges[0].property not_allowed']],
    [{ ...STANDARD, unit_amount: undefined }, ['charges[0].unit_amount required']],
    [{ ...STANDARD, unit_amount: '0.0000000000001' }, ['charges[0].unit_amount too_many_decimals']],
    [{ ...STANDARD, unit_amount: -1 }, ['charges[0].unit_amount negative']],
    [{ ...STANDARD, unit_amount: true }, ['charges[0].unit_amount not_a_decimal']],
    [{ ...STANDARD, unit_amount: NaN }, ['charges[0].unit_amount not_a_decimal']],
    [{ ...STANDARD, unit_amount: 2 ** 53 + 2 }, ['charges[0].unit_amount too_many_digits']],
    [{ ...STANDARD, included: -1 }, ['charges[0].included negative']],
    [{ ...STANDARD, tiers: TIERS }, ['charges[0].tiers not_allowed']],
    [{ ...STANDARD, minimum_amount: '1.001' }, ['charges[0].minimum_amount too_many_decimals']],
    [{ ...STANDARD, minimum_amount: 5, maximum_amount: 4 }, ['charges[0].maximum_amount below_minimum']],
    [{ ...STANDARD, model: 'package' }, ['charges[0].package_size required']],
    [{ ...STANDARD, model: 'package', package_size: 0 }, ['charges[0].package_size must_be_positive']],
    [{ ...STANDARD, model: 'graduated' }, ['charges[0].unit_amount not_allowed', 'charges[0].tiers required']],
    [{ ...STANDARD, prices: [] }, ['charges[0].prices not_an_object']],
    [{ ...STANDARD, prices: { XXX: {} } }, ['charges[0].prices.XXX unknown_currency']],
    [{ ...STANDARD, prices: { EUR: {} } }, ['charges[0].prices.EUR.unit_amount required']],
    [{ ...STANDARD, prices: { EUR: { unit_amount: 1, metric: 'x' } } }, ['charges[0].prices.EUR.metric unknown_field']],
  ])('%j is refused field by field', (charge, problems) => expect(problemsOf(charge)).toEqual(problems));

  test.each<[string, unknown, string]>([
    ['graduated', [], 'charges[0].tiers required'],
    ['graduated', {}, 'charges[0].tiers not_a_list'],
    ['graduated', Array.from({ length: 101 }, () => ({ unit_amount: 1 })), 'charges[0].tiers too_many'],
    ['graduated', [{ up_to: 5 }, { unit_amount: 1 }], 'charges[0].tiers[0].unit_amount required'],
    ['volume', [{ up_to: 5, unit_amount: 1 }], 'charges[0].tiers[0].up_to last_must_be_open'],
    ['volume', [{ unit_amount: 1 }, { unit_amount: 2 }], 'charges[0].tiers[0].up_to required'],
    ['volume', [{ up_to: 0, unit_amount: 1 }, { unit_amount: 2 }], 'charges[0].tiers[0].up_to must_be_positive'],
    [
      'volume',
      [{ up_to: 5, unit_amount: 1 }, { up_to: 5, unit_amount: 1 }, { unit_amount: 2 }],
      'charges[0].tiers[1].up_to must_grow',
    ],
    ['volume', [{ rate: 1 }], 'charges[0].tiers[0].rate not_allowed'],
    ['stairstep', [{ unit_amount: 1 }], 'charges[0].tiers[0].unit_amount not_allowed'],
    ['percentage', [{ unit_amount: 1 }], 'charges[0].tiers[0].unit_amount not_allowed'],
  ])('%s tiers %j: %s', (model, tiers, problem) => {
    expect(problemsOf({ ...STANDARD, unit_amount: null, model, tiers })).toContain(problem);
  });

  test.each<[object, string]>([
    [{}, 'charges[0].rate required'],
    [{ rate: 1, tiers: [{ rate: 1 }] }, 'charges[0].rate not_allowed'],
    [{ rate: 1, included_events: 1.5 }, 'charges[0].included_events not_a_whole_number'],
    [{ rate: 1, minimum_per_event: 2, maximum_per_event: 1 }, 'charges[0].maximum_per_event below_minimum'],
    [{ rate: 1, fixed_amount: '0.001' }, 'charges[0].fixed_amount too_many_decimals'],
    [{ rate: 1, aggregation: 'max' }, 'charges[0].aggregation not_allowed'],
  ])('percentage %j: %s', (members, problem) => {
    expect(problemsOf({ ...STANDARD, unit_amount: null, model: 'percentage', ...members })).toContain(problem);
  });

  test('a list it must be, of at most 50', () => {
    expect(readCharges({}, 'USD')).toMatchObject({ error: { problems: [{ field: 'charges', code: 'not_a_list' }] } });
    expect(
      readCharges(
        Array.from({ length: 51 }, () => STANDARD),
        'USD',
      ),
    ).toMatchObject({ error: { problems: [{ code: 'too_many' }] } });
    expect(accepted(readCharges([], 'USD'))).toEqual([]);
  });
});
