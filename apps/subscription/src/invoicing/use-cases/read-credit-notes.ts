import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { CreditNoteRecord } from '../credit-note-record';
import { CreditNoteRepository, type CreditNotePage } from '../persistence/credit-note.repository';

/** Reads credit notes; `accountId` narrows to one account's, undefined is all of them. */
@Injectable()
export class ReadCreditNotes {
  constructor(private readonly notes: CreditNoteRepository) {}

  /** @throws AppError `not_found`, also for another account's */
  async one(id: string, accountId: string | undefined): Promise<CreditNoteRecord> {
    const record = await this.notes.byId(id);
    if (!record || (accountId !== undefined && record.accountId !== accountId)) throw new AppError('not_found');
    return record;
  }

  /** Of one invoice, the oldest first. */
  async of(invoiceId: string): Promise<CreditNoteRecord[]> {
    return this.notes.ofInvoice(invoiceId);
  }

  /** The newest first, one more than the limit. */
  async page(page: CreditNotePage): Promise<CreditNoteRecord[]> {
    return this.notes.page(page);
  }
}
