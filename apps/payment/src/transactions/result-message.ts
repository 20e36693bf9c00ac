import type { OutboxMessage } from '@libs/persistence';

/**
 * The id of the event that tells a payment's outcome. A payment has one outcome, so its own id will do: whoever tells it,
 * in an answer or by the queue, tells the same event.
 */
export function resultEventId(paymentId: string): string {
  return paymentId;
}

/** Ids only: what happened is read from the payment when the message is handled. */
export function resultMessage(
  payment: { id: string; invoiceId: string; subscriptionId: string | null },
  eventId: string,
): OutboxMessage {
  return {
    queue: 'q:pay:subscription_update',
    action: 'payment_result',
    correlationId: payment.subscriptionId ?? payment.invoiceId,
    idempotencyKey: `result-${eventId}`,
    payload: { payment_id: payment.id, event_id: eventId },
  };
}
