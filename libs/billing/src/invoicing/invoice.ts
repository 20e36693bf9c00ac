import type { Instant, Period } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Money, type Rate } from '@libs/money';
import type { InvoiceStatus } from './invoice.states';

export const LINE_KINDS = [
  'subscription',
  'usage',
  'proration_credit',
  'proration_charge',
  'seat',
  'discount',
  'minimum',
  'one_off',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** One row of a bill, rounded once, at its end. */
export interface InvoiceLine {
  readonly kind: LineKind;
  readonly description: string;
  /** Plain decimal text. */
  readonly quantity: string;
  readonly unitRate: Rate;
  readonly lineTotal: Money;
  /** What the line pays for; null for a one-off. */
  readonly period: Period | null;
  readonly metric: string | null;
  /** In plain words and numbers: how the total came about. */
  readonly explanation: string;
}

export interface InvoiceTotals {
  /** Sum of the lines before discounts and tax. */
  readonly subtotal: Money;
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly creditApplied: Money;
  /** What is still to be paid: total − credit − paid. */
  readonly amountDue: Money;
  readonly amountPaid: Money;
}

/** A bill. From `open` on nothing of it changes but its status and what was paid. */
export interface Invoice extends InvoiceTotals {
  readonly id: string;
  readonly accountId: string;
  readonly subscriptionId: string | null;
  readonly status: InvoiceStatus;
  readonly currency: string;
  readonly lines: readonly InvoiceLine[];
  readonly period: Period;
  /** Given at finalization; null on a draft. */
  readonly number: string | null;
  readonly issuedAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly paidAt: Instant | null;
}

export type InvoiceEventType =
  | 'invoice.created'
  | 'invoice.finalized'
  | 'invoice.paid'
  | 'invoice.payment_failed'
  | 'invoice.voided'
  | 'invoice.marked_uncollectible';

export interface InvoiceEvent {
  readonly type: InvoiceEventType;
  readonly invoiceId: string;
}

/** The next invoice, and what is to be told about it. */
export interface InvoiceChange {
  readonly invoice: Invoice;
  readonly events: readonly InvoiceEvent[];
}

/** What was asked for when the invoice was issued, whatever was paid since: total − credit. */
export function amountAsked(invoice: InvoiceTotals): Money {
  return invoice.total.subtract(invoice.creditApplied);
}

/**
 * Totals of lines that carry neither discount nor tax yet: lines of 29.99 and 5.00 → subtotal, total and due 34.99.
 * A negative sum is a bug: what is owed to the account is credit, never a negative bill.
 */
export function totalsOf(lines: readonly InvoiceLine[], currency: string): InvoiceTotals {
  const subtotal = Money.sum(
    lines.map(({ lineTotal }) => lineTotal),
    currency,
  );
  if (subtotal.isNegative()) throw new InvariantBroken(`an invoice is never negative: ${subtotal}`);
  const zero = Money.zero(currency);
  return {
    subtotal,
    discount: zero,
    tax: zero,
    total: subtotal,
    creditApplied: zero,
    amountDue: subtotal,
    amountPaid: zero,
  };
}
