import type { CreditNote } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';

/** A credit note as stored. */
export interface CreditNoteRecord {
  readonly id: string;
  readonly invoiceId: string;
  readonly accountId: string;
  readonly reason: string;
  readonly note: CreditNote;
  /** From when on it gives back what was billed for; null when it has nothing to do with time. */
  readonly creditedFrom: Instant | null;
  readonly createdAt: Instant;
}
