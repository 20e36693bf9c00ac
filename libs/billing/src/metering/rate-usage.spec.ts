import { InvariantBroken } from '@libs/errors';
import { Rate } from '@libs/money';
import { readCharges, type Charge } from '../catalog';
import { accepted, at } from '../testing';
import { aggregateUsage, needsEvents, NO_USAGE, rateUsage, type MeteredUsage } from './index';
import pricingModels from './vectors/pricing-models.json';
import usageTiers from './vectors/usage-tiers.json';

function charge(pricing: object): Charge {
  const [read] = accepted(readCharges([{ metric: 'api_calls', aggregation: 'sum', ...pricing }], 'USD'));
  if (!read) throw new InvariantBroken('one charge was written');
  return read;
}

const used = (quantity: string, eventCount = 1n): MeteredUsage => ({
  quantity: Rate.of(quantity),
  eventCount,
  eventQuantities: null,
});
const rated = (pricing: object, quantity: string) =>
  rateUsage({ charge: charge(pricing), usage: used(quantity), currency: 'USD' });

const TIERS = [{ up_to: 1000, unit_amount: 0 }, { up_to: 10000, unit_amount: '0.01' }, { unit_amount: '0.005' }];
const STAIRS = [{ up_to: 100, flat_amount: 50 }, { up_to: 1000, flat_amount: 100 }, { flat_amount: 150 }];
const STANDARD = { model: 'standard', included: 100000, unit_amount: '0.001' };

describe('the worked numbers', () => {
  test.each<[object, string, string, string]>([
    [STANDARD, '120000', '20.00', '120,000 api_calls: 100,000 included, 20,000 × 0.001 = 20.00. Total 20.00 USD.'],
    [STANDARD, '100000', '0.00', '100,000 api_calls: 100,000 included, 0 × 0.001 = 0.00. Total 0.00 USD.'],
    [
      { model: 'graduated', tiers: TIERS },
      '15000',
      '115.00',
      '15,000 api_calls: first 1,000 free, next 9,000 × 0.01 = 90.00, last 5,000 × 0.005 = 25.00. Total 115.00 USD.',
    ],
    [{ model: 'graduated', tiers: TIERS }, '1000', '0.00', '1,000 api_calls: 1,000 free.'],
    [{ model: 'volume', tiers: TIERS }, '15000', '75.00', '15,000 api_calls: all 15,000 × 0.005 = 75.00.'],
    [{ model: 'volume', tiers: TIERS }, '10000', '100.00', '10,000 api_calls: all 10,000 × 0.01 = 100.00.'],
    [
      { model: 'package', unit_amount: 5, package_size: 1000 },
      '15001',
      '80.00',
      '15,001 api_calls: 15,001 in 16 packages of 1,000 × 5.00 = 80.00.',
    ],
    [{ model: 'stairstep', tiers: STAIRS }, '101', '100.00', '101 api_calls: in the range up to 1,000 = 100.00.'],
    [{ model: 'stairstep', tiers: STAIRS }, '100', '50.00', '100 api_calls: in the range up to 100 = 50.00.'],
    [{ model: 'stairstep', tiers: STAIRS }, '0', '50.00', '0 api_calls: in the range up to 100 = 50.00.'],
    [{ model: 'stairstep', tiers: STAIRS }, '1000.5', '150.00', '1,000.5 api_calls: above 1,000 = 150.00.'],
    [
      { model: 'standard', unit_amount: '0.0005' },
      '12345',
      '6.17',
      '12,345 api_calls: 12,345 × 0.0005 = 6.1725. Total 6.17 USD.',
    ],
    [
      { model: 'standard', unit_amount: 1, maximum_amount: 100 },
      '120',
      '100.00',
      '120 api_calls: 120 × 1 = 120.00. Cut to the maximum of 100.00 USD.',
    ],
  ])('%j of %s is %s', (pricing, quantity, total, explanation) => {
    const line = rated(pricing, quantity);
    expect([line.lineTotal.toDecimalText(), line.explanation]).toEqual([total, explanation]);
  });

  test('the first tier’s flat amount is due without any usage', () => {
    const tiers = [
      { up_to: 5, flat_amount: 10 },
      { unit_amount: 1, flat_amount: 3 },
    ];
    for (const model of ['graduated', 'volume']) {
      expect(rated({ model, tiers }, '0').lineTotal.toDecimalText()).toBe('10.00');
      expect(rated({ model, tiers }, '5').lineTotal.toDecimalText()).toBe('10.00');
    }
    expect(rated({ model: 'graduated', tiers }, '7').lineTotal.toDecimalText()).toBe('15.00');
    expect(rated({ model: 'volume', tiers }, '7').lineTotal.toDecimalText()).toBe('10.00');
  });

  test('a minimum is a part of its own, in the share of the period', () => {
    const minimal = charge({ model: 'standard', unit_amount: 1, minimum_amount: 31 });
    const of = (quantity: string, share?: { numerator: bigint; denominator: bigint }) =>
      rateUsage({ charge: minimal, usage: used(quantity), currency: 'USD', share }).missing;
    expect(of('5')).toMatchObject({ explanation: 'Minimum 31.00 USD − usage 5.00 USD = 26.00 USD.' });
    expect(of('5', { numerator: 16n, denominator: 31n })).toMatchObject({
      explanation: 'Minimum 16.00 USD (31.00 USD for a whole period) − usage 5.00 USD = 11.00 USD.',
    });
    expect([of('31'), of('16', { numerator: 16n, denominator: 31n })]).toEqual([null, null]);
  });

  test('a currency has its own amounts, never converted ones', () => {
    const both = charge({ model: 'standard', unit_amount: 1, prices: { JPY: { unit_amount: '150.5' } } });
    const inYen = rateUsage({ charge: both, usage: used('3'), currency: 'JPY' });
    expect(inYen.lineTotal.toString()).toBe('452 JPY');
    expect(() => rateUsage({ charge: both, usage: used('3'), currency: 'EUR' })).toThrow(InvariantBroken);
  });
});

