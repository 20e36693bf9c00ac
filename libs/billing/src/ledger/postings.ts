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

export const LEDGER_OCCASIONS = [
  'invoice_finalized',
  'invoice_voided',
  'payment_captured',
  'payment_kept_as_credit',
  'payment_with_excess',
  'credit_note_issued',
  'credit_granted',
  'refund_paid',
  'refund_returned',
  'refund_kept_as_credit',
  'refund_taken_from_credit',
  'charge_back_taken_from_credit',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
  'fee_charged',
] as const;
export type LedgerOccasion = (typeof LEDGER_OCCASIONS)[number];

/** What is booked for one fact, in the transaction that records the fact. Its postings sum to zero. */
export interface LedgerEntry {
  readonly occasion: LedgerOccasion;
  readonly postings: readonly Posting[];
}

/** The sum of postings in one currency: zero for every entry, and so for the whole book. */
export function balanceOf(postings: readonly Posting[], currency: string): Money {
  const inCurrency = postings.filter(({ change }) => change.currency === currency);
  return Money.sum(
    inCurrency.map(({ change }) => change),
    currency,
  );
}

/** An entry without its empty postings; one that is off balance is a bug (InvariantBroken). */
export function entry(occasion: LedgerOccasion, all: readonly Posting[]): LedgerEntry {
  const postings = all.filter(({ change }) => !change.isZero());
  for (const currency of new Set(postings.map(({ change }) => change.currency))) {
    const balance = balanceOf(postings, currency);
    if (!balance.isZero()) throw new InvariantBroken(`${occasion} is off balance by ${balance}`);
  }
  return { occasion, postings };
}
