import { Injectable } from '@nestjs/common';
import type { Invoice } from '@libs/billing/invoicing';
import type { BilledLine } from '@libs/billing/subscription';
import type { Instant, Period } from '@libs/calendar';
import type { InvoicePreviewView, InvoiceView } from '@libs/dto';
import type { Bill } from './bill';
import type { InvoiceRecord } from './invoice-record';
import { invoicePreview, invoiceView } from './invoice-view';
import { BilledLineRepository } from './persistence/billed-line.repository';
import { type CurrentInvoice, type FreedBill, InvoiceRepository } from './persistence/invoice.repository';
import { CloseInvoice } from './use-cases/close-invoice';
import { IssueDelayed, type PutAside } from './use-cases/issue-delayed';
import { IssueInvoices } from './use-cases/issue-invoices';

export { isAwaited, type Bill, type BillCause } from './bill';
export { INVOICE_LISTENERS, payerOf, type InvoiceListener, type Payers } from './invoice-listener';
export type { InvoiceRecord } from './invoice-record';

/** What other rooms may ask of invoicing. Changes run in the caller's transaction, under the account's lock. */
@Injectable()
export class InvoicingApi {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly billed: BilledLineRepository,
    private readonly issue: IssueInvoices,
    private readonly close: CloseInvoice,
    private readonly delayed: IssueDelayed,
  ) {}

  /**
   * The one way an invoice comes to be: drafts, taxes, pays from credit, numbers, books and audits bills, and asks for
   * their money. The caller holds the lock of every account, and calls it as the last thing of its transaction, since
   * numbers are taken here. Answers those that were issued, in the order of the bills; a key that was billed before, or a
   * bill without lines, makes nothing.
   */
  async issueMany(bills: readonly Bill[], now: Instant): Promise<InvoiceRecord[]> {
    return this.issue.run(bills, now);
  }

  /** The same decision with nothing written: a draft with all its amounts. Null where there is nothing to bill. */
  async preview(bill: Bill, now: Instant): Promise<Invoice | null> {
    return this.issue.preview(bill, now);
  }

  /** Issues the bills that waited for the tax provider and are to be tried again; how many could be issued. */
  async issueDelayed(now: Instant, putAside: PutAside): Promise<number> {
    return this.delayed.run(now, putAside);
  }

  /** When `issueDelayed` has something to try next; null: nothing is waiting. */
  async delayedDueAt(): Promise<Instant | null> {
    return this.delayed.dueAt();
  }

  /** Lines billed for the price of a subscription's period, as proration wants them. */
  async billedLines(
    subscriptionId: string,
    period: Period,
    /** The invoice of a change that is not in force: neither what it bills nor what it gives back counts. */
    exceptInvoiceId?: string | null,
  ): Promise<BilledLine[]> {
    return this.billed.of(subscriptionId, period, exceptInvoiceId);
  }

  /** What a subscription still owes, the oldest first. */
  async openOf(subscriptionId: string): Promise<InvoiceRecord[]> {
    return this.invoices.openOf(subscriptionId);
  }

  /** What of an account was billed and voided, and may be billed again under its key; the oldest first. */
  async freedOf(accountId: string): Promise<FreedBill[]> {
    return this.invoices.freedOf(accountId);
  }

  /** Takes an invoice back if it is still open: void, or what was paid on it becomes account credit. */
  async withdrawOpen(id: string): Promise<void> {
    await this.close.withdrawOpen(id);
  }

  /** A preview as a client sees it. */
  previewView(invoice: Invoice): InvoicePreviewView {
    return invoicePreview(invoice);
  }

  /** As a client sees it. */
  view(record: InvoiceRecord): InvoiceView {
    return invoiceView(record);
  }

  /** The same for all of a subscription. */
  async withdrawOpenOf(subscriptionId: string): Promise<void> {
    await this.close.withdrawOpenOf(subscriptionId);
  }

  async byId(id: string): Promise<InvoiceRecord | undefined> {
    return this.invoices.byId(id);
  }

  /** The newest invoice of a subscription that is to be paid; else the newest that is not void; else the newest. */
  async latestOf(subscriptionId: string): Promise<InvoiceRecord | undefined> {
    return this.invoices.latestOf(subscriptionId);
  }

  /** By subscription: its newest invoice that is not void. */
  async currentOf(subscriptionIds: readonly string[]): Promise<ReadonlyMap<string, CurrentInvoice>> {
    return this.invoices.currentOf(subscriptionIds);
  }
}
