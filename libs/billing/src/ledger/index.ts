export {
  balanceOf,
  bookCapturedPayment,
  bookFinalizedInvoice,
  bookPaymentKeptAsCredit,
  bookVoidedInvoice,
  LEDGER_ACCOUNTS,
  type InvoiceToBook,
  type LedgerAccount,
  type LedgerEntry,
  type LedgerOccasion,
  type Posting,
} from './postings';
