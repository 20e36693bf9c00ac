export { DECLINE_KINDS, declineKindOf, type DeclineKind } from './decline-codes';
export { PAYMENT_STATUSES, PAYMENT_TRANSITIONS, type PaymentStatus, type PaymentTrigger } from './payment.states';
export {
  TRANSACTION_STATUSES,
  TRANSACTION_TRANSITIONS,
  type TransactionStatus,
  type TransactionTrigger,
} from './transaction.states';
