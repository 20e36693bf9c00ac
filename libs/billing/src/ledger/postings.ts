import { InvariantBroken } from '@libs/errors';
import { Money } from '@libs/money';

export const LEDGER_ACCOUNTS = [
  'receivables',
  'cash_at_gateway',
  'revenue',
  'tax_payable',
  'customer_credit',
  'refunds',
  'disputes',
  'fees',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** One side of an entry: a debit is positive, a credit is negative. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly change: Money;
}

export type LedgerOccasion = 'invoice_finalized' | 'invoice_voided' | 'payment_captured' | 'payment_kept_as_credit';

/** What is booked for one fact, in the transaction that records the fact. Its postings sum to zero. */
export interface LedgerEntry {
  readonly occasion: LedgerOccasion;
  readonly postings: readonly Posting[];
}

export interface InvoiceToBook {
  readonly total: Money;
  readonly tax: Money;
  readonly creditApplied: Money;
}

/**
 * 35.99 with 6.00 tax and 5.00 account credit: receivables +30.99, customer_credit +5.00, revenue −29.99, tax −6.00.
 * An invoice over nothing books nothing.
 */
export function bookFinalizedInvoice({ total, tax, creditApplied }: InvoiceToBook): LedgerEntry {
  return entry('invoice_finalized', [
    { account: 'receivables', change: total.subtract(creditApplied) },
    { account: 'customer_credit', change: creditApplied },
    { account: 'revenue', change: tax.subtract(total) },
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

/** Money for an open invoice: cash_at_gateway +29.99, receivables −29.99. */
export function bookCapturedPayment(captured: Money): LedgerEntry {
  return entry('payment_captured', moved(captured, 'receivables'));
}

/** Money that no open invoice waits for: cash_at_gateway +29.99, customer_credit −29.99 (we owe it). */
export function bookPaymentKeptAsCredit(captured: Money): LedgerEntry {
  return entry('payment_kept_as_credit', moved(captured, 'customer_credit'));
}

/** The sum of postings in one currency: zero for every entry, and so for the whole book. */
export function balanceOf(postings: readonly Posting[], currency: string): Money {
  const inCurrency = postings.filter(({ change }) => change.currency === currency);
  return Money.sum(
    inCurrency.map(({ change }) => change),
    currency,
  );
}

function moved(amount: Money, from: LedgerAccount): Posting[] {
  if (!amount.isPositive()) throw new InvariantBroken(`a payment moves money, not ${amount}`);
  return [
    { account: 'cash_at_gateway', change: amount },
    { account: from, change: amount.negate() },
  ];
}

function entry(occasion: LedgerOccasion, all: readonly Posting[]): LedgerEntry {
  const postings = all.filter(({ change }) => !change.isZero());
  for (const currency of new Set(postings.map(({ change }) => change.currency))) {
    const balance = balanceOf(postings, currency);
    if (!balance.isZero()) throw new InvariantBroken(`${occasion} is off balance by ${balance}`);
  }
  return { occasion, postings };
}
