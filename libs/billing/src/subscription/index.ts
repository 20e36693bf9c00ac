export {
  applyPayment,
  enterIntoForce,
  type ApplyPaymentFacts,
  type CreditReason,
  type PaymentEffect,
  type PaymentRefusal,
} from './apply-payment';
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
  type FinalBill,
  type Refund,
} from './cancel-subscription';
export {
  applyPaidChange,
  CHANGE_EFFECTIVE,
  changeSubscription,
  withdrawChange,
  type ChangeEffective,
  type ChangeFacts,
  type ChangeRefusal,
  type SubscriptionChangePlan,
} from './change-subscription';
export { DUE_STEPS, dueWork, type DueStep, type DueWork } from './due-work';
export {
  endGrace,
  endTrial,
  failPayment,
  GRACE_DAYS,
  isTrialOver,
  TRIAL_WARNING_DAYS,
  warnOfTrialEnd,
  type EndTrialFacts,
  type TrialEnd,
  type TrialEndRefusal,
} from './end-trial';
export { expirePending, PENDING_HOURS_MAX, pendingUntil, type ExpireRefusal } from './expire-pending';
export { grantsUntil, isInForce } from './in-force';
export { describeShare, priceLine, type LineProposal, type NamedPlan, type PriceLineFacts } from './line-proposal';
export {
  endLongPause,
  PAUSE_DAYS_MAX,
  pauseSubscription,
  type PauseDecision,
  type PauseRefusal,
} from './pause-subscription';
export { directionOf, perMonth, type ChangeDirection, type CyclePrice } from './price-per-month';
export { restsToLower, type BilledLine, type PresentPrice, type Settlement, type UnpaidRest } from './proration';
export {
  periodsSinceStart,
  renewSubscription,
  scheduleVersion,
  type BillablePeriod,
  type PlanLookup,
  type Renewal,
  type RenewalFacts,
  type RenewalRefusal,
} from './renew-subscription';
export { resumeSubscription, type ResumeDecision } from './resume-subscription';
export { shareOfCycle } from './share-of-cycle';
export {
  startSubscription,
  type StartRefusal,
  type StartSubscriptionFacts,
  type SubscriptionStart,
} from './start-subscription';
export { startTrial, type StartTrialFacts, type StartTrialRefusal } from './start-trial';
export {
  ACCOUNT_STATUSES,
  grantedUntil,
  moveSubscription,
  type AccountStatus,
  type BilledAccount,
  type Pause,
  type PendingChange,
  type PendingVersion,
  type PeriodService,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionEvent,
  type SubscriptionEventType,
  type UpdateCause,
} from './subscription';
export {
  isLive,
  SUBSCRIPTION_INITIAL,
  SUBSCRIPTION_STATUSES,
  SUBSCRIPTION_TRANSITIONS,
  type SubscriptionStatus,
  type SubscriptionTrigger,
} from './subscription.states';
