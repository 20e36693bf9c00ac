import Stripe from 'stripe';
import type { MethodReference, SaveMethodOutcome, SaveMethodRequest } from '../gateway';
import { declineCodeOf } from './stripe-declines';
import { isAboutTheRequest, movedNothing, translateStripeError } from './stripe-errors';
import { cardFactsOf } from './stripe-outcome';
import { sourceOf, type RefusedCard, type StripeSource } from './stripe-source';

/**
 * Cards kept at Stripe's customers. A confirmed setup intent asks the bank for an authorisation of nothing and for the
 * holder's leave to be charged while away; what it refuses is not kept.
 */
export class StripeMethods {
  constructor(private readonly stripe: Stripe) {}

  async save(request: SaveMethodRequest): Promise<SaveMethodOutcome> {
    try {
      const source = await sourceOf(this.stripe, request.source, request.idempotencyKey);
      if ('status' in source) return source;
      const customer = request.customerReference ?? (await this.customerOf(request.accountId));
      return await this.setUp(request, source, customer).catch((error: unknown) =>
        isWithoutCustomer(error) ? this.setUpAnew(request, source, customer) : Promise.reject(error as Error),
      );
    } catch (error) {
      // Another call with the key may be running; either way no money is at stake, and a repetition tells.
      throw movedNothing(translateStripeError(error));
    }
  }

  async forget({ methodReference }: MethodReference): Promise<void> {
    try {
      await this.stripe.paymentMethods.detach(methodReference);
    } catch (error) {
      // It is not there, or not attached: forgotten.
      if (isAboutTheRequest(error)) return;
      throw movedNothing(translateStripeError(error));
    }
  }

  /** Stripe detaches the customer's methods for good, and keeps charges for refunds and disputes. */
  async forgetCustomer(customerReference: string): Promise<void> {
    try {
      await this.stripe.customers.del(customerReference);
    } catch (error) {
      // It is not there: forgotten.
      if (isAboutTheRequest(error)) return;
      throw movedNothing(translateStripeError(error));
    }
  }

  private async setUp(request: SaveMethodRequest, source: StripeSource, customer: string): Promise<SaveMethodOutcome> {
    try {
      const intent = await this.stripe.setupIntents.create(
        {
          customer,
          payment_method: source.paymentMethod,
          confirm: true,
          usage: 'off_session',
          allowed_payment_method_types: ['card'],
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          metadata: { account_id: request.accountId, payment_method_id: request.methodId },
          expand: ['payment_method'],
        },
        { idempotencyKey: request.idempotencyKey },
      );
      return savedOf(intent, customer);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
      return refusedBy(error, source);
    }
  }

  /** Somebody deleted the customer at Stripe: another takes its place, under keys of its own. */
  private async setUpAnew(request: SaveMethodRequest, source: StripeSource, gone: string): Promise<SaveMethodOutcome> {
    const customer = await this.customerOf(request.accountId, `-after-${gone}`);
    return this.setUp({ ...request, idempotencyKey: `${request.idempotencyKey}:${customer}` }, source, customer);
  }

  /** One customer per account, also when two methods are saved at once. */
  private async customerOf(accountId: string, keySuffix = ''): Promise<string> {
    const metadata = { account_id: accountId };
    const idempotencyKey = `customer-${accountId}${keySuffix}`;
    return (await this.stripe.customers.create({ metadata }, { idempotencyKey })).id;
  }
}

function isWithoutCustomer(error: unknown): boolean {
  return isAboutTheRequest(error) && error.code === 'resource_missing' && error.param === 'customer';
}

/** An intent that asks the card's holder for more, who is not here, is refused. */
function savedOf(intent: Stripe.SetupIntent, customerReference: string): SaveMethodOutcome {
  const method = typeof intent.payment_method === 'object' ? intent.payment_method : null;
  const card = cardFactsOf(method);
  if (intent.status === 'succeeded' && method && card) {
    return { status: 'saved', customerReference, methodReference: method.id, card };
  }
  const isAsking = intent.status === 'requires_action';
  const code = isAsking ? 'authentication_required' : declineCodeOf(intent.last_setup_error);
  return { status: 'declined', code, ...(card && { card }) };
}

function refusedBy(error: Stripe.errors.StripeCardError, source: StripeSource): RefusedCard {
  const card = source.card ?? cardFactsOf(error.payment_method ?? null);
  return { status: 'declined', code: declineCodeOf(error), ...(card && { card }) };
}
