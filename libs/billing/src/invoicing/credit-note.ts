import type { Instant } from '@libs/calendar';
import { ok, refuse, type Result } from '@libs/errors';
import { Money } from '@libs/money';
import {
  creditByAmount,
  creditByLines,
  exceeds,
  linesLeft,
  smaller,
  totalOf,
  type AskedLine,
  type CreditLinesRefusal,
  type CreditNoteLine,
} from './credit-note-lines';
import { chargeableOf, gatewayMinimum } from './gateway-minimum';
import type { Invoice, InvoiceEvent } from './invoice';
import type { InvoiceEffect } from './invoice-effect';

export const CREDIT_NOTE_SETTLEMENTS = ['refund', 'credit'] as const;
/** What becomes of money that was paid already. */
export type CreditNoteSettlement = (typeof CREDIT_NOTE_SETTLEMENTS)[number];

export interface CreditNote {
  readonly lines: readonly CreditNoteLine[];
  readonly total: Money;
  readonly tax: Money;
  /** How the total is settled: less due, money back, account credit. They add up to the total. */
  readonly lowersDue: Money;
  readonly refunded: Money;
  readonly credited: Money;
}

/** `amount`: of the invoice's total, tax included. */
export type CreditNoteDemand =
  | { readonly kind: 'all' }
  | { readonly kind: 'amount'; readonly amount: Money }
  | { readonly kind: 'lines'; readonly lines: readonly AskedLine[] };

export interface CreditNoteFacts {
  readonly invoice: Invoice;
  /** All notes on this invoice so far. Read under its lock. */
  readonly earlier: readonly CreditNote[];
  /** Captured payments of this invoice that were sent back so far, by notes or otherwise. */
  readonly amountRefunded: Money;
  /** The part of it that no note had asked for, or stands for since. */
  readonly refundedUnasked: Money;
  readonly demand: CreditNoteDemand;
  readonly settlement: CreditNoteSettlement;
  readonly now: Instant;
}

export type CreditNoteRefusal =
  | { readonly code: 'invoice_not_creditable'; readonly status: Invoice['status'] }
  | CreditLinesRefusal;

export interface CreditNoteChange {
  readonly note: CreditNote;
  /** The part of `note.refunded` that had gone back before, unasked: it is not sent again. */
  readonly refundedBefore: Money;
  readonly invoice: Invoice;
  /** What of an open invoice is too little to charge after it: a debit on the account, as at its finalization. */
  readonly carried: Money;
  readonly events: readonly (InvoiceEvent | { readonly type: 'credit_note.created'; readonly invoiceId: string })[];
  readonly effects: readonly InvoiceEffect[];
}

/**
 * Lowers a finalized invoice, which itself stays as it is, by lines, by an amount, or by all that is left, each with its
 * share of discount and tax: 262.60 of a line of 399.00, less 250.00 discount, at 20 % → 98.06 + 19.61 = 117.67.
 * First it lowers what is still due; what was paid comes back as asked, money never beyond what was captured, and the
 * rest as account credit. Never more than is left of the invoice, nor than was paid for it: of 29.99 of which 20.00 were
 * refunded without a note, one over all of it returns 9.99. 30.00 lowered by 29.90: no card pays 0.10, so it is
 * carried to the next bill.
 */
export function issueCreditNote(facts: CreditNoteFacts): Result<CreditNoteChange, CreditNoteRefusal> {
  const { invoice, demand } = facts;
  if (!['open', 'paid', 'uncollectible'].includes(invoice.status)) {
    return refuse({ code: 'invoice_not_creditable', status: invoice.status });
  }
  const left = leftOf(facts);
  const total = totalOf(left, invoice.currency);
  const lines =
    demand.kind === 'lines'
      ? creditByLines(invoice, left, demand.lines)
      : creditByAmount(left, demand.kind === 'all' ? total : demand.amount);
  if (!lines.ok) return lines;
  const noteTotal = totalOf(lines.value, invoice.currency);
  if (!noteTotal.isPositive() || noteTotal.compare(total) > 0) return exceeds(total);
  return ok(settled(facts, lines.value, noteTotal));
}

/** What is left of an invoice for credit notes: total − all notes before. */
export function creditableOf(facts: Pick<CreditNoteFacts, 'invoice' | 'earlier'>): Money {
  return totalOf(leftOf(facts), facts.invoice.currency);
}

function leftOf({ invoice, earlier }: Pick<CreditNoteFacts, 'invoice' | 'earlier'>): CreditNoteLine[] {
  return linesLeft(
    invoice,
    earlier.flatMap(({ lines }) => lines),
  );
}

function settled(facts: CreditNoteFacts, lines: readonly CreditNoteLine[], total: Money): CreditNoteChange {
  const { invoice, settlement, now } = facts;
  const { currency, id: invoiceId, amountDue } = invoice;
  const lowersDue = smaller(total, amountDue);
  const none = Money.zero(currency);
  const back = total.subtract(lowersDue);
  const refundedBefore = beyondWhatWasPaid(facts, back);
  const open = back.subtract(refundedBefore);
  const refundable = invoice.amountPaid.subtract(facts.amountRefunded);
  const sent = settlement === 'refund' && refundable.isPositive() ? smaller(open, refundable) : none;
  const credited = open.subtract(sent);
  const tax = Money.sum(
    lines.map((line) => line.tax),
    currency,
  );
  const rest = amountDue.subtract(lowersDue);
  const due = invoice.status === 'open' ? chargeableOf(rest, gatewayMinimum(currency)) : rest;
  const carried = rest.subtract(due);
  const isSettled = invoice.status !== 'paid' && due.isZero();
  const effects: InvoiceEffect[] = [];
  if (sent.isPositive()) effects.push({ kind: 'refund_asked', amount: sent });
  if (carried.isPositive()) effects.push({ kind: 'debit_carried', amount: carried });
  if (credited.isPositive()) effects.push({ kind: 'credit_granted', amount: credited, reason: 'credit_note' });
  return {
    note: { lines, total, tax, lowersDue, refunded: refundedBefore.add(sent), credited },
    refundedBefore,
    carried,
    invoice: {
      ...invoice,
      amountDue: due,
      creditApplied: invoice.creditApplied.add(carried),
      amountCredited: (invoice.amountCredited ?? none).add(lowersDue),
      status: isSettled ? 'paid' : invoice.status,
      paidAt: isSettled ? now : invoice.paidAt,
    },
    events: [
      { type: 'credit_note.created', invoiceId },
      ...(isSettled ? [{ type: 'invoice.paid', invoiceId } as const] : []),
    ],
    effects,
  };
}

/** What of it is in the customer's hands, by refunds that no note had asked for: paid once, it comes back once. */
function beyondWhatWasPaid(facts: CreditNoteFacts, back: Money): Money {
  const paidFor = creditableOf(facts).subtract(facts.invoice.amountDue);
  const over = back.add(facts.refundedUnasked).subtract(paidFor);
  return over.isPositive() ? smaller(over, back) : Money.zero(back.currency);
}
