import { Inject, Injectable } from '@nestjs/common';
import type { LedgerOccasion, Posting } from '@libs/billing/ledger';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { LedgerRepository } from './persistence/ledger.repository';

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

/** The book. Call it inside the transaction of the fact it books. */
@Injectable()
export class LedgerApi {
  constructor(
    private readonly entries: LedgerRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Books an entry once per (kind, reference); without postings nothing happens. @throws InvariantBroken when off balance */
  async post(entry: EntryToPost): Promise<void> {
    await this.postMany([entry]);
  }

  /** The same for many entries in one statement. @throws InvariantBroken when one is off balance: none is stored then */
  async postMany(entries: readonly EntryToPost[]): Promise<void> {
    const bookedAt = this.clock.now();
    const toStore = entries.filter(({ postings }) => postings.length > 0).map((entry) => ({ ...entry, bookedAt }));
    if (toStore.length > 0) await this.entries.add(toStore);
  }
}
