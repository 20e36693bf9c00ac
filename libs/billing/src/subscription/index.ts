export { applyPayment, enterIntoForce, type CreditReason } from './apply-payment';
export {
  CANCEL_AT,
  cancelForNonpayment,
  cancelSubscription,
  endCanceledTerm,
  finalBill,
  reactivateSubscription,
  REFUNDS,
  scheduledEnd,
  type CancelAt,
  type Cancellation,
  type CancelRefusal,
  type Refund,
} from './cancel-subscription';
export {
  applyPaidChange,
  CHANGE_EFFECTIVE,
  changeSubscription,
  usageEndedBy,
  withdrawChange,
  type ChangeEffective,
  type SubscriptionChangePlan,
} from './change-subscription';
export { dueWork, type DueStep, type DueWork } from './due-work';
export { endGrace, endTrial, failPayment, GRACE_DAYS, warnOfTrialEnd } from './end-trial';
export { expirePending } from './expire-pending';
export { grantedUntil, grantsUntil, isInForce } from './in-force';
export { type LineProposal } from './line-proposal';
export { endLongPause, pauseSubscription, type PauseRefusal } from './pause-subscription';
export { isTrialOver } from './present-period';
export { type ChangeDirection } from './price-per-month';
export { restsToLower, type BilledLine, type UnpaidRest } from './proration';
export {
  periodsSinceStart,
  renewSubscription,
  scheduleVersion,
  type PlanLookup,
  type BillablePeriod,
} from './renew-subscription';
export { resumeSubscription } from './resume-subscription';
export { shareOfCycle } from './share-of-cycle';
export { startSubscription } from './start-subscription';
export { startTrial } from './start-trial';
export {
  type BilledAccount,
  type Pause,
  type PendingChange,
  type PendingVersion,
  type PeriodService,
  type Subscription,
  type SubscriptionEvent,
} from './subscription';
export {
  isLive,
  SUBSCRIPTION_INITIAL,
  SUBSCRIPTION_STATUSES,
  SUBSCRIPTION_TRANSITIONS,
  type SubscriptionStatus,
} from './subscription.states';
