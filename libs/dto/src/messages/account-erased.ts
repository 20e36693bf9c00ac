/**
 * Payload of `q:sub:payment_initiation` with the action `account_erased`: who the account was is to be forgotten, here and
 * at the gateway. Sent once per account, 30 days after its deletion; money of it may still move afterwards.
 */
export interface AccountErasedPayload {
  account_id: string;
}
