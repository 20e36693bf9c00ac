import { Injectable } from '@nestjs/common';
import type { UnpaidRest } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import type { Money } from '@libs/money';
import type { CreditNoteRecord } from './credit-note-record';
import { CreditNoteRepository } from './persistence/credit-note.repository';
import { LowerOwed, type LoweredInvoice, type WhyLowered } from './use-cases/lower-owed';

export type { CreditNoteRecord } from './credit-note-record';
export type { LoweredInvoice, WhyLowered } from './use-cases/lower-owed';

/** What other rooms may lower of bills that were issued. Changes run in the caller's transaction, under the account's lock. */
@Injectable()
export class CreditNotesApi {
  constructor(
    private readonly lowerOwed: LowerOwed,
    private readonly notes: CreditNoteRepository,
  ) {}

  /**
   * Takes time that will not be served off the bills that ask for it, one note each; what was paid of it meanwhile becomes
   * account credit. Before the bill that the same deed makes: numbers are taken last. A bill that is settled by it moves
   * its subscription: read that again.
   */
  async lower(rests: readonly UnpaidRest[], why: WhyLowered): Promise<void> {
    await this.lowerOwed.run(rests, why);
  }

  /** By how much each note lowered what was due on a bill, the oldest first. */
  async loweredBy(invoiceId: string): Promise<Money[]> {
    return (await this.notes.ofInvoice(invoiceId)).map(({ note }) => note.lowersDue);
  }

  async byId(id: string): Promise<CreditNoteRecord | undefined> {
    return this.notes.byId(id);
  }

  /** What `lower` would do; nothing is written. */
  async previewLowered(rests: readonly UnpaidRest[], now: Instant): Promise<LoweredInvoice[]> {
    return this.lowerOwed.preview(rests, now);
  }
}
