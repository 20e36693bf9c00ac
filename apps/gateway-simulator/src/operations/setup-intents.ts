import { ApiError } from '../http/api-error';
import { refuseUnknown, requiredText, text, texts } from '../http/form';
import { stripeId } from '../store/change';
import type { PaymentMethod, SetupIntent } from '../stripe-objects';
import { livingCustomer } from './customers';
import { declineOf, isSavable } from './declines';
import { readOperations } from './listing';
import { ok, type Answer, type Call, type Operation } from './operation';
import { attach, behaviorIn, resolvePaymentMethod } from './payment-methods';

const CREATE_PARAMS = [
  'confirm',
  'customer',
  'payment_method',
  'allowed_payment_method_types',
  'automatic_payment_methods',
  'usage',
  'description',
  'metadata',
  'expand',
];

export const setupIntentOperations: Operation[] = [
  {
    name: 'setup_intents.create',
    method: 'POST',
    path: '/v1/setup_intents',
    run(call) {
      refuseUnknown(call.params, CREATE_PARAMS);
      // The two-step form needs the card holder's browser, and there is none here.
      if (text(call.params, 'confirm') !== 'true') throw ApiError.missing('confirm');
      const customer = livingCustomer(call, requiredText(call.params, 'customer'));
      const paymentMethod = resolvePaymentMethod(call, requiredText(call.params, 'payment_method'));
      return setUp(call, paymentMethod, customer.id);
    },
  },
  ...readOperations('setup_intent', 'setup_intents', (item, params) => {
    const customer = text(params, 'customer');
    return customer === undefined || item.customer === customer;
  }),
];

/** Asks the card for an authorisation of nothing; one that gives it is attached to the customer. No money moves. */
function setUp(call: Call, paymentMethod: PaymentMethod, customer: string): Answer {
  const behavior = behaviorIn(call, paymentMethod.id);
  const intent = newIntent(call, customer);
  if (!isSavable(behavior)) {
    const error = declineOf(behavior);
    const failed = call.put<SetupIntent>({ ...intent, status: 'requires_payment_method', last_setup_error: error });
    call.emit('setup_intent.setup_failed', failed);
    return { status: 402, body: { error: { ...error, setup_intent: failed, payment_method: paymentMethod } } };
  }
  attach(call, paymentMethod, customer);
  const succeeded = call.put<SetupIntent>({ ...intent, payment_method: paymentMethod.id });
  call.emit('setup_intent.succeeded', succeeded);
  return ok(succeeded);
}

function newIntent(call: Call, customer: string): SetupIntent {
  const id = stripeId('seti');
  return {
    id,
    object: 'setup_intent',
    created: call.created,
    livemode: false,
    client_secret: `${id}_secret_${stripeId('s').slice(2)}`,
    customer,
    description: text(call.params, 'description') ?? null,
    last_setup_error: null,
    metadata: texts(call.params, 'metadata'),
    payment_method: null,
    payment_method_types: ['card'],
    status: 'succeeded',
    usage: text(call.params, 'usage') ?? 'off_session',
  };
}
