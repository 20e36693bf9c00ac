import { stripeId } from '../store/change';
import type { BalanceTransaction, Charge, PaymentIntent, PaymentMethod } from '../stripe-objects';
import { declineOf, isDeclining } from './declines';
import type { Answer, Call } from './operation';
import { behaviorIn } from './payment-methods';

const SETTLE_AFTER_MS = 1500;
const DISPUTE_AFTER_MS = 500;

/** Confirms an intent: charges the card, as the card behaves. */
export function chargeCard(call: Call, intent: PaymentIntent, paymentMethod: PaymentMethod): Answer {
  const behavior = behaviorIn(call, paymentMethod.id);
  const confirmed = { ...intent, payment_method: paymentMethod.id };
  if (isDeclining(behavior)) return decline(call, confirmed, paymentMethod);
  if (behavior === 'approves_slowly') {
    call.later({ kind: 'settle', paymentIntent: intent.id }, SETTLE_AFTER_MS);
    const charge = putCharge(call, confirmed, { status: 'pending' });
    const processing = call.put<PaymentIntent>({ ...confirmed, status: 'processing', latest_charge: charge.id });
    call.emit('payment_intent.processing', processing);
    return { status: 200, body: processing };
  }
  const charge = putCharge(call, confirmed, { status: 'succeeded' });
  const succeeded = takeMoney(call, { ...confirmed, latest_charge: charge.id }, charge);
  if (behavior === 'approves_then_disputed')
    call.later({ kind: 'dispute', paymentIntent: intent.id }, DISPUTE_AFTER_MS);
  return { status: 200, body: succeeded, silent: behavior === 'approves_without_answer' };
}

/** The money arrives: balance, journal, and the event that tells of it. */
export function takeMoney(call: Call, intent: PaymentIntent, charge: Charge): PaymentIntent {
  const balance = putBalanceTransaction(call, {
    type: 'charge',
    source: charge.id,
    amount: intent.amount,
    currency: intent.currency,
    fee: Math.round((intent.amount * 29) / 1000) + 30,
  });
  call.put<Charge>({
    ...charge,
    status: 'succeeded',
    paid: true,
    captured: true,
    amount_captured: intent.amount,
    balance_transaction: balance.id,
  });
  const succeeded = call.put<PaymentIntent>({
    ...intent,
    status: 'succeeded',
    amount_received: intent.amount,
    last_payment_error: null,
  });
  call.move({
    kind: 'charge',
    payment_intent: intent.id,
    source: charge.id,
    amount: intent.amount,
    currency: intent.currency,
    status: 'succeeded',
    metadata: intent.metadata,
  });
  call.emit('payment_intent.succeeded', succeeded);
  return succeeded;
}

/** `amount` is signed: what leaves the balance is negative. */
export function putBalanceTransaction(
  call: Call,
  facts: Pick<BalanceTransaction, 'type' | 'source' | 'amount' | 'currency' | 'fee'>,
): BalanceTransaction {
  return call.put({
    id: stripeId('txn'),
    object: 'balance_transaction',
    created: call.created,
    livemode: false,
    net: facts.amount - facts.fee,
    reporting_category: facts.type === 'adjustment' ? 'dispute' : facts.type,
    status: 'available',
    ...facts,
  });
}

/** A refused card leaves a failed charge and an intent that waits for another card; the caller gets a 402. */
function decline(call: Call, intent: PaymentIntent, paymentMethod: PaymentMethod): Answer {
  const error = declineOf(behaviorIn(call, paymentMethod.id));
  const charge = putCharge(call, intent, { status: 'failed', code: error.code, message: error.message });
  const failure = { ...error, charge: charge.id };
  const failed = call.put<PaymentIntent>({
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    latest_charge: charge.id,
    last_payment_error: failure,
  });
  call.emit('payment_intent.payment_failed', failed);
  return { status: 402, body: { error: { ...failure, payment_intent: failed, payment_method: paymentMethod } } };
}

function putCharge(
  call: Call,
  intent: PaymentIntent,
  outcome: { status: Charge['status']; code?: string; message?: string },
): Charge {
  return call.put({
    id: stripeId('ch'),
    object: 'charge',
    created: call.created,
    livemode: false,
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    captured: false,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: outcome.code ?? null,
    failure_message: outcome.message ?? null,
    metadata: intent.metadata,
    paid: false,
    payment_intent: intent.id,
    payment_method: intent.payment_method ?? '',
    refunded: false,
    status: outcome.status,
  });
}
