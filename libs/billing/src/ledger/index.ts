export { bookCreditNote, bookFinalizedInvoice, bookVoidedInvoice } from './book-invoice';
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
export { balanceOf, type LedgerAccount, type LedgerEntry, type LedgerOccasion, type Posting } from './postings';
