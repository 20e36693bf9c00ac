export {
  PAYMENT_ACTIONS,
  requestPayment,
  type NothingToPay,
  type PaymentAction,
  type PaymentRequest,
} from './payment-request';
