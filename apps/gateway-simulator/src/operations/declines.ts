import type { CardBehavior } from '../cards/test-cards';
import type { CardError } from '../stripe-objects';

const ofCardDeclined = (declineCode: string, message: string): CardError => ({
  type: 'card_error',
  code: 'card_declined',
  decline_code: declineCode,
  message,
});

/** The error that a declining card gives, in Stripe's codes. */
export function declineOf(behavior: CardBehavior): CardError {
  switch (behavior) {
    case 'insufficient_funds':
      return ofCardDeclined('insufficient_funds', 'Your card has insufficient funds.');
    case 'expired_card':
      return { type: 'card_error', code: 'expired_card', message: 'Your card has expired.', param: 'exp_month' };
    case 'incorrect_cvc':
      return {
        type: 'card_error',
        code: 'incorrect_cvc',
        message: "Your card's security code is incorrect.",
        param: 'cvc',
      };
    case 'processing_error':
      return {
        type: 'card_error',
        code: 'processing_error',
        message: 'An error occurred while processing your card. Try again in a little bit.',
      };
    default:
      return ofCardDeclined('generic_decline', 'Your card was declined.');
  }
}

export function isDeclining(behavior: CardBehavior): boolean {
  return !behavior.startsWith('approves');
}

/** What declines at once cannot be kept either; 4000000000000341 can, and fails later. */
export function isSavable(behavior: CardBehavior): boolean {
  return !isDeclining(behavior) || behavior === 'declines_when_charged';
}
