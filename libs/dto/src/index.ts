export { IsAmount, readAmount, wireAmount, wireAmountOfMinor } from './http/amount';
export {
  PAYMENT_REQUEST_ACTIONS,
  PAYMENT_REQUEST_STATUSES,
  type PaymentRequestAction,
  type PaymentRequestPayload,
  type PaymentRequestStatus,
} from './messages/payment-request';
export {
  PAYMENT_RESULT_STATUSES,
  PaymentResultBody,
  readPaymentResult,
  type PaymentResultStatus,
} from './webhooks/payment-result';
