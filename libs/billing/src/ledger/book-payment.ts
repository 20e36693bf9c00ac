import { InvariantBroken } from '@libs/errors';
import type { Money } from '@libs/money';
import { entry, type LedgerAccount, type LedgerEntry, type LedgerOccasion } from './postings';

/** Money for an open invoice: cash_at_gateway +29.99, receivables −29.99. */
export function bookCapturedPayment(captured: Money): LedgerEntry {
  return moved('payment_captured', captured, ['receivables', 'cash_at_gateway']);
}

/** Money that no open invoice waits for: cash_at_gateway +29.99, customer_credit −29.99 (we owe it). */
export function bookPaymentKeptAsCredit(captured: Money): LedgerEntry {
  return moved('payment_kept_as_credit', captured, ['customer_credit', 'cash_at_gateway']);
}

/** More than was due: 35.00 for 29.99 → cash_at_gateway +35.00, receivables −29.99, customer_credit −5.01. */
export function bookPaymentWithExcess(captured: Money, due: Money): LedgerEntry {
  const excess = captured.subtract(due);
  if (!excess.isPositive() || due.isNegative()) throw new InvariantBroken(`${captured} is no excess over ${due}`);
  return entry('payment_with_excess', [
    { account: 'cash_at_gateway', change: captured },
    { account: 'receivables', change: due.negate() },
    { account: 'customer_credit', change: excess.negate() },
  ]);
}

/**
 * Money that went back: refunds +12.00, cash_at_gateway −12.00. A credit note had booked it there before; without one the
 * refunds that stay are what revenue is lessened by.
 */
export function bookPaidRefund(refunded: Money): LedgerEntry {
  return moved('refund_paid', refunded, ['cash_at_gateway', 'refunds']);
}

/** A refund that the bank sent back: the mirror of its payment. */
export function bookReturnedRefund(refunded: Money): LedgerEntry {
  return moved('refund_returned', refunded, ['refunds', 'cash_at_gateway']);
}

/** A refund that a credit note promised and that cannot be made: refunds +12.00, customer_credit −12.00 (we owe it). */
export function bookRefundKeptAsCredit(promised: Money): LedgerEntry {
  return moved('refund_kept_as_credit', promised, ['customer_credit', 'refunds']);
}

/**
 * What was refunded had become credit before: customer_credit +12.00, refunds −12.00, so that it is not owed twice. With
 * −12.00 the mirror: the refund came back, and is credit again.
 */
export function bookRefundFromCredit(taken: Money): LedgerEntry {
  return takenFromCredit('refund_taken_from_credit', taken, 'refunds');
}

/** The same for a lost dispute, which had lessened revenue: customer_credit +12.00, revenue −12.00. */
export function bookChargeBackFromCredit(taken: Money): LedgerEntry {
  return takenFromCredit('charge_back_taken_from_credit', taken, 'revenue');
}

/** Credit given without a payment: revenue +10.00, customer_credit −10.00. */
export function bookGrantedCredit(granted: Money): LedgerEntry {
  return moved('credit_granted', granted, ['customer_credit', 'revenue']);
}

/** Contested money, held by the gateway: disputes +29.99, cash_at_gateway −29.99. */
export function bookOpenedDispute(contested: Money): LedgerEntry {
  return moved('dispute_opened', contested, ['cash_at_gateway', 'disputes']);
}

/** Won, it comes back: cash_at_gateway +29.99, disputes −29.99. Lost, it lessens revenue: revenue +29.99. */
export function bookClosedDispute(contested: Money, outcome: 'won' | 'lost'): LedgerEntry {
  return outcome === 'won'
    ? moved('dispute_won', contested, ['disputes', 'cash_at_gateway'])
    : moved('dispute_lost', contested, ['disputes', 'revenue']);
}

/** What the gateway keeps for itself: fees +1.17, cash_at_gateway −1.17. */
export function bookGatewayFee(fee: Money): LedgerEntry {
  return moved('fee_charged', fee, ['cash_at_gateway', 'fees']);
}

function takenFromCredit(occasion: LedgerOccasion, taken: Money, from: LedgerAccount): LedgerEntry {
  if (taken.isNegative()) return moved(occasion, taken.negate(), ['customer_credit', from]);
  return moved(occasion, taken, [from, 'customer_credit']);
}

/** Out of the first account, into the second: −29.99 and +29.99. */
function moved(
  occasion: LedgerOccasion,
  amount: Money,
  [from, to]: readonly [LedgerAccount, LedgerAccount],
): LedgerEntry {
  if (!amount.isPositive()) throw new InvariantBroken(`${occasion} moves money, not ${amount}`);
  return entry(occasion, [
    { account: to, change: amount },
    { account: from, change: amount.negate() },
  ]);
}
