import { Injectable } from '@nestjs/common';
import { settleInvoice, voidInvoice } from '@libs/billing/invoicing';
import { bookCapturedPayment, bookVoidedInvoice } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import type { Money } from '@libs/money';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';

/** Ends the life of an open bill: paid in full, or void. The caller holds the account's lock and the transaction. */
@Injectable()
export class CloseInvoice {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly book: BookInvoice,
  ) {}

  /** `reference` names the payment; each is booked once. @throws AppError `invoice_not_open`, `amount_mismatch` */
  async settle(before: InvoiceRecord, captured: Money, reference: string, now: Instant): Promise<InvoiceRecord> {
    const settled = settleInvoice(before.invoice, captured, now);
    if (!settled.ok) throw new AppError(settled.error.code, { ...settled.error });
    const { invoice, events } = settled.value;
    const after = await this.invoices.save(invoice, before);
    await this.book.run({ before, after, events, entry: bookCapturedPayment(captured), reference });
    return after;
  }

  /** Voids every open invoice of a subscription. @throws AppError `invoice_not_open` when something was paid on one */
  async voidOpenOf(subscriptionId: string): Promise<InvoiceRecord[]> {
    const voided: InvoiceRecord[] = [];
    for (const before of await this.invoices.openOf(subscriptionId)) {
      const change = voidInvoice(before.invoice);
      if (!change.ok) throw new AppError(change.error.code, { status: change.error.status });
      const { invoice, events } = change.value;
      const after = await this.invoices.save(invoice, before);
      await this.book.run({ before, after, events, entry: bookVoidedInvoice(before.invoice), reference: invoice.id });
      voided.push(after);
    }
    return voided;
  }
}
