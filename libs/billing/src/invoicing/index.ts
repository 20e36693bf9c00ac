export {
  applyCredit,
  openCredits,
  type CreditMovement,
  creditToTakeBack,
  type CreditSettlement,
  type CreditUse,
  type MoneyGone,
  type OpenCredit,
} from './account-credit';
export { assessBill, CREDIT_TRANSFER, creditGranted, type AssessedBill, type AssessFacts } from './assess-bill';
export { chooseTax, type TaxFacts } from './choose-tax';
export {
  payInvoice,
  settleInvoice,
  settleWithExcess,
  voidInvoice,
  writeOffInvoice,
  type InvoiceNotOpen,
  type WrongAmount,
} from './close-invoice';
export {
  COUPON_DURATIONS,
  readCouponTerms,
  type Coupon,
  type CouponDuration,
  type CouponRefusal,
  type CouponToRead,
  type CouponValue,
} from './coupon';
export {
  creditableOf,
  CREDIT_NOTE_SETTLEMENTS,
  issueCreditNote,
  type CreditNote,
  type CreditNoteChange,
  type CreditNoteDemand,
  type CreditNoteFacts,
  type CreditNoteRefusal,
  type CreditNoteSettlement,
} from './credit-note';
export type { AskedLine, CreditNoteLine } from './credit-note-lines';
export { describePeriod, describePeriodWithYears } from '@libs/calendar';
export {
  couponsCounted,
  draftFirstInvoice,
  draftInvoice,
  type BillableLine,
  type DraftFacts,
  type FirstInvoiceFacts,
} from './draft-invoice';
export {
  finalizeInvoice,
  creditNoteNumber,
  invoiceNumber,
  invoiceYear,
  issueInvoice,
  numberInvoice,
  type FinalizeFacts,
  type InvoiceNotDraft,
  type IssueFacts,
} from './finalize-invoice';
export { gatewayMinimum } from './gateway-minimum';
export {
  amountAsked,
  amountsAsked,
  LINE_KINDS,
  totalsOf,
  type Invoice,
  type InvoiceChange,
  type InvoiceEvent,
  type InvoiceEventType,
  type InvoiceLine,
  type InvoiceTotals,
  type LineKind,
} from './invoice';
export type { CreditGrantReason, FreedLine, InvoiceEffect } from './invoice-effect';
export { INVOICE_STATUSES, INVOICE_TRANSITIONS, type InvoiceStatus, type InvoiceTrigger } from './invoice.states';
export { lineTaxOf } from './line-tax';
export { isInForce, redeemCoupon, type RedeemedCoupon, type RedeemFacts, type RedeemRefusal } from './redeem-coupon';
export {
  draftRenewalInvoice,
  draftSupplementalInvoice,
  type RenewalFacts,
  type SupplementalFacts,
} from './renewal-invoice';
export { taxLines, TAX_ROUNDINGS, type LineTax, type TaxedLines, type TaxRounding, type TaxSummary } from './tax-lines';
export { onTaxOutage, type TaxOutage } from './tax-outage';
export {
  REVERSE_CHARGE_NOTE,
  UNTAXED_FOR_REVIEW,
  type AppliedTaxRate,
  type TaxedAccount,
  type TaxRate,
  type TaxTreatment,
} from './tax-rate';
export { lateUsageLines, oneOffLine, usageLines, type LateUsageToBill, type UsageToBill } from './usage-lines';
