import Stripe from 'stripe';
import type { ChargeLookup, ChargeOutcome, ChargeRequest, FoundCharge } from '../gateway';
import { toStripeAmount } from './stripe-amount';
import { declineCodeOf } from './stripe-declines';
import { isGone, movedNothing, translateStripeError } from './stripe-errors';
import { burnKey } from './stripe-fence';
import { cardFactsOf, outcomeOf, settledOutcomeOf } from './stripe-outcome';
import { sourceOf, type RefusedCard, type StripeSource } from './stripe-source';

/** Our clock and Stripe's may differ by minutes; an intent is ours by its metadata, not by its time. */
const CLOCK_MARGIN_SECONDS = 15 * 60;
/** Stripe remembers a key for a day: a request that comes later than that was never the same. */
const KEY_LIFETIME_SECONDS = 24 * 3600;
const PAGE_SIZE = 100;
/** The first tells the card, the second the fee, where Stripe knows it already. */
const EXPANDED = ['payment_method', 'latest_charge.balance_transaction'];

/** Payment intents, confirmed in the call that makes them. */
export class StripeCharges {
  constructor(private readonly stripe: Stripe) {}

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    const amount = toStripeAmount(request.amountMinor, request.currency);
    const source = await this.sourceOf(request);
    if ('status' in source) return source;
    try {
      const intent = await this.stripe.paymentIntents.create(
        {
          amount,
          currency: request.currency.toLowerCase(),
          confirm: true,
          payment_method: source.paymentMethod,
          ...('method' in request.source && { customer: request.source.method.customerReference }),
          allowed_payment_method_types: ['card'],
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          // Nobody is asked the bank's questions here: a card that needs it is declined, not left hanging.
          ...(request.offSession === true ? { off_session: true } : { error_on_requires_action: true }),
          ...(request.description !== undefined && { description: request.description }),
          metadata: metadataOf(request),
          expand: EXPANDED,
        },
        { idempotencyKey: request.idempotencyKey },
      );
      return settledOutcomeOf(intent, source.card);
    } catch (error) {
      return declined(error, source, request);
    }
  }

  async find(lookup: ChargeLookup): Promise<FoundCharge> {
    const started = Math.floor(lookup.startedAt.getTime() / 1000);
    const created = {
      gte: started - CLOCK_MARGIN_SECONDS,
      lte: started + KEY_LIFETIME_SECONDS + CLOCK_MARGIN_SECONDS,
    };
    try {
      // A list sees every intent at once; Stripe's search lags behind by up to an hour.
      const expand = EXPANDED.map((path) => `data.${path}`);
      for await (const intent of this.stripe.paymentIntents.list({ created, limit: PAGE_SIZE, expand })) {
        if (intent.metadata['payment_id'] !== lookup.paymentId) continue;
        const outcome = outcomeOf(intent);
        if (outcome.status !== 'not_found') return outcome;
      }
      return { status: 'not_found' };
    } catch (error) {
      throw movedNothing(translateStripeError(error));
    }
  }

  fence({ idempotencyKey, paymentId }: ChargeLookup): Promise<void> {
    return burnKey(this.stripe, idempotencyKey, paymentId);
  }

  private sourceOf({ source, idempotencyKey }: ChargeRequest): Promise<StripeSource | RefusedCard> | StripeSource {
    if ('method' in source) return { paymentMethod: source.method.methodReference };
    return sourceOf(this.stripe, source, idempotencyKey);
  }
}

/** By these the charge is found again, and people find their way in Stripe's dashboard. */
function metadataOf({ paymentId, facts }: ChargeRequest): Record<string, string> {
  return {
    payment_id: paymentId,
    invoice_id: facts.invoiceId,
    account_id: facts.accountId,
    ...(facts.subscriptionId !== undefined && { subscription_id: facts.subscriptionId }),
  };
}

function declined(error: unknown, source: StripeSource, request: ChargeRequest): ChargeOutcome {
  if ('method' in request.source && isGone(error)) return { status: 'declined', code: 'payment_method_gone' };
  if (!(error instanceof Stripe.errors.StripeCardError)) throw translateStripeError(error, request.currency);
  const reference = error.payment_intent?.id;
  const refused = source.card ?? cardFactsOf(error.payment_method ?? null);
  return {
    status: 'declined',
    code: declineCodeOf(error),
    ...(reference !== undefined && { gatewayReference: reference }),
    ...(refused && { card: refused }),
  };
}
