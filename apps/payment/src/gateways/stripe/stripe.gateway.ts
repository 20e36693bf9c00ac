import type { RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import Stripe from 'stripe';
import { verifyEventSignature } from '../event-signature';
import type {
  CardFacts,
  ChargeLookup,
  ChargeOutcome,
  ChargeRequest,
  FoundCharge,
  GatewayEvent,
  GatewayHeaders,
  PaymentGateway,
} from '../gateway';
import { GatewayOutcomeUnknown, GatewayUnavailable } from '../gateway-errors';
import { toStripeAmount } from './stripe-amount';
import { cardMistakeOf, declineCodeOf, translateStripeError } from './stripe-errors';
import { readStripeEvent } from './stripe-event';
import { createStripeHttpClient } from './stripe-http-client';
import { cardFactsOf, outcomeOf, settledOutcomeOf } from './stripe-outcome';

export interface StripeGatewayOptions {
  secretKey: string;
  webhookSecret: string;
  /** Where the SDK connects; without it, Stripe itself. */
  apiUrl?: string | undefined;
  timeoutMs: number;
  clock: RealClock;
}

/** Our clock and Stripe's may differ by minutes; an intent is ours by its metadata, not by its time. */
const LOOK_BACK_SECONDS = 15 * 60;
const PAGE_SIZE = 100;
const PAYMENT_METHOD = /^pm_\w{1,64}$/;
const CARD_TOKEN = /^tok_\w{1,64}$/;
/** The fence's intent is never confirmed; it only has to be valid, and different from any charge. */
const FENCE_INTENT = { amount: 100, currency: 'usd' };

interface Source {
  paymentMethod: string;
  card?: CardFacts;
}

/** Stripe over its official SDK. Each call that could move money carries the key we wrote down before. */
export class StripeGateway implements PaymentGateway {
  readonly name = 'stripe';
  private readonly stripe: Stripe;

  constructor(private readonly options: StripeGatewayOptions) {
    const url = options.apiUrl ? new URL(options.apiUrl) : undefined;
    const protocol = url?.protocol === 'http:' ? 'http' : 'https';
    this.stripe = new Stripe(options.secretKey, {
      ...(url && { host: url.hostname, port: url.port === '' ? (protocol === 'http' ? 80 : 443) : url.port, protocol }),
      httpClient: createStripeHttpClient(protocol),
      maxNetworkRetries: 0,
      timeout: options.timeoutMs,
      telemetry: false,
    });
  }

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    const amount = toStripeAmount(request.amountMinor, request.currency);
    const { idempotencyKey } = request;
    const source = await this.sourceOf(request);
    if ('status' in source) return source;
    try {
      const intent = await this.stripe.paymentIntents.create(
        {
          amount,
          currency: request.currency.toLowerCase(),
          confirm: true,
          payment_method: source.paymentMethod,
          allowed_payment_method_types: ['card'],
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          // Nobody is there to answer the bank's questions: a card that needs it is declined, not left hanging.
          error_on_requires_action: true,
          ...(request.description !== undefined && { description: request.description }),
          metadata: metadataOf(request),
          expand: ['payment_method'],
        },
        { idempotencyKey },
      );
      return settledOutcomeOf(intent, source.card);
    } catch (error) {
      return declined(error, source.card, request.currency);
    }
  }

  async findCharge(lookup: ChargeLookup): Promise<FoundCharge> {
    const since = Math.floor(lookup.startedAt.getTime() / 1000) - LOOK_BACK_SECONDS;
    try {
      // A list sees every intent at once; Stripe's search lags behind by up to an hour.
      const intents = this.stripe.paymentIntents.list({
        created: { gte: since },
        limit: PAGE_SIZE,
        expand: ['data.payment_method'],
      });
      for await (const intent of intents) {
        if (intent.metadata['payment_id'] !== lookup.paymentId) continue;
        const outcome = outcomeOf(intent);
        if (outcome.status !== 'not_found') return outcome;
      }
      return { status: 'not_found' };
    } catch (error) {
      throw movedNothing(translateStripeError(error));
    }
  }

  async fence(lookup: ChargeLookup): Promise<void> {
    const { idempotencyKey } = lookup;
    try {
      const metadata = { fence_for: lookup.paymentId };
      const intent = await this.stripe.paymentIntents.create({ ...FENCE_INTENT, metadata }, { idempotencyKey });
      await this.stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: `${idempotencyKey}:unfence` });
    } catch (error) {
      // The key has its one use already. If that was the charge, findCharge sees it.
      if (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode === 400) return;
      throw translateStripeError(error);
    }
  }

  parseEvent(rawBody: Buffer, headers: GatewayHeaders): GatewayEvent {
    const { webhookSecret, clock } = this.options;
    verifyEventSignature(headers['stripe-signature'], rawBody, webhookSecret, clock.now().epochSeconds);
    return readStripeEvent(rawBody);
  }

  async ping(): Promise<void> {
    try {
      await this.stripe.balance.retrieve();
    } catch (error) {
      throw movedNothing(translateStripeError(error));
    }
  }

  /** What to charge; a card becomes a payment method first, which moves no money whatever becomes of the call. */
  private async sourceOf(request: ChargeRequest): Promise<Source | ChargeOutcome> {
    const { source } = request;
    if ('token' in source && PAYMENT_METHOD.test(source.token)) return { paymentMethod: source.token };
    const idempotencyKey = `${request.idempotencyKey}:card`;
    try {
      const method = await this.stripe.paymentMethods.create(paymentMethodParams(source), { idempotencyKey });
      const card = cardFactsOf(method);
      return { paymentMethod: method.id, ...(card && { card }) };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) return declined(error, undefined, request.currency);
      const trouble = translateStripeError(error);
      // A busy key means that the same charge is under way elsewhere: its outcome is not ours to tell.
      if (trouble instanceof GatewayOutcomeUnknown && trouble.trouble.startsWith('key_')) throw trouble;
      throw movedNothing(trouble);
    }
  }
}

function paymentMethodParams(source: ChargeRequest['source']): Stripe.PaymentMethodCreateParams {
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

/** By these the charge is found again, and people find their way in Stripe's dashboard. */
function metadataOf({ paymentId, facts }: ChargeRequest): Record<string, string> {
  return {
    payment_id: paymentId,
    invoice_id: facts.invoiceId,
    account_id: facts.accountId,
    ...(facts.subscriptionId !== undefined && { subscription_id: facts.subscriptionId }),
  };
}

function declined(error: unknown, card: CardFacts | undefined, currency: string): ChargeOutcome {
  if (!(error instanceof Stripe.errors.StripeCardError)) throw translateStripeError(error, currency);
  const mistake = cardMistakeOf(error);
  if (mistake) throw mistake;
  const reference = error.payment_intent?.id;
  const refused = card ?? cardFactsOf(error.payment_method ?? null);
  return {
    status: 'declined',
    code: declineCodeOf(error),
    ...(reference !== undefined && { gatewayReference: reference }),
    ...(refused && { card: refused }),
  };
}

/** For calls that cannot move money, an unknown outcome is merely a failed call. */
function movedNothing(error: Error): Error {
  return error instanceof GatewayOutcomeUnknown ? new GatewayUnavailable(error.trouble) : error;
}
