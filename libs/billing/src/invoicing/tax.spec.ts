import { Money, Rate } from '@libs/money';
import fc from 'fast-check';
import { at, usd } from '../testing';
import { chooseTax, onTaxOutage, taxLines, type AppliedTaxRate, type TaxRate, type TaxRounding } from './index';
import invoiceMath from './vectors/invoice-math.json';

const rate = (percent: string, facts: Partial<AppliedTaxRate> = {}): AppliedTaxRate => ({
  jurisdiction: 'DE',
  name: 'VAT',
  percent: Rate.of(percent),
  isInclusive: false,
  ...facts,
});
const taxed = (lines: [bigint, AppliedTaxRate[]][], rounding: TaxRounding = 'rate') =>
  taxLines(
    lines.map(([minor, rates]) => ({ discounted: usd(minor), rates })),
    'USD',
    rounding,
  );
const perLine = ({ taxes }: ReturnType<typeof taxed>) =>
  taxes.map((ofLine) => ofLine.map(({ amount }) => amount.minor));
const table = ({ summaries }: ReturnType<typeof taxed>) =>
  summaries.map(({ jurisdiction, percent, taxable, amount }) => [
    jurisdiction,
    String(percent),
    taxable.minor,
    amount.minor,
  ]);

describe('taxLines', () => {
  const included = rate('20', { isInclusive: true });

  test.each<[string, [bigint, AppliedTaxRate[]][], bigint[][], unknown[]]>([
    ['exclusive 20 % on 29.99', [[2999n, [rate('20')]]], [[600n]], [['DE', '20', 2999n, 600n]]],
    ['inclusive 20 % on 29.99', [[2999n, [included]]], [[500n]], [['DE', '20', 2499n, 500n]]],
    ['a credit takes its tax back', [[-74959n, [rate('20')]]], [[-14992n]], [['DE', '20', -74959n, -14992n]]],
    [
      'a charge and a credit are one sum',
      [
        [-1548n, [rate('20')]],
        [3097n, [rate('20')]],
      ],
      [[-309n], [619n]],
      [['DE', '20', 1549n, 310n]],
    ],
    [
      'once per rate, then spread',
      [
        [2n, [rate('20')]],
        [2n, [rate('20')]],
      ],
      [[1n], [0n]],
      [['DE', '20', 4n, 1n]],
    ],
    [
      'two jurisdictions on one line',
      [[10000n, [rate('5', { jurisdiction: 'CA' }), rate('9.975', { jurisdiction: 'CA-QC' })]]],
      [[500n, 998n]],
      [
        ['CA', '5', 10000n, 500n],
        ['CA-QC', '9.975', 10000n, 998n],
      ],
    ],
    [
      'two rates in one price: 110.00 of which 6.00 and 4.00',
      [[11000n, [rate('6', { isInclusive: true }), rate('4', { isInclusive: true, name: 'city' })]]],
      [[600n, 400n]],
      [
        ['DE', '6', 10000n, 600n],
        ['DE', '4', 10000n, 400n],
      ],
    ],
    ['reverse charge is a row of zero', [[2999n, [rate('0')]]], [[0n]], [['DE', '0', 2999n, 0n]]],
    ['no rate, no row', [[2999n, []]], [[]], []],
  ])('%s', (_, lines, taxes, rows) => {
    const result = taxed(lines);
    expect([perLine(result), table(result)]).toEqual([taxes, rows]);
  });

  test('by configuration each line is rounded by itself', () => {
    expect(
      perLine(
        taxed(
          [
            [2n, [rate('20')]],
            [2n, [rate('20')]],
          ],
          'line',
        ),
      ),
    ).toEqual([[0n], [0n]]);
  });

  const minors = fc.array(fc.bigInt(-(10n ** 9n), 10n ** 9n), { maxLength: 8 });
  const percents = fc.constantFrom('5', '7.7', '9.975', '19', '20', '25');

  test('a rate is one row and rounded once, also where its lines share their price with different rates', () => {
    const local = rate('10', { isInclusive: true, jurisdiction: 'DE-BY' });
    const bill = taxed([
      [-1004n, [included]], // a credit of a line from before the local tax: −1.6733
      [2000n, [included, local]], // 3.0769 and 1.5385
    ]);
    expect(table(bill)).toEqual([
      ['DE', '20', 702n, 140n], // each alone would be −1.67 + 3.08 = 1.41
      ['DE-BY', '10', 1538n, 154n],
    ]);
  });

  test('the lines of a rate add up to what was rounded once', () => {
    fc.assert(
      fc.property(minors, percents, fc.boolean(), (all, percent, isInclusive) => {
        const result = taxed(all.map((minor) => [minor, [rate(percent, { isInclusive })]]));
        const sum = all.reduce((total, minor) => total + minor, 0n);
        const alone = taxed([[sum, [rate(percent, { isInclusive })]]]);
        expect(
          perLine(result)
            .flat()
            .reduce((total, minor) => total + minor, 0n),
        ).toBe(alone.summaries[0]?.amount.minor);
      }),
    );
  });

  test('what a price includes, and what is left of it, make the price again', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 10n), percents, (minor, percent) => {
        const [row] = taxed([[minor, [rate(percent, { isInclusive: true })]]]).summaries;
        expect(row && row.taxable.add(row.amount).minor).toBe(minor);
        const [onTop] = taxed([[row?.taxable.minor ?? 0n, [rate(percent)]]]).summaries;
        const off = (onTop?.amount.minor ?? 0n) - (row?.amount.minor ?? 0n);
        expect(off >= -1n && off <= 1n).toBe(true);
      }),
    );
  });
});

