import type { Fraction, Instant, Period } from '@libs/calendar';
import type { Money, Rate } from '@libs/money';
import type { InvoiceEffect } from './invoice-effect';
import type { InvoiceStatus } from './invoice.states';
import type { LineTax, TaxSummary } from './tax-lines';
import type { AppliedTaxRate } from './tax-rate';

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
  /** What coupons took off this line; the lines of kind `discount` say the same once for each coupon. */
  readonly discount?: Money | undefined;
  /** Once the bill was taxed: each rate and its share. */
  readonly taxes?: readonly LineTax[] | undefined;
  /** The rates that were on the line which this credit gives back; they win over those of the account today. */
  readonly taxRates?: readonly AppliedTaxRate[] | undefined;
  /** The part of a period's price that this is; absent is all of it. */
  readonly share?: Fraction | undefined;
  readonly creditsLineId?: string | null | undefined;
  /** False: no coupon counts for the line. */
  readonly isDiscountable?: boolean | undefined;
}

/** subtotal − discount + tax − taxIncluded = total, and total − creditApplied − amountCredited − amountPaid = amountDue. */
export interface InvoiceTotals {
  /** Sum of the lines before discounts and tax: all lines but those of kind `discount`. */
  readonly subtotal: Money;
  readonly discount: Money;
  /** All tax, also what the prices include. */
  readonly tax: Money;
  /** The part of the tax that the prices include already; absent is none. */
  readonly taxIncluded?: Money | undefined;
  readonly total: Money;
  /**
   * Account credit used. A debit collected from an earlier bill counts negative; what is too little to charge and is
   * carried to the next bill counts positive.
   */
  readonly creditApplied: Money;
  /** By how much credit notes lowered what is due; absent is nothing. */
  readonly amountCredited?: Money | undefined;
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
  /** By rate; absent until the bill was taxed. */
  readonly taxBreakdown?: readonly TaxSummary[] | undefined;
  /** What must be written on it, such as `Reverse charge`. */
  readonly notes?: readonly string[] | undefined;
  /** Issued without tax because nobody could say what it is. */
  readonly needsReview?: boolean | undefined;
}

export type InvoiceEventType =
  | 'invoice.created'
  | 'invoice.finalized'
  | 'invoice.paid'
  | 'invoice.paid_in_part'
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
  /** What else is to be done in the same transaction; absent is nothing. */
  readonly effects?: readonly InvoiceEffect[];
}

/** What is asked for, whatever was paid since: total − credit − what credit notes took off it. */
export function amountAsked({ total, creditApplied, amountCredited }: InvoiceTotals): Money {
  const asked = total.subtract(creditApplied);
  return amountCredited ? asked.subtract(amountCredited) : asked;
}

/**
 * Every amount that was asked for it, the present one first: by credit notes it fell from 29.99 to 19.99, so [19.99, 29.99].
 * `lowered` is what each note took off it, the oldest first. What is due after a payment of a part counts too.
 */
export function amountsAsked(invoice: InvoiceTotals, lowered: readonly Money[]): Money[] {
  const { amountDue } = invoice;
  const presents = [amountAsked(invoice), ...(amountDue.isPositive() ? [amountDue] : [])];
  return presents.flatMap((present) => {
    const asked = [present];
    for (const off of lowered.toReversed()) asked.push((asked.at(-1) as Money).add(off));
    return asked.filter((amount) => amount.isPositive());
  });
}
