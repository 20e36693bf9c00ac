export { DECLINE_KINDS, declineKindOf, type DeclineKind } from './decline-codes';
export {
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
  type PaymentStatus,
  type PaymentTrigger,
  type ReturnTrigger,
} from './payment.states';
export { refundableMinor, statusAfterReturn, type ReturnedMoney, type ReturnEvent } from './returned-money';
export {
  TRANSACTION_STATUSES,
  TRANSACTION_TRANSITIONS,
  type TransactionStatus,
  type TransactionTrigger,
} from './transaction.states';
