import { Injectable } from '@nestjs/common';
import {
  LedgerRepository,
  type LedgerBalanceRow,
  type LedgerEntryRow,
  type LedgerFilter,
} from '../persistence/ledger.repository';

export type LedgerBalance = LedgerBalanceRow;
export type BookedEntry = LedgerEntryRow;

@Injectable()
export class ReadLedger {
  constructor(private readonly entries: LedgerRepository) {}

  /** The sum of every ledger account per currency; all sums of a currency are zero together. */
  async balances(): Promise<LedgerBalance[]> {
    return this.entries.balances();
  }

  /** One more than `limit`, newest first. */
  async page(filter: LedgerFilter, limit: number, beforeId?: string): Promise<BookedEntry[]> {
    return this.entries.page(filter, limit, beforeId);
  }
}
