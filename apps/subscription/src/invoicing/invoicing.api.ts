import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { Money } from '@libs/money';
import type { InvoiceRecord } from './invoice-record';
import { InvoiceRepository } from './persistence/invoice.repository';
import { CloseInvoice } from './use-cases/close-invoice';
import { DraftInvoice, type FirstPeriodToBill } from './use-cases/draft-invoice';
import { FinalizeInvoice } from './use-cases/finalize-invoice';

export type { InvoiceRecord } from './invoice-record';
export type { FirstPeriodToBill } from './use-cases/draft-invoice';

/** What other rooms may ask of invoicing. Changes run in the caller's transaction, under the account's lock. */
@Injectable()
export class InvoicingApi {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly draft: DraftInvoice,
    private readonly finalize: FinalizeInvoice,
    private readonly close: CloseInvoice,
  ) {}

  /** Drafts and finalizes the bill for a first period. Nothing due: it comes back paid. */
  async issueFirst(toBill: FirstPeriodToBill, now: Instant): Promise<InvoiceRecord> {
    return this.finalize.run(await this.draft.run(toBill), toBill.account, now);
  }

  /** @throws AppError `invoice_not_open`, `amount_mismatch` */
  async settle(record: InvoiceRecord, captured: Money, reference: string, now: Instant): Promise<InvoiceRecord> {
    return this.close.settle(record, captured, reference, now);
  }

  async voidOpenOf(subscriptionId: string): Promise<InvoiceRecord[]> {
    return this.close.voidOpenOf(subscriptionId);
  }

  async byId(id: string): Promise<InvoiceRecord | undefined> {
    return this.invoices.byId(id);
  }

  /** The newest invoice of a subscription that is not void; when all are, the newest of them. */
  async latestOf(subscriptionId: string): Promise<InvoiceRecord | undefined> {
    return this.invoices.latestOf(subscriptionId);
  }

  /** By subscription: the id of its newest invoice that is not void. */
  async currentIdsOf(subscriptionIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.invoices.currentIdsOf(subscriptionIds);
  }
}
