import { declineKindOf } from '@libs/billing/payment';
import { wireAmountOfMinor, type PaymentResultBody } from '@libs/dto';
import { resultEventId } from '../transactions/transactions.api';
import type { Payment } from './payment';

/**
 * What became of a payment, in the words of the webhook. The payment's own id names its first outcome, another one a
 * capture that came after it was called failed: each event says the same for ever.
 */
export function resultOf(payment: Payment, eventId: string): PaymentResultBody {
  const status = outcomeOf(payment, eventId);
  const { failureCode } = payment;
  const hasFailed = status === 'failed';
  return {
    event_id: eventId,
    transaction_id: payment.id,
    subscription_id: payment.subscriptionId,
    invoice_id: payment.invoiceId,
    account_id: payment.accountId,
    status,
    amount: wireAmountOfMinor(payment.amountMinor, payment.currency),
    currency: payment.currency,
    ...(payment.isAmountReconciled && { amount_reconciled: true }),
    gateway_reference: payment.gatewayReference,
    failure_code: hasFailed ? failureCode : null,
    failure_kind: hasFailed && failureCode !== null ? declineKindOf(failureCode) : null,
    payment_method_id: payment.paymentMethodId,
    card_brand: payment.card?.brand ?? null,
    card_last4: payment.card?.last4 ?? null,
    charge_key: payment.chargeKey,
    occurred_at: payment.updatedAt.toISOString(),
  };
}

/** What was refunded or disputed later was captured all the same; what was captured late had failed before. */
function outcomeOf(payment: Payment, eventId: string): PaymentResultBody['status'] {
  const { status, failureCode } = payment;
  if (status === 'failed') return 'failed';
  if (status === 'processing' || status === 'pending') return 'processing';
  return failureCode !== null && eventId === resultEventId(payment.id) ? 'failed' : 'success';
}
