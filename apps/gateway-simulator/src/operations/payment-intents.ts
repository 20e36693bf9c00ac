import { ApiError } from '../http/api-error';
import { positiveInteger, refuseUnknown, requiredText, text, texts, type Form } from '../http/form';
import { stripeId } from '../store/change';
import type { PaymentIntent, PaymentMethod } from '../stripe-objects';
import { livingCustomer } from './customers';
import { chargeCard } from './charge-card';
import { readOperations } from './listing';
import { ok, type Call, type Operation } from './operation';
import { checkOwner, createPaymentMethod, resolvePaymentMethod } from './payment-methods';

const CREATE_PARAMS = [
  'amount',
  'currency',
  'confirm',
  'payment_method',
  'payment_method_data',
  'allowed_payment_method_types',
  'automatic_payment_methods',
  'customer',
  'description',
  'metadata',
  'off_session',
  'error_on_requires_action',
  'setup_future_usage',
  'statement_descriptor_suffix',
  'receipt_email',
  'expand',
];

export const paymentIntentOperations: Operation[] = [
  {
    name: 'payment_intents.create',
    method: 'POST',
    path: '/v1/payment_intents',
    run(call) {
      refuseUnknown(call.params, CREATE_PARAMS);
      const paymentMethod = sourceOf(call);
      const intent = call.put(newIntent(call, paymentMethod));
      if (text(call.params, 'confirm') !== 'true') return ok(intent);
      if (!paymentMethod) throw ApiError.missing('payment_method');
      return chargeCard(call, intent, paymentMethod);
    },
  },
  ...readOperations('payment_intent', 'payment_intents', matches),
  {
    name: 'payment_intents.cancel',
    method: 'POST',
    path: '/v1/payment_intents/:id/cancel',
    run(call) {
      const canceled = call.put({ ...waiting(call), status: 'canceled' as const, canceled_at: call.created });
      call.emit('payment_intent.canceled', canceled);
      return ok(canceled);
    },
  },
];

function matches(intent: PaymentIntent, params: Form): boolean {
  const customer = text(params, 'customer');
  return customer === undefined || intent.customer === customer;
}

/** The intent, if it still waits for a card or a confirmation. */
function waiting(call: Call): PaymentIntent {
  const intent = call.read('payment_intent', call.pathId);
  if (intent.status === 'requires_payment_method' || intent.status === 'requires_confirmation') return intent;
  const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`;
  throw ApiError.invalid(message, undefined, 'payment_intent_unexpected_state');
}

function sourceOf(call: Call): PaymentMethod | undefined {
  const data = call.params['payment_method_data'];
  if (typeof data === 'object') return createPaymentMethod(call, data);
  const id = text(call.params, 'payment_method');
  return id === undefined ? undefined : resolvePaymentMethod(call, id);
}

function newIntent(call: Call, paymentMethod: PaymentMethod | undefined): PaymentIntent {
  const { params } = call;
  const amount = positiveInteger(params, 'amount');
  if (amount === undefined) throw ApiError.missing('amount');
  const customer = text(params, 'customer') ?? null;
  if (customer !== null) livingCustomer(call, customer);
  if (paymentMethod) checkOwner(paymentMethod, customer);
  const id = stripeId('pi');
  return {
    id,
    object: 'payment_intent',
    created: call.created,
    livemode: false,
    amount,
    amount_received: 0,
    canceled_at: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${stripeId('s').slice(2)}`,
    confirmation_method: 'automatic',
    currency: checkedCurrency(requiredText(params, 'currency'), amount),
    customer,
    description: text(params, 'description') ?? null,
    last_payment_error: null,
    latest_charge: null,
    metadata: texts(params, 'metadata'),
    payment_method: paymentMethod?.id ?? null,
    payment_method_types: ['card'],
    status: paymentMethod ? 'requires_confirmation' : 'requires_payment_method',
  };
}

/** Three-decimal currencies are taken in steps of ten, as the card networks settle them. */
function checkedCurrency(currency: string, amount: number): string {
  if (!/^[A-Za-z]{3}$/.test(currency)) throw ApiError.invalid(`Invalid currency: ${currency.slice(0, 10)}`, 'currency');
  const code = currency.toLowerCase();
  if (['bhd', 'jod', 'kwd', 'omr', 'tnd'].includes(code) && amount % 10 !== 0) {
    throw ApiError.invalid('Invalid amount: the last digit must be 0 in this currency.', 'amount');
  }
  return code;
}
