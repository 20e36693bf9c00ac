import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { CloseInvoice } from './close-invoice';

/** What staff do to one open bill, under the lock of its account. */
@Injectable()
export class CorrectInvoice {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly invoices: InvoiceRepository,
    private readonly close: CloseInvoice,
  ) {}

  /** @throws AppError `not_found`, `invoice_not_open`, also when something was paid or credited on it */
  async void(id: string, reason: string): Promise<InvoiceRecord> {
    return this.locked(id, (record) => this.close.void(record, reason));
  }

  /** @throws AppError `not_found`, `invoice_not_open` */
  async writeOff(id: string): Promise<InvoiceRecord> {
    return this.locked(id, (record) => this.close.writeOff(record));
  }

  /** Reads an invoice under its account's lock and goes on with it in one transaction. @throws AppError `not_found` */
  async locked<T>(id: string, work: (record: InvoiceRecord) => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      const found = await this.invoices.byId(id);
      if (!found) throw new AppError('not_found');
      await this.accounts.lock(found.invoice.accountId);
      // Read again: it may have changed while the lock was waited for.
      return work((await this.invoices.byId(id)) as InvoiceRecord);
    });
  }
}
