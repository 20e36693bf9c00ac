import type { Money } from '@libs/money';
import { entry, type LedgerEntry } from './postings';

export interface InvoiceToBook {
  readonly total: Money;
  readonly tax: Money;
  /** Net of debits collected and carried; those are owed by the account, on no bill, in `customer_credit`. */
  readonly creditApplied: Money;
  /** What a bill below zero moved to account credit; its total is zero with it. Absent is nothing. */
  readonly creditGranted?: Money | undefined;
}

/**
 * 35.99 with 6.00 tax and 5.00 account credit: receivables +30.99, customer_credit +5.00, revenue −29.99, tax −6.00.
 * −749.59 and −149.92 tax: revenue +749.59, tax +149.92, customer_credit −899.51. An invoice over nothing books nothing.
 */
export function bookFinalizedInvoice({ total, tax, creditApplied, creditGranted }: InvoiceToBook): LedgerEntry {
  const granted = creditGranted ?? total.subtract(total);
  return entry('invoice_finalized', [
    { account: 'receivables', change: total.subtract(creditApplied) },
    { account: 'customer_credit', change: creditApplied.subtract(granted) },
    { account: 'revenue', change: granted.add(tax).subtract(total) },
    { account: 'tax_payable', change: tax.negate() },
  ]);
}

/** The mirror of what its finalization booked: receivables −29.99, revenue +29.99. */
export function bookVoidedInvoice(invoice: InvoiceToBook): LedgerEntry {
  const { postings } = bookFinalizedInvoice(invoice);
  return entry(
    'invoice_voided',
    postings.map(({ account, change }) => ({ account, change: change.negate() })),
  );
}

export interface CreditNoteToBook {
  readonly total: Money;
  readonly tax: Money;
  /** These three add up to the total. */
  readonly lowersDue: Money;
  readonly refunded: Money;
  readonly credited: Money;
  /** What is left of an open invoice and too little to charge: owed by the account, on no bill. Absent is nothing. */
  readonly carried?: Money | undefined;
}

/**
 * 12.00 with 2.00 tax on a paid invoice, refunded: revenue +10.00, tax_payable +2.00, refunds −12.00 until the gateway has
 * sent it. On an open one receivables fall instead, as credit customer_credit grows; by what is carried it shrinks.
 */
export function bookCreditNote(note: CreditNoteToBook): LedgerEntry {
  const { total, tax, lowersDue, refunded, credited } = note;
  const carried = note.carried ?? total.subtract(total);
  return entry('credit_note_issued', [
    { account: 'revenue', change: total.subtract(tax) },
    { account: 'tax_payable', change: tax },
    { account: 'receivables', change: lowersDue.add(carried).negate() },
    { account: 'refunds', change: refunded.negate() },
    { account: 'customer_credit', change: carried.subtract(credited) },
  ]);
}
