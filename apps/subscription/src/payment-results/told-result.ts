import { Instant } from '@libs/calendar';
import type { PaymentResultBody } from '@libs/dto';
import type { ToldResult } from './persistence/payment-result.repository';

/** The result of a payment as this room keeps it, from the words of the wire. */
export function toldResult(body: PaymentResultBody): ToldResult {
  const occurredAt = body.occurred_at === undefined ? undefined : Instant.parse(body.occurred_at);
  return {
    eventId: body.event_id,
    transactionId: body.transaction_id,
    subscriptionId: body.subscription_id ?? null,
    invoiceId: body.invoice_id,
    accountId: body.account_id,
    status: body.status,
    amount: body.amount,
    currency: body.currency,
    isReconciled: body.amount_reconciled,
    gatewayReference: body.gateway_reference ?? undefined,
    failureCode: body.failure_code ?? undefined,
    failureKind: body.failure_kind ?? undefined,
    paymentMethodId: body.payment_method_id ?? undefined,
    card: body.card_brand && body.card_last4 ? { brand: body.card_brand, last4: body.card_last4 } : undefined,
    occurredAt: occurredAt?.ok ? occurredAt.value : undefined,
  };
}
