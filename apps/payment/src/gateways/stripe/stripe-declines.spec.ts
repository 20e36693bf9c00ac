import { declineCodeOf } from './stripe-declines';

describe('why a card was refused', () => {
  it.each([
    ['card_declined', 'generic_decline', 'card_declined'],
    ['card_declined', 'insufficient_funds', 'insufficient_funds'],
    ['card_declined', 'stolen_card', 'stolen_card'],
    ['card_declined', 'lost_card', 'lost_card'],
    ['card_declined', 'do_not_honor', 'do_not_honor'],
    ['card_declined', 'invalid_account', 'account_closed'],
    ['card_declined', 'withdrawal_count_limit_exceeded', 'limit_exceeded'],
    ['card_declined', 'revocation_of_authorization', 'authorization_revoked'],
    ['card_declined', 'security_violation', 'card_declined'],
    ['card_declined', 'invalid_amount', 'limit_exceeded'],
    ['card_declined', 'transaction_not_allowed', 'transaction_not_allowed'],
    ['card_declined', 'a_word_of_tomorrow', 'card_declined'],
    ['expired_card', undefined, 'expired_card'],
    ['incorrect_cvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['incorrect_number', undefined, 'invalid_number'],
    ['processing_error', undefined, 'processing_error'],
    ['authentication_required', 'authentication_required', 'authentication_required'],
    [undefined, undefined, 'card_declined'],
  ])('%s, %s is %s', (code, decline_code, ours) => {
    expect(declineCodeOf({ code, decline_code })).toBe(ours);
  });
});
