import type Stripe from 'stripe';
import type { CardFacts, ChargeOutcome, FoundCharge, GatewayFee } from '../gateway';
import { fromStripeAmount } from './stripe-amount';
import { declineCodeOf } from './stripe-declines';
import { feeOf } from './stripe-movements';

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
        ...feeFactsOf(intent.latest_charge),
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
  const code = intent.status === 'requires_action' ? 'authentication_required' : 'card_declined';
  return { status: 'declined', code, gatewayReference: intent.id, ...(known && { card: known }) };
}

/** Known at once only where Stripe books the charge before it answers; `listMovements` tells it in any case. */
function feeFactsOf(charge: Stripe.PaymentIntent['latest_charge']): { fee?: GatewayFee } {
  const entry = typeof charge === 'object' ? charge?.balance_transaction : null;
  if (typeof entry !== 'object' || entry === null) return {};
  const { feeMinor: amountMinor, feeCurrency: currency } = feeOf(entry);
  return { fee: { amountMinor, currency } };
}

export function cardFactsOf(method: string | Stripe.PaymentMethod | null): CardFacts | undefined {
  const card = typeof method === 'object' ? method?.card : undefined;
  if (!card) return undefined;
  return { brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year };
}
