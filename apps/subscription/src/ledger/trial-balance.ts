import { Money } from '@libs/money';

/** Both sides of one ledger account in one currency, in minor units. */
export interface LedgerSides {
  readonly currency: string;
  readonly ledger_account: string;
  readonly debit_minor: string;
  readonly credit_minor: string;
}

export interface TrialBalanceLine {
  readonly ledgerAccount: string;
  readonly debit: Money;
  readonly credit: Money;
}

/** All ledger accounts of one currency. */
export interface TrialBalance {
  readonly currency: string;
  readonly lines: readonly TrialBalanceLine[];
  readonly debit: Money;
  readonly credit: Money;
  readonly isBalanced: boolean;
}

/** 35.99 owed, 29.99 earned and 6.00 tax: debit 35.99, credit 35.99, balanced. */
export function trialBalance(sides: readonly LedgerSides[]): TrialBalance[] {
  const currencies = [...new Set(sides.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const lines = sides
      .filter((row) => row.currency === currency)
      .map(({ ledger_account: ledgerAccount, debit_minor, credit_minor }) => ({
        ledgerAccount,
        debit: Money.ofMinor(BigInt(debit_minor), currency),
        credit: Money.ofMinor(BigInt(credit_minor), currency),
      }));
    const [debit, credit] = [sumOf(lines, 'debit', currency), sumOf(lines, 'credit', currency)];
    return { currency, lines, debit, credit, isBalanced: debit.equals(credit) };
  });
}

function sumOf(lines: readonly TrialBalanceLine[], side: 'debit' | 'credit', currency: string): Money {
  return Money.sum(
    lines.map((line) => line[side]),
    currency,
  );
}
