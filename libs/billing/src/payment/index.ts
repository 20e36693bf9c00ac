export { defaultAfterAdding, defaultAfterRemoving } from './default-method';
export { declineKindOf, type DeclineKind } from './decline-codes';
export { PAYMENT_STATUSES, PAYMENT_TRANSITIONS, type PaymentStatus } from './payment.states';
export {
  MISMATCH_KINDS,
  MOVEMENT_KINDS,
  reconcileMovement,
  type Finding,
  type MismatchKind,
  type MovementKind,
  type OurMovement,
} from './reconcile-movement';
export { refundableMinor, statusAfterReturn, type ReturnedMoney, type ReturnEvent } from './returned-money';
export { DISPUTE_STATUSES, DISPUTE_TRANSITIONS, type DisputeStatus } from './dispute.states';
export { REFUND_STATUSES, REFUND_TRANSITIONS, type RefundStatus, type RefundTrigger } from './refund.states';
export { spreadRefund } from './spread-refund';
export { TRANSACTION_STATUSES, TRANSACTION_TRANSITIONS } from './transaction.states';
