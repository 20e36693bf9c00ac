import { Inject, Injectable } from '@nestjs/common';
import { creditGranted, voidInvoice, writeOffInvoice } from '@libs/billing/invoicing';
import { bookVoidedInvoice } from '@libs/billing/ledger';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { INVOICE_LISTENERS, type InvoiceListener } from '../invoice-listener';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';
import { IssueCreditNote } from './issue-credit-note';

/** Ends the life of an open bill: void, withdrawn, or given up. The caller holds the account's lock and the transaction. */
@Injectable()
export class CloseInvoice {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly book: BookInvoice,
    private readonly notes: IssueCreditNote,
    @Inject(INVOICE_LISTENERS) private readonly listeners: readonly InvoiceListener[],
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** What it billed may be billed again, and credit that it used is back. @throws AppError `invoice_not_open` */
  async void(before: InvoiceRecord, reason?: string): Promise<InvoiceRecord> {
    const change = voidInvoice(before.invoice);
    if (!change.ok) throw new AppError(change.error.code, { status: change.error.status });
    const { invoice, events, effects } = change.value;
    const after = await this.invoices.save(invoice, before);
    const wasIssued = before.invoice.number !== null;
    const entry = wasIssued
      ? bookVoidedInvoice({ ...before.invoice, creditGranted: creditGranted(before.invoice) })
      : undefined;
    await this.book.run({ before, after, events, effects, entry, reference: invoice.id, reason });
    await this.book.freeCoupons(after);
    if (wasIssued) await this.book.tellDue(after);
    return after;
  }

  /** Takes every open invoice of a subscription back. */
  async withdrawOpenOf(subscriptionId: string): Promise<void> {
    for (const before of await this.invoices.openOf(subscriptionId)) await this.withdraw(before);
  }

  /** Takes an invoice back if it is still open. */
  async withdrawOpen(id: string): Promise<void> {
    const record = await this.invoices.byId(id);
    if (record?.invoice.status === 'open' || record?.invoice.status === 'draft') await this.withdraw(record);
  }

  /** One on which something was paid or credited cannot be void: a note over the rest makes of it what was paid credit. */
  private async withdraw(record: InvoiceRecord): Promise<void> {
    const { amountPaid, amountCredited } = record.invoice;
    if (!amountPaid.isPositive() && !amountCredited?.isPositive()) {
      await this.void(record);
      return;
    }
    const asked = { demand: { kind: 'all' }, settlement: 'credit', reason: 'Withdrawn', creditedFrom: null } as const;
    await this.notes.run(record, asked, this.clock.now());
  }

  /** It may still be paid. @throws AppError `invoice_not_open` */
  async writeOff(before: InvoiceRecord): Promise<InvoiceRecord> {
    const change = writeOffInvoice(before.invoice);
    if (!change.ok) throw new AppError(change.error.code, { status: change.error.status });
    const { invoice, events } = change.value;
    const after = await this.invoices.save(invoice, before);
    await this.book.run({ before, after, events, reference: invoice.id });
    await this.tellSettled(after);
    return after;
  }

  private async tellSettled(record: InvoiceRecord): Promise<void> {
    for (const listener of this.listeners) await listener.settled?.(record);
  }
}
