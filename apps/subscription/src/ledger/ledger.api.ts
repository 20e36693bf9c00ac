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

/** The book. Call it inside the transaction of the fact it books. */
@Injectable()
export class LedgerApi {
  constructor(
    private readonly entries: LedgerRepository,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Books an entry once per (kind, reference); without postings nothing happens. @throws InvariantBroken when off balance */
  async post(entry: EntryToPost): Promise<void> {
    if (entry.postings.length === 0) return;
    await this.entries.add({ ...entry, bookedAt: this.clock.now() });
  }
}
