import { ApiError } from '../http/api-error';
import { positiveInteger, refuseUnknown, requiredText, text, texts, type Form } from '../http/form';
import { stripeId } from '../store/change';
import type { Charge, Refund } from '../stripe-objects';
import { putBalanceTransaction } from './charge-card';
import { readOperations } from './listing';
import { ok, type Call, type Operation } from './operation';

export const refundOperations: Operation[] = [
  {
    name: 'refunds.create',
    method: 'POST',
    path: '/v1/refunds',
    run(call) {
      refuseUnknown(call.params, ['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'expand']);
      return ok(refund(call, chargeToRefund(call)));
    },
  },
  ...readOperations('refund', 'refunds', ofPayment),
];

function ofPayment(item: Refund, params: Form): boolean {
  const intent = text(params, 'payment_intent');
  const charge = text(params, 'charge');
  return (intent === undefined || item.payment_intent === intent) && (charge === undefined || item.charge === charge);
}

function chargeToRefund(call: Call): Charge {
  const intentId = text(call.params, 'payment_intent');
  const chargeId =
    intentId === undefined
      ? requiredText(call.params, 'charge')
      : call.read('payment_intent', intentId, 'payment_intent').latest_charge;
  const charge = call.read('charge', chargeId ?? '', 'charge');
  if (charge.status !== 'succeeded') throw ApiError.invalid('This charge was not successful.', 'charge');
  if (charge.disputed) throw ApiError.invalid('This charge is disputed.', 'charge', 'charge_disputed');
  if (charge.refunded) throw ApiError.invalid('Charge has already been refunded.', 'charge', 'charge_already_refunded');
  return charge;
}

function refund(call: Call, charge: Charge): Refund {
  const left = charge.amount - charge.amount_refunded;
  const amount = positiveInteger(call.params, 'amount') ?? left;
  if (amount > left) throw ApiError.invalid('Refund amount is greater than unrefunded amount on charge.', 'amount');
  const id = stripeId('re');
  const { currency, payment_intent: intent } = charge;
  const balance = putBalanceTransaction(call, { type: 'refund', source: id, amount: -amount, currency, fee: 0 });
  const made = call.put<Refund>({
    id,
    object: 'refund',
    created: call.created,
    livemode: false,
    amount,
    balance_transaction: balance.id,
    charge: charge.id,
    currency,
    metadata: texts(call.params, 'metadata'),
    payment_intent: intent,
    reason: text(call.params, 'reason') ?? null,
    status: 'succeeded',
  });
  const refunded = call.put<Charge>({
    ...charge,
    amount_refunded: charge.amount_refunded + amount,
    refunded: amount === left,
  });
  call.move({
    kind: 'refund',
    payment_intent: intent,
    source: id,
    amount,
    currency,
    status: 'succeeded',
    metadata: made.metadata,
  });
  call.emit('charge.refunded', refunded);
  return made;
}
