export {
  bookCreditNote,
  bookFinalizedInvoice,
  bookVoidedInvoice,
  type CreditNoteToBook,
  type InvoiceToBook,
} from './book-invoice';
export {
  bookCapturedPayment,
  bookChargeBackFromCredit,
  bookClosedDispute,
  bookGatewayFee,
  bookGrantedCredit,
  bookOpenedDispute,
  bookPaidRefund,
  bookPaymentKeptAsCredit,
  bookPaymentWithExcess,
  bookRefundFromCredit,
  bookRefundKeptAsCredit,
  bookReturnedRefund,
} from './book-payment';
export {
  balanceOf,
  LEDGER_ACCOUNTS,
  LEDGER_OCCASIONS,
  type LedgerAccount,
  type LedgerEntry,
  type LedgerOccasion,
  type Posting,
} from './postings';
