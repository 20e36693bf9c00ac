import type Stripe from 'stripe';
import type { CardFacts, ChargeOutcome, FoundCharge } from '../gateway';
import { fromStripeAmount } from './stripe-amount';
import { declineCodeOf } from './stripe-errors';

/** What a payment intent says about the money. One that nobody ever confirmed is no charge: `not_found`. */
export function outcomeOf(intent: Stripe.PaymentIntent, known?: CardFacts): FoundCharge {
  const card = cardFactsOf(intent.payment_method) ?? known;
  const facts = { gatewayReference: intent.id, ...(card && { card }) };
  switch (intent.status) {
    case 'succeeded': {
      const currency = intent.currency.toUpperCase();
      return {
        status: 'succeeded',
        ...facts,
        amountMinor: fromStripeAmount(intent.amount_received, currency),
        currency,
      };
    }
    case 'processing':
    case 'requires_capture':
      return { status: 'processing', ...facts };
    default: {
      if (!intent.last_payment_error) return { status: 'not_found' };
      const refused = card ?? cardFactsOf(intent.last_payment_error.payment_method ?? null);
      const code = declineCodeOf(intent.last_payment_error);
      return { status: 'declined', code, gatewayReference: intent.id, ...(refused && { card: refused }) };
    }
  }
}

/** As `outcomeOf`, for a confirmed intent: one that asks the card holder for more, who is not here, is a decline. */
export function settledOutcomeOf(intent: Stripe.PaymentIntent, known?: CardFacts): ChargeOutcome {
  const outcome = outcomeOf(intent, known);
  if (outcome.status !== 'not_found') return outcome;
  return { status: 'declined', code: 'card_declined', gatewayReference: intent.id, ...(known && { card: known }) };
}

export function cardFactsOf(method: string | Stripe.PaymentMethod | null): CardFacts | undefined {
  const card = typeof method === 'object' ? method?.card : undefined;
  if (!card) return undefined;
  return { brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year };
}
