export { readAmount, wireAmount, wireAmountOfMinor } from './http/amount';
export {
  PAYMENT_REQUEST_STATUSES,
  type PaymentRequestAction,
  type PaymentCharge,
  type PaymentRequestPayload,
  type PaymentRequestStatus,
} from './messages/payment-request';
export type { AccountErasedPayload } from './messages/account-erased';
export type { CreditNoteRefundPayload, RefundPayload } from './messages/credit-note-refund';
export { CreateRefundBody, RefundView } from './http/refunds';
export { DisputeFilter, DisputeView } from './http/disputes';
export { PaymentResultBody, readPaymentResult } from './webhooks/payment-result';
export { readPaymentEvent, type PaymentEvent, type PaymentEventBody } from './webhooks/payment-event';
export { RefundEventBody } from './webhooks/refund-event';
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
export { CheckEntitlementQuery, EntitlementView } from './http/entitlements';
export {
  CreateCreditNoteBody,
  CreateInvoiceBody,
  type CreditNoteRefundStatus,
  CreditNoteFilter,
  CreditNoteView,
  InvoiceFilter,
  InvoicePreviewLineView,
  InvoicePreviewView,
  InvoiceView,
  PayInvoiceBody,
  PreviewInvoiceBody,
  VoidInvoiceBody,
} from './http/invoices';
export { AdvanceClockBody, TestClockView } from './http/test-clock';
export { OutboxView } from './http/queues';
export { ParkedWorkView, PlanRolloutView } from './http/due-work';
export { CouponView, CreateCouponBody, UpdateCouponBody } from './http/coupons';
export { AccountCreditsView, CreateCreditBody, CreditFilter, CreditView } from './http/credits';
export { DunningView } from './http/dunning';
export { readPercent } from './http/percent';
export { CreateTaxRateBody, TaxRateView, UpdateTaxRateBody } from './http/tax-rates';
export { InternalChargeBody, InternalChargeView, InternalPaymentRequestBody } from './http/internal-charges';
export { CardFields } from './http/card-fields';
export { CreatePaymentMethodBody, PaymentMethodQuery, PaymentMethodView } from './http/payment-methods';
export { FindPaymentRequestBody, PaymentRequestView } from './http/payment-requests';
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
export { IsCountry, IsCurrency } from './http/places';
export { CreatePlanBody, PlanView, UpdatePlanBody } from './http/plans';
export { AccountView, CreateAccountBody, UpdateAccountBody } from './http/accounts';
export { AuditLogView } from './http/audit';
export {
  LedgerBalanceView,
  LedgerCheckBody,
  LedgerCheckView,
  LedgerComparisonView,
  LedgerEntryView,
  TrialBalanceView,
} from './http/ledger';
export { FailedJobView, QueueView } from './http/queues';
export { SpanFilter, UuidWhenGiven } from './http/filters';
export { IsInstant } from './http/instants';
export {
  OwnPaymentFilter,
  PaymentFilter,
  PaymentView,
  ProcessedPaymentView,
  ProcessPaymentBody,
  type RefundMaker,
} from './http/payments';
export {
  ReconciliationMismatchView,
  ReconciliationReportView,
  ReconciliationRunView,
  ReconciledSideView,
  StartReconciliationBody,
  type ReconciliationStatus,
} from './http/reconciliation';
export {
  LEDGER_CHECK_MAX,
  LEDGER_REFERENCE_KINDS,
  type LedgerCheckAnswer,
  type LedgerCheckRequest,
  type LedgerDifference,
  type LedgerReference,
  type LedgerReferenceKind,
} from './messages/ledger-check';
