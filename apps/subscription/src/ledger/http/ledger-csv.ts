import { csvLine } from '@libs/http';
import { NOBODYS_ACCOUNT } from '../nobodys-account';
import type { TrialBalance } from '../trial-balance';
import type { BookedLine } from '../use-cases/read-ledger';

const BALANCE = ['currency', 'ledger_account', 'debit', 'credit', 'balance'];
const LINE = [
  'booked_at',
  'entry_id',
  'kind',
  'reference',
  'account_id',
  'invoice_id',
  'ledger_account',
  'amount',
  'currency',
];

/** A line for each ledger account, and a total for each currency; amounts with all decimals of their currency. */
export function trialBalanceCsv(balances: readonly TrialBalance[]): string {
  const lines = balances.flatMap(({ currency, lines: accounts, debit, credit }) =>
    [...accounts, { ledgerAccount: 'total', debit, credit }].map((line) => {
      const amounts = [line.debit, line.credit, line.debit.subtract(line.credit)];
      return csvLine([currency, line.ledgerAccount, ...amounts.map((amount) => amount.toDecimalText())]);
    }),
  );
  return csvLine(BALANCE) + lines.join('');
}

/** A line for each posting; a debit is positive. */
export async function* entriesCsv(pages: AsyncIterable<readonly BookedLine[]>): AsyncGenerator<string> {
  yield csvLine(LINE);
  for await (const page of pages) if (page.length > 0) yield page.map(lineOf).join('');
}

function lineOf({ entry, bookedAt, ledgerAccount, amount }: BookedLine): string {
  const { id, kind, reference, account_id: accountId, invoice_id: invoiceId } = entry;
  return csvLine([
    String(bookedAt),
    id,
    kind,
    reference,
    accountId === NOBODYS_ACCOUNT ? '' : accountId,
    invoiceId ?? '',
    ledgerAccount,
    amount.toDecimalText(),
    amount.currency,
  ]);
}
