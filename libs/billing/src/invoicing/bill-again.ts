import type { Instant } from '@libs/calendar';
import { Rate } from '@libs/money';
import type { BillableLine } from './draft-invoice';
import type { Invoice, InvoiceLine, LineKind } from './invoice';

export interface VoidedBill {
  readonly lines: Invoice['lines'];
  /** When its subscription ended; null while it lives, or is still to begin. */
  readonly endedAt: Instant | null;
  /** When its price or its period was changed, or paused, after it was billed; null: not since then. */
  readonly departedAt: Instant | null;
}

/**
 * What a voided bill charged for and may charge for again, before discounts and tax, which are those of today: 29.99 for [10 Mar,
 * 10 Apr) → the same line. A price is left out when its time was not served as it was billed: the subscription ended in it, or was
 * changed or paused. Nothing at all when the bill gave something back, too. What is owed then is for staff to say.
 */
export function linesToBillAgain({ lines, endedAt, departedAt }: VoidedBill): BillableLine[] {
  const charges = lines.filter(({ kind }) => kind !== 'discount');
  const gaveBack = charges.some(({ kind, lineTotal }) => kind === 'proration_credit' || lineTotal.isNegative());
  const stands = (line: InvoiceLine) => !isCutBy(line, endedAt) && !isCutBy(line, departedAt);
  return gaveBack ? [] : charges.filter(stands).map(asBilled);
}

/** What was used was used. */
function isCutBy({ kind, period }: InvoiceLine, instant: Instant | null): boolean {
  return isPrice(kind) && instant !== null && period !== null && instant.isBefore(period.end);
}

function isPrice(kind: LineKind): boolean {
  return kind === 'subscription' || kind === 'seat' || kind === 'proration_charge';
}

/** As it was billed. A coupon of an amount takes the part of it that the line is of a cycle. */
function asBilled({ discount: _none, taxes: _untaxed, ...line }: InvoiceLine): BillableLine {
  const { kind, lineTotal, unitRate, quantity } = line;
  const whole = unitRate.times(quantity);
  if (!isPrice(kind) || whole.isZero()) return line;
  return { ...line, share: { numerator: Rate.ofMoney(lineTotal).scaled(), denominator: whole.scaled() } };
}
