/**
 * Payload of `q:pay:refund_initiation` with the action `credit_note_refund`: a credit note gives money of a paid invoice
 * back. Made once per credit note, over the invoice's payments; what none of them holds comes back as a failed refund.
 */
export interface CreditNoteRefundPayload {
  credit_note_id: string;
  invoice_id: string;
  account_id: string;
  /** Minor units as decimal text: `'2999'` is 29.99 USD. */
  amount_minor: string;
  currency: string;
  reason: string | null;
}

/** Payload of the same queue with the action `refund`: one refund that is written down already. */
export interface RefundPayload {
  refund_id: string;
}
