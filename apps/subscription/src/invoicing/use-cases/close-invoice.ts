import { Inject, Injectable } from '@nestjs/common';
import { creditGranted, settleInvoice, voidInvoice, writeOffInvoice } from '@libs/billing/invoicing';
import { bookCapturedPayment, bookVoidedInvoice } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import type { Money } from '@libs/money';
import { INVOICE_LISTENERS, type InvoiceListener } from '../invoice-listener';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';

/** Ends the life of an open bill: paid in full, void, or given up. The caller holds the account's lock and the transaction. */
@Injectable()
export class CloseInvoice {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly book: BookInvoice,
    @Inject(INVOICE_LISTENERS) private readonly listeners: readonly InvoiceListener[],
  ) {}

  /** `reference` names the payment; each is booked once. @throws AppError `invoice_not_open`, `amount_mismatch` */
  async settle(before: InvoiceRecord, captured: Money, reference: string, now: Instant): Promise<InvoiceRecord> {
    const settled = settleInvoice(before.invoice, captured, now);
    if (!settled.ok) throw new AppError(settled.error.code, { ...settled.error });
    const { invoice, events } = settled.value;
    const after = await this.invoices.save(invoice, before);
    await this.book.run({ before, after, events, entry: bookCapturedPayment(captured), reference });
    await this.tellSettled(after);
    return after;
  }

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

  /** Voids every open invoice of a subscription. @throws AppError `invoice_not_open` when something was paid on one */
  async voidOpenOf(subscriptionId: string): Promise<InvoiceRecord[]> {
    const voided: InvoiceRecord[] = [];
    for (const before of await this.invoices.openOf(subscriptionId)) voided.push(await this.void(before));
    return voided;
  }

  /** Null when it is not open any more. @throws AppError `invoice_not_open` when something was paid on it */
  async voidOpen(id: string): Promise<InvoiceRecord | null> {
    const record = await this.invoices.byId(id);
    const isOpen = record?.invoice.status === 'open' || record?.invoice.status === 'draft';
    return record && isOpen ? this.void(record) : null;
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
