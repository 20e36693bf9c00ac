export {
  applyPayment,
  type ApplyPaymentFacts,
  type CreditReason,
  type PaymentEffect,
  type PaymentRefusal,
} from './apply-payment';
export {
  CANCEL_AT,
  cancelSubscription,
  endCanceledTerm,
  type CancelAt,
  type Cancellation,
  type CancelRefusal,
} from './cancel-subscription';
export { expirePending, PENDING_HOURS_MAX, pendingUntil, type ExpireRefusal } from './expire-pending';
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
  type Subscription,
  type SubscriptionChange,
  type SubscriptionEvent,
  type SubscriptionEventType,
} from './subscription';
export {
  isLive,
  SUBSCRIPTION_INITIAL,
  SUBSCRIPTION_STATUSES,
  SUBSCRIPTION_TRANSITIONS,
  type SubscriptionStatus,
  type SubscriptionTrigger,
} from './subscription.states';
