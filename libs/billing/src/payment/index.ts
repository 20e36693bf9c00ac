export { defaultAfterAdding, defaultAfterRemoving, type AddedMethod } from './default-method';
export { DECLINE_KINDS, declineKindOf, type DeclineKind } from './decline-codes';
export {
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
  type PaymentStatus,
  type PaymentTrigger,
  type ReturnTrigger,
} from './payment.states';
export {
  MISMATCH_KINDS,
  MOVEMENT_KINDS,
  reconcileMovement,
  type Finding,
  type MismatchKind,
  type MovementKind,
  type OurMovement,
  type Remedy,
  type TheirMovement,
} from './reconcile-movement';
export { refundableMinor, statusAfterReturn, type ReturnedMoney, type ReturnEvent } from './returned-money';
export { DISPUTE_STATUSES, DISPUTE_TRANSITIONS, type DisputeStatus, type DisputeTrigger } from './dispute.states';
export { REFUND_STATUSES, REFUND_TRANSITIONS, type RefundStatus, type RefundTrigger } from './refund.states';
export { spreadRefund, type RefundablePayment, type RefundSpread } from './spread-refund';
export {
  TRANSACTION_STATUSES,
  TRANSACTION_TRANSITIONS,
  type TransactionStatus,
  type TransactionTrigger,
} from './transaction.states';
