export { applyCredit, openCredits, creditToTakeBack, type MoneyGone, type OpenCredit } from './account-credit';
export { assessBill, creditGranted, type AssessFacts } from './assess-bill';
export { linesToBillAgain } from './bill-again';
export { chooseTax } from './choose-tax';
export { payInvoice, settleInvoice, settleWithExcess, voidInvoice, writeOffInvoice } from './close-invoice';
export { COUPON_DURATIONS, readCouponTerms, type Coupon, type CouponDuration, type CouponToRead } from './coupon';
export {
  creditableOf,
  CREDIT_NOTE_SETTLEMENTS,
  issueCreditNote,
  type CreditNote,
  type CreditNoteChange,
  type CreditNoteDemand,
  type CreditNoteFacts,
  type CreditNoteSettlement,
} from './credit-note';
export { couponsCounted, draftInvoice, type BillableLine, type DraftFacts } from './draft-invoice';
export {
  finalizeInvoice,
  creditNoteNumber,
  invoiceNumber,
  invoiceYear,
  issueInvoice,
  numberInvoice,
} from './finalize-invoice';
export { gatewayMinimum } from './gateway-minimum';
export {
  amountAsked,
  amountsAsked,
  LINE_KINDS,
  type Invoice,
  type InvoiceEvent,
  type InvoiceLine,
  type LineKind,
} from './invoice';
export type { InvoiceEffect } from './invoice-effect';
export { INVOICE_STATUSES, INVOICE_TRANSITIONS, type InvoiceStatus } from './invoice.states';
export { lineTaxOf } from './line-tax';
export { isInForce, redeemCoupon, type RedeemedCoupon } from './redeem-coupon';
export { taxLines, type LineTax, type TaxRounding, type TaxSummary } from './tax-lines';
export { onTaxOutage } from './tax-outage';
export { type AppliedTaxRate, type TaxedAccount, type TaxRate, type TaxTreatment } from './tax-rate';
export { lateUsageLines, oneOffLine, usageLines, type UsageToBill } from './usage-lines';
