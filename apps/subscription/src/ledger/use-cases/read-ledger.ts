import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import {
  LedgerRepository,
  type LedgerBalanceRow,
  type LedgerEntryRow,
  type LedgerFilter,
  type SidesAsked,
} from '../persistence/ledger.repository';
import { trialBalance, type TrialBalance } from '../trial-balance';

export type LedgerBalance = LedgerBalanceRow;
export type BookedEntry = LedgerEntryRow;

/** One side of an entry, with what the entry says. */
export interface BookedLine {
  readonly entry: Omit<BookedEntry, 'postings'>;
  readonly bookedAt: Instant;
  readonly ledgerAccount: string;
  /** A debit is positive. */
  readonly amount: Money;
}

const EXPORT_PAGE = 1_000;

@Injectable()
export class ReadLedger {
  constructor(private readonly entries: LedgerRepository) {}

  /** The sum of every ledger account per currency; all sums of a currency are zero together. */
  async balances(): Promise<LedgerBalance[]> {
    return this.entries.balances();
  }

  /** Both sides of every ledger account, by currency, of what was booked up to an instant; without one, of all. */
  async trialBalance(asked: SidesAsked): Promise<TrialBalance[]> {
    return trialBalance(await this.entries.sides(asked));
  }

  /** One more than `limit`, newest first. */
  async page(filter: LedgerFilter, limit: number, beforeId?: string): Promise<BookedEntry[]> {
    return this.entries.page(filter, limit, beforeId);
  }

  /** The lines of all entries that fit, newest first, page after page: memory stays flat however many there are. */
  async *lines(filter: LedgerFilter): AsyncGenerator<BookedLine[]> {
    let page: BookedEntry[] = [];
    do {
      page = (await this.entries.page(filter, EXPORT_PAGE, page.at(-1)?.id)).slice(0, EXPORT_PAGE);
      yield page.flatMap(linesOf);
    } while (page.length === EXPORT_PAGE);
  }
}

function linesOf({ postings, ...entry }: BookedEntry): BookedLine[] {
  const bookedAt = Instant.fromDate(entry.booked_at);
  return postings.map(({ ledger_account: ledgerAccount, amount_minor, currency }) => {
    return { entry, bookedAt, ledgerAccount, amount: Money.ofMinor(BigInt(amount_minor), currency) };
  });
}
