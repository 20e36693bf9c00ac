import { Injectable } from '@nestjs/common';
import { finalizeInvoice, invoiceYear } from '@libs/billing/invoicing';
import { bookFinalizedInvoice } from '@libs/billing/ledger';
import { TimeZone, type Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { metrics } from '@libs/observability';
import { Database } from '@libs/persistence';
import type { Account } from '../../accounts/accounts.api';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceNumberRepository } from '../persistence/invoice-number.repository';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';

/** Gives a draft its number and makes it a bill: booked and audited in the same transaction. */
@Injectable()
export class FinalizeInvoice {
  constructor(
    private readonly database: Database,
    private readonly invoices: InvoiceRepository,
    private readonly numbers: InvoiceNumberRepository,
    private readonly book: BookInvoice,
  ) {}

  /** The caller holds the account's lock. @throws AppError `invoice_not_draft` */
  async run(draft: InvoiceRecord, account: Account, now: Instant): Promise<InvoiceRecord> {
    return this.database.transaction(async (tx) => {
      const sequence = await this.numbers.next(invoiceYear(now));
      const zone = TimeZone.of(account.timeZone);
      const facts = { sequence, now, zone, paymentTermsDays: account.paymentTermsDays };
      const finalized = finalizeInvoice(draft.invoice, facts);
      if (!finalized.ok) throw new AppError(finalized.error.code, { status: finalized.error.status });
      const { invoice, events } = finalized.value;
      const saved = await this.invoices.save(invoice, draft);
      await this.book.run({
        before: draft,
        after: saved,
        events,
        entry: bookFinalizedInvoice(invoice),
        reference: invoice.id,
      });
      tx.afterCommit(() => metrics.invoicesGenerated.inc());
      return saved;
    });
  }
}
