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
 * An attempt to collect without the customer, now. `key` names it within its invoice: at most one payment is ever made of
 * an invoice and a key, so that a message delivered twice charges once.
 */
export interface PaymentCharge {
  /** `issue`, `retry-1`, `method-<uuid>`, `pay-<uuid>`: 1–100 of a–z, 0–9 and hyphens. */
  key: string;
  /** Null: the account's default method. */
  payment_method_id: string | null;
}

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
  /** Null, or left out: what is due is only kept, until somebody pays it. */
  charge: PaymentCharge | null;
}
