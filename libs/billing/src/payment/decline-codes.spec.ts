import { declineKindOf } from './index';

describe('declines', () => {
  it.each(['stolen_card', 'lost_card', 'pickup_card', 'account_closed', 'invalid_number', 'incorrect_number'])(
    '%s is never tried again with the same card',
    (code) => expect(declineKindOf(code)).toBe('hard'),
  );

  it.each(['do_not_try_again', 'authorization_revoked', 'payment_method_gone', 'authentication_required'])(
    '%s cannot be mended by waiting',
    (code) => expect(declineKindOf(code)).toBe('hard'),
  );

  // https://docs.stripe.com/billing/revenue-recovery/smart-retries
  it.each([
    'incorrect_number',
    'lost_card',
    'pickup_card',
    'stolen_card',
    'revocation_of_authorization',
    'revocation_of_all_authorizations',
    'authentication_required',
    'highest_risk_level',
    'transaction_not_allowed',
  ])('%s is tried again by Stripe only with a new payment method', (code) => expect(declineKindOf(code)).toBe('hard'));

  it.each([
    'insufficient_funds',
    'processing_error',
    'card_declined',
    'generic_decline',
    'do_not_honor',
    'expired_card',
  ])('%s may be paid another day', (code) => expect(declineKindOf(code)).toBe('soft'));

  it.each(['', 'a_code_of_tomorrow', 'constructor', '__proto__'])('what is not known (%j) is tried again', (code) =>
    expect(declineKindOf(code)).toBe('soft'),
  );
});
