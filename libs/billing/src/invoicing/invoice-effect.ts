import type { Period } from '@libs/calendar';
import type { Money } from '@libs/money';

/** What a decision about an invoice asks the caller to do besides storing the invoice. */
export type InvoiceEffect =
  /** Take `amount` off an account credit; negative collects a debit that was carried. */
  | { readonly kind: 'credit_used'; readonly creditId: string; readonly amount: Money }
  /** Too little to charge: a debit on the account, which the next bill collects. */
  | { readonly kind: 'debit_carried'; readonly amount: Money }
  /** More was given back than charged: new account credit, tax included. */
  | { readonly kind: 'credit_granted'; readonly amount: Money; readonly reason: CreditGrantReason }
  /** A voided bill gives back the credit it used; negative when it had collected a debit. */
  | { readonly kind: 'credit_restored'; readonly amount: Money }
  /** The coupons count one billed cycle more. */
  | { readonly kind: 'coupon_cycle_used'; readonly code: string }
  /** These were not billed after all, and may be billed again. */
  | { readonly kind: 'billing_freed'; readonly lines: readonly FreedLine[] }
  /** Send money back through the gateway. */
  | { readonly kind: 'refund_asked'; readonly amount: Money };

export type CreditGrantReason = 'negative_invoice' | 'overpayment' | 'credit_note';

export interface FreedLine {
  readonly kind: string;
  readonly period: Period | null;
  readonly metric: string | null;
}
