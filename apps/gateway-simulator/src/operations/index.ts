import { text } from '../http/form';
import { customerOperations } from './customers';
import { disputeOperations } from './disputes';
import { readOperations } from './listing';
import { ok, type Operation } from './operation';
import { paymentIntentOperations } from './payment-intents';
import { paymentMethodOperations } from './payment-methods';
import { refundOperations } from './refunds';
import { setupIntentOperations } from './setup-intents';

const balance: Operation = {
  name: 'balance.retrieve',
  method: 'GET',
  path: '/v1/balance',
  run: () => ok({ object: 'balance', livemode: false, available: [], pending: [] }),
};

/** The part of Stripe's API that is simulated: one row per call. */
export const OPERATIONS: readonly Operation[] = [
  ...customerOperations,
  ...paymentMethodOperations,
  ...paymentIntentOperations,
  ...setupIntentOperations,
  ...refundOperations,
  ...disputeOperations,
  ...readOperations('charge', 'charges', (item, params) => {
    const intent = text(params, 'payment_intent');
    return intent === undefined || item.payment_intent === intent;
  }),
  ...readOperations('balance_transaction', 'balance_transactions', (item, params) => {
    const type = text(params, 'type');
    const source = text(params, 'source');
    return (type === undefined || item.type === type) && (source === undefined || item.source === source);
  }),
  ...readOperations('event', 'events', (item, params) => {
    const type = text(params, 'type');
    return type === undefined || item.type === type;
  }),
  balance,
];
