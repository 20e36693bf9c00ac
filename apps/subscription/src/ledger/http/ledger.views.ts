import { Instant } from '@libs/calendar';
import {
  wireAmount,
  wireAmountOfMinor,
  type LedgerBalanceView,
  type LedgerComparisonView,
  type LedgerEntryView,
  type TrialBalanceView,
} from '@libs/dto';
import { NOBODYS_ACCOUNT } from '../nobodys-account';
import type { TrialBalance } from '../trial-balance';
import type { ComparedAccount } from '../use-cases/compare-with-tables';
import type { BookedEntry, LedgerBalance } from '../use-cases/read-ledger';

export function ledgerBalanceView(row: LedgerBalance): LedgerBalanceView {
  return {
    ledger_account: row.ledger_account,
    currency: row.currency,
    balance: wireAmountOfMinor(row.balance_minor, row.currency),
  };
}

export function ledgerComparisonView({
  ledgerAccount,
  booked,
  expected,
  agrees,
}: ComparedAccount): LedgerComparisonView {
  const { currency } = booked;
  return {
    ledger_account: ledgerAccount,
    currency,
    booked: wireAmount(booked),
    expected: wireAmount(expected),
    agrees,
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

export function trialBalanceView({ currency, lines, debit, credit, isBalanced }: TrialBalance): TrialBalanceView {
  return {
    currency,
    accounts: lines.map((line) => ({
      ledger_account: line.ledgerAccount,
      debit: wireAmount(line.debit),
      credit: wireAmount(line.credit),
      balance: wireAmount(line.debit.subtract(line.credit)),
    })),
    debit: wireAmount(debit),
    credit: wireAmount(credit),
    balanced: isBalanced,
  };
}
