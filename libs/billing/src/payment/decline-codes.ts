/** `hard`: the same card will not be accepted by waiting, so it is not tried again. `soft`: another day it may be. */
export const DECLINE_KINDS = ['hard', 'soft'] as const;
export type DeclineKind = (typeof DECLINE_KINDS)[number];

/**
 * By why waiting does not help. Gateways call some of them by several names. In it are the nine codes after which Stripe
 * itself retries only with a new payment method (https://docs.stripe.com/billing/revenue-recovery/smart-retries, "hard
 * decline codes"), and those whose next step is another card (https://docs.stripe.com/declines/codes).
 */
const HARD_DECLINES: ReadonlySet<string> = new Set([
  // The card was reported, or is to be kept by whoever sees it.
  'stolen_card',
  'lost_card',
  'pickup_card',
  'restricted_card',
  'fraudulent',
  'highest_risk_level',
  // There is no such card or account, or not any more.
  'account_closed',
  'incorrect_number',
  'invalid_account',
  'invalid_number',
  'no_account',
  'payment_method_gone',
  // It may not be used for this, ever.
  'card_not_supported',
  'currency_not_supported',
  'transaction_not_allowed',
  'do_not_try_again',
  // Its holder has withdrawn the right to charge it, or must agree in person.
  'authorization_revoked',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stop_payment_order',
  'authentication_required',
]);

/**
 * How a declined charge is to be taken: `stolen_card` → hard, `insufficient_funds` → soft. Soft are also those that say
 * nothing (`card_declined`, `generic_decline`, `do_not_honor`), trouble on the way (`processing_error`), an expired card
 * (its gateway may learn of the new one), and every code that is not known.
 */
export function declineKindOf(code: string): DeclineKind {
  return HARD_DECLINES.has(code) ? 'hard' : 'soft';
}
