import type { OutboxMessage } from '@libs/persistence';

/**
 * The first outcome of a refund is the event that bears its own id; that it came back later is another one. So the event
 * says the same at every delivery, whatever has happened since.
 */
export function refundMessage(
  refund: { id: string; paymentId: string | null; invoiceId: string },
  eventId: string,
): OutboxMessage {
  return {
    queue: 'q:pay:subscription_update',
    action: 'refund_result',
    correlationId: refund.paymentId ?? refund.invoiceId,
    idempotencyKey: `refund-result-${eventId}`,
    payload: { refund_id: refund.id, event_id: eventId },
  };
}
