import { Instant } from '@libs/calendar';
import { wireAmountOfMinor, type LedgerBalanceView, type LedgerEntryView } from '@libs/dto';
import { NOBODYS_ACCOUNT } from '../nobodys-account';
import type { BookedEntry, LedgerBalance } from '../use-cases/read-ledger';

export function ledgerBalanceView(row: LedgerBalance): LedgerBalanceView {
  return {
    ledger_account: row.ledger_account,
    currency: row.currency,
    balance: wireAmountOfMinor(row.balance_minor, row.currency),
  };
}

export function ledgerEntryView(row: BookedEntry): LedgerEntryView {
  return {
    id: row.id,
    kind: row.kind,
    reference: row.reference,
    account_id: row.account_id === NOBODYS_ACCOUNT ? null : row.account_id,
    invoice_id: row.invoice_id,
    booked_at: Instant.fromDate(row.booked_at).toString(),
    postings: row.postings.map((posting) => ({
      ledger_account: posting.ledger_account,
      amount: wireAmountOfMinor(posting.amount_minor, posting.currency),
      currency: posting.currency,
    })),
  };
}
