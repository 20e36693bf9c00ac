import { ok, refuse, type Result } from '@libs/errors';
import { Money, multiplyByFraction, roundToSum } from '@libs/money';
import { discountedTotal } from './discount-lines';
import type { Invoice, InvoiceLine } from './invoice';
import { lineTaxOf } from './line-tax';

/** What one invoice line was lowered by, or what is left of it. */
export interface CreditNoteLine {
  /** The position of the line on its invoice, from 0. */
  readonly line: number;
  /** After discounts; without tax that comes on top, with tax that the price includes. */
  readonly net: Money;
  /** On top and included together. */
  readonly tax: Money;
  /** Net, and the tax on top. */
  readonly total: Money;
}

/** How much of a line, tax left out: of its amount as it was before discounts, or `net`, of what discounts left of it. */
export type AskedLine = { readonly line: number } & ({ readonly lineTotal: Money } | { readonly net: Money });

export type CreditLinesRefusal =
  | { readonly code: 'invalid_credit_note_line'; readonly line: number }
  | { readonly code: 'credit_exceeds_invoice'; readonly left: string; readonly currency: string };

/** What notes have left of each line of an invoice; discounts are in the lines they were taken off. */
export function linesLeft({ lines }: Pick<Invoice, 'lines'>, noted: readonly CreditNoteLine[]): CreditNoteLine[] {
  return lines.flatMap((line, index) => {
    if (line.kind === 'discount') return [];
    const before = noted.filter((note) => note.line === index);
    return [
      before.reduce(
        (rest, { net, tax, total }) => ({
          line: index,
          net: rest.net.subtract(net),
          tax: rest.tax.subtract(tax),
          total: rest.total.subtract(total),
        }),
        wholeOf(line, index),
      ),
    ];
  });
}

/**
 * Spreads an amount, tax included, over all that is left, credits among it, as each line stands to the sum: 10.00 of
 * lines 53.43 and −26.44 → 19.80 and −9.80. The note that takes all takes each line to zero.
 */
export function creditByAmount(
  left: readonly CreditNoteLine[],
  amount: Money,
): Result<CreditNoteLine[], CreditLinesRefusal> {
  const total = totalOf(left, amount.currency);
  if (!amount.isPositive() || amount.compare(total) > 0) return exceeds(total);
  const parts = roundToSum(
    left.map((line) => line.total.minor * amount.minor),
    total.minor,
  );
  return ok(
    left.flatMap((line, index) => {
      const part = Money.ofMinor(parts[index] ?? 0n, amount.currency);
      return part.isZero() ? [] : [partOf(line, part)];
    }),
  );
}

/** Credits lines, each with its share of discount and tax. */
export function creditByLines(
  { lines }: Pick<Invoice, 'lines'>,
  left: readonly CreditNoteLine[],
  asked: readonly AskedLine[],
): Result<CreditNoteLine[], CreditLinesRefusal> {
  const credited: CreditNoteLine[] = [];
  for (const ask of asked) {
    const { line } = ask;
    const [whole, rest] = [lines[line], left.find((candidate) => candidate.line === line)];
    const isTwice = credited.some((before) => before.line === line);
    const wanted = 'net' in ask ? ask.net : ask.lineTotal;
    if (!whole?.lineTotal.isPositive() || !rest || isTwice || !wanted.isPositive()) {
      return refuse({ code: 'invalid_credit_note_line', line });
    }
    const all = wholeOf(whole, line);
    const share = [wanted, 'net' in ask ? all.net : whole.lineTotal] as const;
    const net = shareOf(all.net, ...share);
    const over = net.minor - rest.net.minor;
    // Shares round; the note that takes the rest takes the cent that is over or missing, too. Without a discount an
    // amount that a person asks for is exact.
    const isExact = 'lineTotal' in ask && all.net.equals(whole.lineTotal);
    if (over > (isExact ? 0n : 1n) || wanted.compare(share[1]) > 0) return exceeds(rest.total);
    credited.push(over >= 0n ? rest : taxedPart(all, rest, net, share));
  }
  return ok(credited);
}

export function totalOf(lines: readonly CreditNoteLine[], currency: string): Money {
  return Money.sum(
    lines.map(({ total }) => total),
    currency,
  );
}

export function exceeds(left: Money): Result<never, CreditLinesRefusal> {
  return refuse({ code: 'credit_exceeds_invoice', left: left.toDecimalText(), currency: left.currency });
}

function wholeOf(line: InvoiceLine, index: number): CreditNoteLine {
  const net = discountedTotal(line);
  const { tax, taxIncluded } = lineTaxOf(line);
  return { line: index, net, tax, total: net.add(tax).subtract(taxIncluded) };
}

/** A part of what is left of a line, given with its tax. */
function partOf(line: CreditNoteLine, total: Money): CreditNoteLine {
  if (total.equals(line.total)) return line;
  const { onTop, included } = taxesOf(line);
  const partOnTop = shareOf(onTop, total, line.total);
  const tax = partOnTop.add(shareOf(included, total, line.total));
  return { line: line.line, net: total.subtract(partOnTop), tax, total };
}

/** The tax that goes with a part of a line; never more than is left of it. */
function taxedPart(
  all: CreditNoteLine,
  rest: CreditNoteLine,
  net: Money,
  share: readonly [Money, Money],
): CreditNoteLine {
  const [whole, left] = [taxesOf(all), taxesOf(rest)];
  const onTop = smaller(shareOf(whole.onTop, ...share), left.onTop);
  const included = smaller(shareOf(whole.included, ...share), left.included);
  return { line: all.line, net, tax: onTop.add(included), total: net.add(onTop) };
}

function taxesOf({ net, tax, total }: CreditNoteLine): { readonly onTop: Money; readonly included: Money } {
  const onTop = total.subtract(net);
  return { onTop, included: tax.subtract(onTop) };
}

/** Part and whole have one sign, so their ratio is positive. */
function shareOf(amount: Money, part: Money, whole: Money): Money {
  if (whole.isZero()) return Money.zero(amount.currency);
  return whole.isNegative()
    ? multiplyByFraction(amount, -part.minor, -whole.minor)
    : multiplyByFraction(amount, part.minor, whole.minor);
}

export function smaller(left: Money, right: Money): Money {
  return left.compare(right) <= 0 ? left : right;
}
