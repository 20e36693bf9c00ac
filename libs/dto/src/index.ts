export { IsAmount, readAmount, wireAmount, wireAmountOfMinor } from './http/amount';
export {
  PAYMENT_REQUEST_ACTIONS,
  PAYMENT_REQUEST_STATUSES,
  type PaymentRequestAction,
  type PaymentCharge,
  type PaymentRequestPayload,
  type PaymentRequestStatus,
} from './messages/payment-request';
export type { CreditNoteRefundPayload, RefundPayload } from './messages/credit-note-refund';
export { CreateRefundBody, RefundView } from './http/refunds';
export { DisputeFilter, DisputeView } from './http/disputes';
export {
  FAILURE_KINDS,
  PAYMENT_RESULT_STATUSES,
  PaymentResultBody,
  readPaymentResult,
  type FailureKind,
  type PaymentResultStatus,
} from './webhooks/payment-result';
export {
  readPaymentEvent,
  type PaymentEvent,
  type PaymentEventBody,
  type UnknownPaymentEvent,
} from './webhooks/payment-event';
export { REFUND_OUTCOMES, RefundEventBody, type RefundOutcome } from './webhooks/refund-event';
export { DISPUTE_STAGES, DisputeEventBody, type DisputeStage } from './webhooks/dispute-event';
export { PaymentMethodEventBody } from './webhooks/payment-method-event';
export { FeeEventBody } from './webhooks/fee-event';
export {
  ApiKeyCallerView,
  ApiKeyLookupBody,
  ApiKeyView,
  CreateApiKeyBody,
  EmailBody,
  LoginBody,
  MailView,
  MeView,
  NewApiKeyView,
  RefreshBody,
  RegisterBody,
  ResetPasswordBody,
  SessionView,
  UpdateUserBody,
  UserView,
} from './http/auth';
export { IsMetadata, isMetadata, type Metadata } from './http/metadata';
export {
  CheckEntitlementQuery,
  ENTITLEMENT_SOURCES,
  EntitlementView,
  type EntitlementSource,
} from './http/entitlements';
export {
  CreateCreditNoteBody,
  CreateInvoiceBody,
  CREDIT_NOTE_REFUND_STATUSES,
  type CreditNoteRefundStatus,
  CreditNoteLineView,
  CreditNoteFilter,
  CreditNoteView,
  InvoiceFilter,
  InvoiceLineView,
  InvoicePreviewLineView,
  InvoicePreviewView,
  InvoiceView,
  OneOffLineBody,
  PayInvoiceBody,
  PreviewInvoiceBody,
  TaxBreakdownView,
  VoidInvoiceBody,
} from './http/invoices';
export { AdvanceClockBody, TestClockView } from './http/test-clock';
export { OutboxView } from './http/queues';
export { ParkedWorkView } from './http/due-work';
export { CouponView, CreateCouponBody, UpdateCouponBody } from './http/coupons';
export { AccountCreditsView, CreateCreditBody, CreditFilter, CreditView } from './http/credits';
export { DunningStepView, DunningView } from './http/dunning';
export { IsPercent, readPercent } from './http/percent';
export { IsQuantity } from './http/quantity';
export { CreateTaxRateBody, TaxRateView, UpdateTaxRateBody } from './http/tax-rates';
export { InternalChargeBody, InternalChargeView } from './http/internal-charges';
export { CardFields } from './http/card-fields';
export { CreatePaymentMethodBody, PaymentMethodQuery, PaymentMethodView } from './http/payment-methods';
export { FindPaymentRequestBody, PaymentChargeView, PaymentRequestView } from './http/payment-requests';
export {
  ChangedSubscriptionView,
  ChangePlanBody,
  ChangePreviewView,
  LoweredInvoiceView,
  ChangeSubscriptionBody,
  PauseSubscriptionBody,
  ProrationView,
} from './http/subscription-changes';
export {
  CANCEL_AT_ON_WIRE,
  CancelSubscriptionQuery,
  CreateSubscriptionBody,
  PendingChangeView,
  StartTrialBody,
  SUBSCRIPTION_STATUSES_ON_WIRE,
  SubscriptionEventView,
  SubscriptionView,
} from './http/subscriptions';
export { UsageView, UseFeatureBody } from './http/usage';
export {
  ReportedUsageView,
  UsageBatchBody,
  UsageBatchView,
  UsageEventBody,
  UsageEventFilter,
  UsageEventView,
} from './http/usage-events';
export { IsCountry, IsCurrency, IsTimeZone } from './http/places';
export { CreatePlanBody, PlanView, UpdatePlanBody } from './http/plans';
export { AccountView, AddressView, CreateAccountBody, UpdateAccountBody } from './http/accounts';
export { AuditLogView } from './http/audit';
export {
  LedgerBalanceView,
  LedgerCheckBody,
  LedgerCheckView,
  LedgerComparisonView,
  LedgerEntryView,
  LedgerPostingView,
  TrialBalanceView,
} from './http/ledger';
export { FailedJobView, QueueView } from './http/queues';
export { IsInstant } from './http/instants';
export { WhenGiven } from './http/when-given';
export {
  PaymentCardView,
  PaymentFilter,
  PaymentRefundView,
  PaymentView,
  ProcessedPaymentView,
  ProcessPaymentBody,
} from './http/payments';
export {
  ReconciliationMismatchView,
  ReconciliationReportView,
  ReconciliationRunView,
  RECONCILIATION_STATUSES,
  ReconciledSideView,
  StartReconciliationBody,
  type ReconciliationStatus,
} from './http/reconciliation';
export {
  LEDGER_CHECK_MAX,
  type LedgerCheckAnswer,
  type LedgerCheckRequest,
  type LedgerDifference,
  type LedgerReference,
} from './messages/ledger-check';
