import type { CreditNote } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import type { Money } from '@libs/money';

export interface RefundProgress {
  readonly paid: Money;
  /** Could not go back: it became account credit. */
  readonly failed: Money;
}

/** A credit note as stored. */
export interface CreditNoteRecord {
  readonly id: string;
  /** `CN-2026-000001` */
  readonly number: string;
  readonly invoiceId: string;
  /** `INV-2026-000001` */
  readonly invoiceNumber: string;
  readonly accountId: string;
  readonly reason: string;
  readonly note: CreditNote;
  /** Of the invoice's lines that the note lowers, in the order of its own. */
  readonly lineIds: readonly string[];
  /** From when on it gives back what was billed for; null when it has nothing to do with time. */
  readonly creditedFrom: Instant | null;
  readonly createdAt: Instant;
  /** What became of the money it sends back, `note.refunded`; the rest is under way. */
  readonly refund: RefundProgress;
}

/** What a note sends back and nobody has heard of yet. */
export function refundUnderWay({ note, refund }: Pick<CreditNoteRecord, 'note' | 'refund'>): Money {
  return note.refunded.subtract(refund.paid).subtract(refund.failed);
}
