import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository, type InvoicePage } from '../persistence/invoice.repository';

/** Reads bills; `accountId` narrows to one account's, undefined is all of them. */
@Injectable()
export class ReadInvoices {
  constructor(private readonly invoices: InvoiceRepository) {}

  /** @throws AppError `not_found`, also for another account's */
  async one(id: string, accountId: string | undefined): Promise<InvoiceRecord> {
    const record = await this.invoices.byId(id);
    if (!record || (accountId !== undefined && record.invoice.accountId !== accountId)) throw new AppError('not_found');
    return record;
  }

  /** The newest first, one more than the limit. */
  async page(page: InvoicePage): Promise<InvoiceRecord[]> {
    return this.invoices.page(page);
  }
}
