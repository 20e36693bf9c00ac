import { Money, multiplyByFraction, Rate, RATE_SCALE, roundToSum } from '@libs/money';
import type { AppliedTaxRate } from './tax-rate';

export const TAX_ROUNDINGS = ['rate', 'line'] as const;
/** `rate`: once per rate, then spread over its lines. `line`: each line by itself. */
export type TaxRounding = (typeof TAX_ROUNDINGS)[number];

/** A rate on a line, and what it comes to. */
export interface LineTax extends AppliedTaxRate {
  readonly amount: Money;
}

/** A row of an invoice's tax table. */
export interface TaxSummary extends AppliedTaxRate {
  /** Net of tax, also where the price includes it. */
  readonly taxable: Money;
  readonly amount: Money;
}

/** What is taxed: a line after its discounts, with its rates. */
export interface TaxableLine {
  readonly discounted: Money;
  readonly rates: readonly AppliedTaxRate[];
}

export interface TaxedLines {
  /** In the order of the lines. */
  readonly taxes: readonly (readonly LineTax[])[];
  readonly summaries: readonly TaxSummary[];
}

interface Share {
  readonly line: number;
  readonly rate: AppliedTaxRate;
  /** Tax = base × numerator ÷ denominator. */
  readonly base: Money;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const PERCENT_SCALE = 100n * RATE_SCALE;

/**
 * Taxes lines. Exclusive 20 % on 29.99 → 6.00 on top; inclusive 20 % on 29.99 → 5.00 of it. Two lines of 0.02 at 20 %
 * → 0.01 together when rounded per rate, 0.00 when rounded per line. A credit takes its tax back in the same sum.
 */
export function taxLines(lines: readonly TaxableLine[], currency: string, rounding: TaxRounding): TaxedLines {
  const taxes: LineTax[][] = lines.map(() => []);
  const totals: LineTax[] = [];
  for (const shares of groupByRate(lines.flatMap(sharesOf))) {
    const [{ rate }] = shares as [Share, ...Share[]];
    const amounts = rounding === 'line' ? shares.map(roundedAlone) : roundedTogether(shares, currency);
    for (const [index, { line }] of shares.entries()) {
      taxes[line]?.push(taxOf(rate, amounts[index] ?? Money.zero(currency)));
    }
    totals.push(taxOf(rate, Money.sum(amounts, currency)));
  }
  return { taxes, summaries: totals.map((total) => ({ taxable: taxableOf(total, lines, taxes), ...total })) };
}

/** Written out, since a copy that gets one more member costs many times what this does, and bills come by the thousand. */
function taxOf({ jurisdiction, name, percent, isInclusive }: AppliedTaxRate, amount: Money): LineTax {
  return { jurisdiction, name, percent, isInclusive, amount };
}

/** Each rate's part of one line. Rates that the price includes share the price with it: 20 % of 120.00 is 120 × 20/120. */
function sharesOf({ discounted, rates }: TaxableLine, line: number): Share[] {
  const included = rates
    .filter(({ isInclusive }) => isInclusive)
    .reduce((sum, { percent }) => sum.plus(percent), Rate.zero);
  const denominator = PERCENT_SCALE + included.scaled();
  return rates.map((rate) => ({
    line,
    rate,
    base: discounted,
    // An exclusive rate beside an included one counts from the net price: base × 100/(100 + included) × percent/100.
    numerator: rate.percent.scaled(),
    denominator,
  }));
}

function groupByRate(shares: readonly Share[]): Share[][] {
  const groups: [Share, ...Share[]][] = [];
  for (const share of shares) {
    const group = groups.find(([first]) => isSameRate(first.rate, share.rate));
    if (group) group.push(share);
    else groups.push([share]);
  }
  return groups;
}

function roundedAlone({ base, numerator, denominator }: Share): Money {
  return multiplyByFraction(base, numerator, denominator);
}

/** Lines that share their price with different rates have different denominators; their product is common to all. */
function roundedTogether(shares: readonly Share[], currency: string): Money[] {
  const common = [...new Set(shares.map(({ denominator }) => denominator))].reduce((product, each) => product * each);
  const parts = roundToSum(
    shares.map(({ base, numerator, denominator }) => base.minor * numerator * (common / denominator)),
    common,
  );
  return parts.map((minor) => Money.ofMinor(minor, currency));
}

/** The discounted lines under a rate, less the tax their prices include. */
function taxableOf(total: LineTax, lines: readonly TaxableLine[], taxes: readonly (readonly LineTax[])[]): Money {
  const nets = lines.flatMap(({ discounted }, index) => {
    const ofLine = taxes[index] ?? [];
    if (!ofLine.some((tax) => isSameRate(tax, total))) return [];
    const included = ofLine.filter(({ isInclusive }) => isInclusive).map(({ amount }) => amount);
    return [discounted.subtract(Money.sum(included, discounted.currency))];
  });
  return Money.sum(nets, total.amount.currency);
}

function isSameRate(left: AppliedTaxRate, right: AppliedTaxRate): boolean {
  if (left === right) return true;
  return (
    left.jurisdiction === right.jurisdiction &&
    left.name === right.name &&
    left.isInclusive === right.isInclusive &&
    left.percent.compare(right.percent) === 0
  );
}
