/** What an invoice asks the payment service for: `due` to be collected, `void` no longer wanted, `paid` settled already. */
export const PAYMENT_REQUEST_STATUSES = ['due', 'void', 'paid'] as const;
export type PaymentRequestStatus = (typeof PAYMENT_REQUEST_STATUSES)[number];

/**
 * `initial`: a first invoice. `trial`: the invoice that converts a trial. `upgrade`: the invoice that a change waits for.
 * `invoice`: any other. `lowered`: a credit note lowered what is due. `cancel`: the invoice was voided.
 */
export const PAYMENT_REQUEST_ACTIONS = [
  'initial',
  'trial',
  'renewal',
  'upgrade',
  'invoice',
  'lowered',
  'cancel',
] as const;
export type PaymentRequestAction = (typeof PAYMENT_REQUEST_ACTIONS)[number];

/**
 * Payload of `q:sub:payment_initiation`, `q:sub:trial_payment` and `q:sub:plan_change`, and the answer to POST /v1/internal/payment-requests.
 * What is due is what this says, never what a client says.
 */
export interface PaymentRequestPayload {
  invoice_id: string;
  /** Null for a bill of one-off lines. */
  subscription_id: string | null;
  account_id: string;
  /** Who subscribed; null when staff or a server did it for the account. */
  user_id: number | null;
  /** Minor units as decimal text: `'2999'` is 29.99 USD. */
  amount_minor: string;
  currency: string;
  status: PaymentRequestStatus;
  /** Grows with every change of what is due; of two messages about one invoice the higher version is right. */
  version: number;
}
