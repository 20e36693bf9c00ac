import type { DeclineCode } from '../gateway';

/** Why Stripe, the network or the bank refused a card: the code, and a finer one beside it. */
export interface StripeReasons {
  code?: string | null | undefined;
  decline_code?: string | null | undefined;
}

/**
 * Stripe's words (https://docs.stripe.com/declines/codes) by ours. What is not here (`security_violation`,
 * `service_not_allowed`, `not_permitted` …) says nothing that anybody could act upon, and is `card_declined`.
 */
const WORDS: readonly (readonly [DeclineCode, readonly string[]])[] = [
  ['insufficient_funds', ['insufficient_funds']],
  ['expired_card', ['expired_card', 'expired_payment_method']],
  ['incorrect_cvc', ['incorrect_cvc', 'invalid_cvc']],
  ['processing_error', ['processing_error', 'payment_method_provider_timeout', 'lock_timeout']],
  ['do_not_honor', ['do_not_honor']],
  [
    'limit_exceeded',
    [
      'card_velocity_exceeded',
      'withdrawal_count_limit_exceeded',
      'charge_exceeds_source_limit',
      'charge_exceeds_transaction_limit',
      'invalid_amount',
      'card_decline_rate_limit_exceeded',
    ],
  ],
  ['try_again_later', ['try_again_later', 'issuer_not_available', 'reenter_transaction', 'approve_with_id']],
  [
    'authentication_required',
    [
      'authentication_required',
      'authentication_not_handled',
      'mobile_device_authentication_required',
      'payment_intent_authentication_failure',
      'setup_intent_authentication_failure',
    ],
  ],
  ['invalid_number', ['invalid_number', 'incorrect_number']],
  ['account_closed', ['invalid_account', 'account_closed', 'no_account', 'new_account_information_available']],
  ['lost_card', ['lost_card']],
  ['stolen_card', ['stolen_card']],
  ['pickup_card', ['pickup_card']],
  ['restricted_card', ['restricted_card']],
  ['fraudulent', ['fraudulent', 'merchant_blacklist', 'highest_risk_level', 'request_blocked']],
  ['do_not_try_again', ['do_not_try_again']],
  [
    'authorization_revoked',
    [
      'stop_payment_order',
      'revocation_of_authorization',
      'revocation_of_all_authorizations',
      'debit_not_authorized',
      'india_recurring_payment_mandate_canceled',
    ],
  ],
  ['card_not_supported', ['card_not_supported', 'currency_not_supported', 'payment_method_not_available']],
  ['transaction_not_allowed', ['transaction_not_allowed']],
];
const OURS = new Map(WORDS.flatMap(([ours, theirs]) => theirs.map((word) => [word, ours] as const)));

/** `{code: 'card_declined', decline_code: 'stolen_card'}` → `stolen_card`; the finer word counts when we know it. */
export function declineCodeOf(reasons: StripeReasons | null | undefined): DeclineCode {
  return OURS.get(reasons?.decline_code ?? '') ?? OURS.get(reasons?.code ?? '') ?? 'card_declined';
}