describe('chooseTax', () => {
  const now = at('2026-02-10T00:00:00Z');
  const row = (country: string, percent: string, facts: Partial<TaxRate> = {}): TaxRate => ({
    name: 'VAT',
    country,
    region: null,
    percent: Rate.of(percent),
    isInclusive: false,
    validFrom: at('2020-01-01T00:00:00Z'),
    ...facts,
  });
  const rates = [
    row('DE', '16', { validFrom: at('2020-07-01T00:00:00Z') }),
    row('DE', '19', { validFrom: now }),
    row('DE', '21', { validFrom: now.plusMilliseconds(1) }),
    row('FR', '20'),
    row('CA', '5'),
    row('CA', '9.975', { region: 'QC' }),
    row('US', '7.25', { region: 'CA' }),
    row('GB', '20'),
  ];
  const chosen = (facts: object, sellerCountry = 'DE') =>
    chooseTax({
      account: { country: 'DE', region: null, isTaxExempt: false, hasValidVatId: false, ...facts },
      sellerCountry,
      rates,
      at: now,
    });
  const words = (facts: object) =>
    chosen(facts)
      .rates.map(({ jurisdiction, percent }) => `${jurisdiction} ${percent}`)
      .join(', ');

  test.each([
    [{}, 'DE 19'],
    [{ country: 'FR' }, 'FR 20'],
    [{ country: 'CA' }, 'CA 5'],
    [{ country: 'CA', region: 'QC' }, 'CA 5, CA-QC 9.975'],
    [{ country: 'US', region: 'CA' }, 'US-CA 7.25'],
    [{ country: 'US', region: 'OR' }, ''],
    [{ country: 'JP' }, ''],
    [{ country: null }, ''],
    [{ isTaxExempt: true }, ''],
    [{ country: 'FR', hasValidVatId: true }, 'FR 0'],
    [{ country: 'DE', hasValidVatId: true }, 'DE 19'],
    [{ country: 'GB', hasValidVatId: true }, 'GB 20'],
  ])('%j → %s', (facts, expected) => expect(words(facts)).toBe(expected));

  test('reverse charge is noted', () => {
    expect(chosen({ country: 'FR', hasValidVatId: true }).notes).toEqual(['Reverse charge']);
    expect(chosen({ country: 'FR' }).notes).toEqual([]);
    expect(chosen({ country: 'FR', hasValidVatId: true }, 'US').notes).toEqual(['Reverse charge']);
    expect(chosen({ country: 'US', hasValidVatId: true }, 'DE').notes).toEqual([]);
  });

  test('a provider that is down is asked every 5 minutes, for an hour', () => {
    expect(onTaxOutage(now, now.plusSeconds(3599))).toEqual({ kind: 'ask_again', at: now.plusSeconds(3899) });
    expect(onTaxOutage(now, now.plusSeconds(3600))).toMatchObject({
      kind: 'issue_untaxed',
      tax: { needsReview: true },
    });
  });
});

describe('cases of public projects', () => {
  interface Vector {
    name: string;
    input: { lines: { amount: number; taxPercent: string; couponShare?: string }[]; taxRounding?: TaxRounding };
    expected: { tax: number; total: number; lineTax?: number[] };
  }
  const names = ['same-lines-tax-rounded-per-line', 'stripe-two-rates'];
  const vectors = (invoiceMath.vectors as unknown as Vector[]).filter(({ name }) => names.includes(name));

  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, { input, expected }) => {
    const bases = input.lines.map(
      ({ amount, couponShare = '0' }) => BigInt(amount) - BigInt(Math.round(Number(couponShare))),
    );
    const result = taxed(
      input.lines.map(({ taxPercent }, index) => [bases[index] ?? 0n, [rate(taxPercent)]]),
      input.taxRounding ?? 'rate',
    );
    const tax = Money.sum(
      result.summaries.map(({ amount }) => amount),
      'USD',
    );
    expect(Number(tax.minor)).toBe(expected.tax);
    if (expected.lineTax) expect(perLine(result).flat().map(Number)).toEqual(expected.lineTax);
  });

  test('2 of them apply', () => expect(vectors).toHaveLength(2));
});
