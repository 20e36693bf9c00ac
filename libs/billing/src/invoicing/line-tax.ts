import { Money, Rate } from '@libs/money';
import type { InvoiceLine } from './invoice';

/** All tax of a line, and the part of it that the price includes: 29.99 at 20 % inclusive → 5.00 and 5.00. */
export function lineTaxOf({ taxes = [], lineTotal }: Pick<InvoiceLine, 'taxes' | 'lineTotal'>): {
  readonly tax: Money;
  readonly taxIncluded: Money;
  /** Percent, of all rates together; null when the line is not taxed. */
  readonly percent: Rate | null;
} {
  const { currency } = lineTotal;
  const amounts = taxes.map(({ amount }) => amount);
  const included = taxes.filter(({ isInclusive }) => isInclusive).map(({ amount }) => amount);
  return {
    tax: Money.sum(amounts, currency),
    taxIncluded: Money.sum(included, currency),
    percent: taxes.length === 0 ? null : taxes.reduce((sum, { percent }) => sum.plus(percent), Rate.zero),
  };
}