describe('percentages', () => {
  const events = (...quantities: string[]): MeteredUsage =>
    aggregateUsage(
      { aggregation: 'sum', property: null },
      quantities.map((quantity, index) => ({
        id: String(index),
        happenedAt: at('2026-01-10T00:00:00Z').plusSeconds(index),
        quantity,
      })),
    );
  const total = (pricing: object, usage: MeteredUsage) =>
    rateUsage({
      charge: charge({ model: 'percentage', ...pricing }),
      usage,
      currency: 'USD',
    }).lineTotal.toDecimalText();

  test.each<[object, string[], string]>([
    [{ rate: '2.9', fixed_amount: '0.30' }, ['200', '200', '200', '200'], '24.40'],
    [{ rate: 1, included: 250 }, ['100', '100', '100'], '0.50'],
    [{ rate: 1, included_events: 2 }, ['100', '100', '300'], '3.00'],
    [{ rate: 1, included: 250, fixed_amount: 1 }, ['100', '100', '100'], '1.50'],
    [{ rate: 1, minimum_per_event: 2 }, ['100', '500'], '7.00'],
    [{ rate: 1, maximum_per_event: 3 }, ['100', '500'], '4.00'],
    [{ rate: 1, fixed_amount: 1, minimum_per_event: 2, maximum_per_event: '3.5' }, ['50', '200', '900'], '8.50'],
    [{ tiers: [{ up_to: 1000, rate: 2, flat_amount: 5 }, { rate: 1 }] }, ['1500'], '30.00'],
    [{ tiers: [{ up_to: 100, rate: 2 }, { rate: 1 }], minimum_per_event: '0.10' }, ['150', '50'], '3.00'],
    [{ rate: 5 }, [], '0.00'],
  ])('%j of %j is %s', (pricing, quantities, expected) => {
    expect(total(pricing, events(...quantities))).toBe(expected);
  });

  test('are told apart by whether single events matter', () => {
    const matters = (pricing: object) => needsEvents(charge({ model: 'percentage', ...pricing }), 'USD');
    expect(matters({ rate: 1, fixed_amount: 1 })).toBe(false);
    for (const pricing of [{ included_events: 1 }, { minimum_per_event: 1 }, { maximum_per_event: 1 }]) {
      expect(matters({ rate: 1, ...pricing })).toBe(true);
    }
    expect(() => total({ rate: 1, minimum_per_event: 1 }, used('5'))).toThrow(InvariantBroken);
  });

  test('explain themselves', () => {
    const { explanation } = rateUsage({
      charge: charge({ model: 'percentage', rate: '2.9', fixed_amount: '0.30', maximum_per_event: 5 }),
      usage: events('100', '1000'),
      currency: 'USD',
    });
    expect(explanation).toBe(
      '1,100 api_calls: 2.9 % of 1,100.00 = 31.90, 2 events × 0.3 = 0.60, bounds per event −24.30. Total 8.20 USD.',
    );
  });
});

