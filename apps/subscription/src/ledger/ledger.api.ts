import { Inject, Injectable } from '@nestjs/common';
import type { LedgerAccount, LedgerOccasion, Posting } from '@libs/billing/ledger';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { LedgerRepository, type EntryToStore } from './persistence/ledger.repository';
import { Money } from '@libs/money';
import { firstIdAt } from './first-id-at';

export interface EntryToPost {
  /** The kernel's occasion: `invoice_finalized`, `payment_captured`. */
  kind: LedgerOccasion;
  accountId: string;
  invoiceId?: string | undefined;
  /** What is booked, an invoice's or a transaction's id: each is booked once per kind. */
  reference: string;
  /** A debit is positive, a credit is negative; they sum to zero per currency. */
  postings: readonly Posting[];
}

export { NOBODYS_ACCOUNT } from './nobodys-account';

/** One side of an entry that is booked. */
export interface LedgerChange {
  readonly kind: string;
  readonly reference: string;
  /** A debit is positive. */
  readonly change: Money;
}

/** The book. Call it inside the transaction of the fact it books. */
@Injectable()
export class LedgerApi {
  constructor(
    private readonly entries: LedgerRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * Adds up all that was booked before an instant of real time, so that balances need not be added up from the beginning.
   * Entries are in the order of their ids: let the instant be well past, so that none before it is still to be committed.
   */
  async sumUpBefore(instant: Instant): Promise<void> {
    await this.entries.sumUp(firstIdAt(instant));
  }

  /** Books an entry once per (kind, reference); without postings nothing happens. @throws InvariantBroken when off balance */
  async post(entry: EntryToPost): Promise<void> {
    await this.postMany([entry]);
  }

  /** The same for many entries in one statement. @throws InvariantBroken when one is off balance: none is stored then */
  async postMany(entries: readonly EntryToPost[]): Promise<void> {
    const toStore = this.toStore(entries);
    if (toStore.length > 0) await this.entries.add(toStore);
  }

  /**
   * The same for facts that this transaction makes, such as new invoices, whose entries cannot be there yet: cheaper by
   * the thousand. One that is there after all fails. @throws InvariantBroken when one is off balance
   */
  async postNew(entries: readonly EntryToPost[]): Promise<void> {
    await this.entries.addNew(this.toStore(entries));
  }

  /** What entries of a bill did to one ledger account, in the order they were made. */
  async changesOf(accountId: string, invoiceId: string, ledgerAccount: LedgerAccount): Promise<LedgerChange[]> {
    const rows = await this.entries.changesOf(accountId, invoiceId, ledgerAccount);
    return rows.map(({ kind, reference, amount_minor, currency }) => {
      return { kind, reference, change: Money.ofMinor(BigInt(amount_minor), currency) };
    });
  }

  private toStore(entries: readonly EntryToPost[]): EntryToStore[] {
    const bookedAt = this.clock.now();
    // The spread last: a copy that gains members after it costs a billing run more.
    return entries.filter(({ postings }) => postings.length > 0).map((entry) => ({ bookedAt, ...entry }));
  }
}
