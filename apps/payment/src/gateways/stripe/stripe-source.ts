import { AppError } from '@libs/errors';
import Stripe from 'stripe';
import type { CardFacts, DeclineCode, RawCard } from '../gateway';
import { GatewayOutcomeUnknown } from '../gateway-errors';
import { declineCodeOf } from './stripe-declines';
import { cardMistakeOf, movedNothing, translateStripeError } from './stripe-errors';
import { cardFactsOf } from './stripe-outcome';

const PAYMENT_METHOD = /^pm_\w{1,64}$/;
const CARD_TOKEN = /^tok_\w{1,64}$/;

export type CardSource = { card: RawCard } | { token: string };

/** A payment method at Stripe that may be charged or saved. */
export interface StripeSource {
  paymentMethod: string;
  card?: CardFacts;
}

export interface RefusedCard {
  status: 'declined';
  code: DeclineCode;
  card?: CardFacts;
}

/** A card or a token becomes a payment method first, which moves no money whatever becomes of the call. */
export async function sourceOf(stripe: Stripe, source: CardSource, key: string): Promise<StripeSource | RefusedCard> {
  if ('token' in source && PAYMENT_METHOD.test(source.token)) return { paymentMethod: source.token };
  try {
    const method = await stripe.paymentMethods.create(paramsOf(source), { idempotencyKey: `${key}:card` });
    const card = cardFactsOf(method);
    return { paymentMethod: method.id, ...(card && { card }) };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return refusedCard(error);
    const trouble = translateStripeError(error);
    // A busy key means that the same charge is under way elsewhere: its outcome is not ours to tell.
    if (trouble instanceof GatewayOutcomeUnknown && trouble.trouble.startsWith('key_')) throw trouble;
    throw movedNothing(trouble);
  }
}

/** Data that cannot be a card is the caller's mistake; a card that the bank does not want is a decline. */
function refusedCard(error: Stripe.errors.StripeCardError): RefusedCard {
  const mistake = cardMistakeOf(error);
  if (mistake) throw mistake;
  return { status: 'declined', code: declineCodeOf(error) };
}

function paramsOf(source: CardSource): Stripe.PaymentMethodCreateParams {
  if ('token' in source) {
    if (!CARD_TOKEN.test(source.token)) throw new AppError('invalid_payment_token');
    return { type: 'card', card: { token: source.token } };
  }
  const { number, expMonth, expYear, cvc, holderName } = source.card;
  return {
    type: 'card',
    card: { number, exp_month: expMonth, exp_year: expYear, cvc },
    ...(holderName !== undefined && { billing_details: { name: holderName } }),
  };
}
