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
