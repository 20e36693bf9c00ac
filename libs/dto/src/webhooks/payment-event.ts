import { DisputeEventBody } from './dispute-event';
import { FeeEventBody } from './fee-event';
import { PaymentMethodEventBody } from './payment-method-event';
import { PaymentResultBody } from './payment-result';
import { objectOf, readEventBody } from './read-event-body';
import { RefundEventBody } from './refund-event';

/** A type that this version does not know: a newer sender's. It is acknowledged and left alone. */
export interface UnknownPaymentEvent {
  type: 'unknown';
}

/** What the payment service tells at POST /v1/webhooks/payment, told apart by `type`. */
export type PaymentEvent =
  | (PaymentResultBody & { type: 'payment' })
  | RefundEventBody
  | DisputeEventBody
  | PaymentMethodEventBody
  | FeeEventBody
  | UnknownPaymentEvent;

/** What a delivery may carry; the sender leaves `type` out of the result of a payment or says `payment`. */
export type PaymentEventBody =
  | PaymentResultBody
  | RefundEventBody
  | DisputeEventBody
  | PaymentMethodEventBody
  | FeeEventBody;

/**
 * Reads any event of the payment service; a body without `type` is the result of a payment.
 * @throws AppError `validation_failed` for a member that is missing or malformed
 */
export function readPaymentEvent(body: unknown): PaymentEvent {
  const { type = 'payment' } = objectOf(body);
  switch (type) {
    case 'payment':
      return Object.assign(readEventBody(PaymentResultBody, body), { type: 'payment' as const });
    case 'refund':
      return readEventBody(RefundEventBody, body);
    case 'dispute':
      return readEventBody(DisputeEventBody, body);
    case 'payment_method':
      return readEventBody(PaymentMethodEventBody, body);
    case 'fee':
      return readEventBody(FeeEventBody, body);
    default:
      return { type: 'unknown' };
  }
}
