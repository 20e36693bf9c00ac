export { settleInvoice, voidInvoice, type InvoiceNotOpen, type WrongAmount } from './close-invoice';
export { describePeriod, describePeriodWithYears } from './describe-period';
export { draftFirstInvoice, type FirstInvoiceFacts } from './draft-invoice';
export {
  finalizeInvoice,
  invoiceNumber,
  invoiceYear,
  type FinalizeFacts,
  type InvoiceNotDraft,
} from './finalize-invoice';
export {
  amountAsked,
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
export { INVOICE_STATUSES, INVOICE_TRANSITIONS, type InvoiceStatus, type InvoiceTrigger } from './invoice.states';