describe('cases of public projects', () => {
  interface Vector {
    name: string;
    input: Record<string, unknown> & { tiers?: Record<string, unknown>[] };
    expected: Record<string, string | number>;
  }
  const models = ['standard', 'graduated', 'volume', 'package', 'percentage', 'graduated_percentage'];
  const vectors = (pricingModels.vectors as unknown as Vector[]).filter(({ input }) =>
    models.includes(String(input.model)),
  );
  const decimals = (value: unknown) => String(value ?? '0');

  function pricingOf({ model, ...input }: Vector['input']): object {
    const tiers = input.tiers?.map(({ upTo, unit, flat, ratePercent }) => ({
      up_to: upTo === null ? null : String(upTo),
      ...(ratePercent === undefined ? { unit_amount: unit } : { rate: ratePercent }),
      flat_amount: flat,
    }));
    if (model === 'package') {
      return { model, unit_amount: input.packageAmount, package_size: input.packageSize, included: input.freeUnits };
    }
    if (model === 'percentage') return { model, rate: input.ratePercent, fixed_amount: input.fixedPerEvent };
    if (model === 'standard') return { model, unit_amount: input.unit };
    return {
      model: model === 'graduated_percentage' ? 'percentage' : model,
      tiers,
      ...(input.maximum ? { maximum_amount: input.maximum } : {}),
    };
  }

  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, { input, expected }) => {
    const exact = (quantity: string) => {
      const { lineTotal } = rateUsage({
        charge: charge(pricingOf(input)),
        usage: used(quantity, BigInt(Number(input.events ?? 1))),
        currency: 'USD',
      });
      return Rate.ofMoney(lineTotal);
    };
    if (expected.incrementalAmount !== undefined) {
      const [before, event] = [Rate.of(decimals(input.priorQuantity)), Rate.of(decimals(input.eventQuantity))];
      const grown = exact(before.plus(event).toDecimalText()).minus(exact(before.toDecimalText()));
      expect(grown.compare(Rate.of(decimals(expected.incrementalAmount)))).toBe(0);
      return;
    }
    const due = expected.amount ?? expected.total;
    expect(exact(decimals(input.quantity ?? input.total)).compare(Rate.of(decimals(due)))).toBe(0);
  });

  test('22 of them apply', () => expect(vectors).toHaveLength(22));

  test.each(usageTiers.vectors.map((vector) => [vector.id, vector] as const))('tiers of blocks, %s', (_, vector) => {
    let end = Rate.zero;
    const plain = (text: string) => (Number.isInteger(Number(text)) ? String(Number(text)) : text);
    const tiers = vector.tiers.map(({ block_size, max_blocks, price_per_block }, index) => {
      end = end.plus(Rate.of(plain(block_size)).times(plain(max_blocks ?? '0')));
      const isLast = index === vector.tiers.length - 1;
      return {
        up_to: isLast ? null : end.toDecimalText(),
        unit_amount: price_per_block,
        package_size: plain(block_size),
      };
    });
    const model = vector.policy === 'ALL_TIERS' ? 'graduated' : 'volume';
    const { lineTotal } = rated({ model, tiers }, vector.quantity);
    const billed = (vector.already_billed_blocks ?? []).reduce(
      (sum, { tier, blocks }) => sum.plus(Rate.of(vector.tiers[tier - 1]?.price_per_block ?? '').times(blocks)),
      Rate.zero,
    );
    expect(Rate.ofMoney(lineTotal).minus(billed).compare(Rate.of(vector.expected_amount_rounded_2dp))).toBe(0);
  });

  test('no usage, no charge', () => {
    const none = rateUsage({ charge: charge(STANDARD), usage: NO_USAGE, currency: 'USD' });
    expect([none.lineTotal.isZero(), none.unitRate.toDecimalText()]).toEqual([true, '0.001']);
  });
});
