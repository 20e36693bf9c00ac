import { ApiError } from '../http/api-error';
import { positiveInteger, refuseUnknown, requiredText, text, texts, type Form } from '../http/form';
import { stripeId } from '../store/change';
import type { Charge, Refund } from '../stripe-objects';
import { putBalanceTransaction } from './charge-card';
import { readOperations } from './listing';
import { ok, type Call, type Operation } from './operation';
import { behaviorIn } from './payment-methods';

const END_AFTER_MS = 1500;

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
  if (isHeldBack(call, charge)) throw ApiError.invalid('This charge is disputed.', 'charge', 'charge_disputed');
  if (charge.refunded) throw ApiError.invalid('Charge has already been refunded.', 'charge', 'charge_already_refunded');
  return charge;
}

/** A charge stays marked as disputed; only a dispute that was won lets it be refunded again. */
function isHeldBack(call: Call, charge: Charge): boolean {
  if (!charge.disputed) return false;
  const disputes = [...(call.world.all('dispute').newestFirst() ?? [])].filter((item) => item.charge === charge.id);
  return disputes.some((dispute) => dispute.status !== 'won');
}

function refund(call: Call, charge: Charge): Refund {
  const left = charge.amount - charge.amount_refunded;
  const amount = positiveInteger(call.params, 'amount') ?? left;
  if (amount > left) throw ApiError.invalid('Refund amount is greater than unrefunded amount on charge.', 'amount');
  const behavior = behaviorIn(call, charge.payment_method);
  const made = newRefund(call, charge, amount, behavior === 'approves_refunds_slowly' ? 'pending' : 'succeeded');
  const refunded = addRefunded(call, charge, amount);
  const { payment_intent: paymentIntent, id } = made;
  if (made.status === 'pending') call.later({ kind: 'end_refund', paymentIntent, refund: id }, END_AFTER_MS);
  else moveBack(call, made);
  if (behavior === 'approves_loses_refunds') {
    call.later({ kind: 'fail_refund', paymentIntent, refund: id }, END_AFTER_MS);
  }
  call.emit('refund.created', made);
  call.emit('charge.refunded', refunded);
  return made;
}

/** A refund that was on its way arrives. */
export function endRefund(call: Call, pending: Refund): void {
  if (pending.status !== 'pending') return;
  const ended = call.put<Refund>({ ...pending, status: 'succeeded' });
  moveBack(call, ended);
  call.emit('refund.updated', ended);
}

/** The card holder's bank sends the money back to us: the account is closed. */
export function failRefund(call: Call, made: Refund): void {
  if (made.status !== 'succeeded') return;
  const { id, amount, currency, payment_intent: intent, metadata } = made;
  const balance = putBalanceTransaction(call, { type: 'refund_failure', source: id, amount, currency, fee: 0 });
  addRefunded(call, call.read('charge', made.charge), -amount);
  const failed = call.put<Refund>({
    ...made,
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: balance.id,
  });
  call.move({
    kind: 'refund_failure',
    payment_intent: intent,
    source: id,
    amount,
    currency,
    status: 'failed',
    metadata,
  });
  call.emit('refund.failed', failed);
}

function newRefund(call: Call, charge: Charge, amount: number, status: Refund['status']): Refund {
  const id = stripeId('re');
  const { currency, payment_intent: intent } = charge;
  const balance = putBalanceTransaction(call, { type: 'refund', source: id, amount: -amount, currency, fee: 0 });
  return call.put<Refund>({
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
    status,
  });
}

function addRefunded(call: Call, charge: Charge, amount: number): Charge {
  const refunded = charge.amount_refunded + amount;
  return call.put<Charge>({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount });
}

function moveBack(call: Call, { id, amount, currency, payment_intent: intent, metadata }: Refund): void {
  call.move({ kind: 'refund', payment_intent: intent, source: id, amount, currency, status: 'succeeded', metadata });
}
