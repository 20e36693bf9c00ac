/** `hard`: the same card will never be accepted, so it is not tried again. `soft`: another day it may be. */
export type DeclineKind = 'hard' | 'soft';

/**
 * Declines that do not go away by waiting: the card or the account behind it is gone, was reported, was never right, or
 * its holder has withdrawn the right to charge it. Names as the gateway's; a code that is not here is soft.
 */
const HARD_DECLINES: ReadonlySet<string> = new Set([
  'account_closed',
  'card_not_supported',
  'expired_card',
  'fraudulent',
  'incorrect_number',
  'invalid_account',
  'invalid_card_number',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'lost_card',
  'new_account_information_available',
  'no_account',
  'payment_method_detached',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
]);

/**
 * How a declined charge is to be taken: `stolen_card` → hard, `insufficient_funds` → soft. Soft are also those that say
 * nothing (`card_declined`, `generic_decline`, `do_not_honor`), trouble on the way (`processing_error`), what its holder
 * can mend without another card (`authentication_required`, `incorrect_cvc`), and every code that is not known.
 */
export function declineKindOf(code: string): DeclineKind {
  return HARD_DECLINES.has(code) ? 'hard' : 'soft';
}
