import { Inject, Injectable } from '@nestjs/common';
import { payInvoice, type Invoice } from '@libs/billing/invoicing';
import { bookCapturedPayment, bookPaymentWithExcess } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import type { Money } from '@libs/money';
import { INVOICE_LISTENERS, type InvoiceListener } from '../invoice-listener';
import type { InvoiceRecord } from '../invoice-record';
import { InvoiceRepository } from '../persistence/invoice.repository';
import { BookInvoice } from './book-invoice';

/** Takes in money that came for a bill. The caller holds the account's lock and the transaction. */
@Injectable()
export class PayInvoice {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly book: BookInvoice,
    @Inject(INVOICE_LISTENERS) private readonly listeners: readonly InvoiceListener[],
  ) {}

  /**
   * What is due, or more, settles it, and the excess becomes account credit; less pays a part, and whoever collects is told
   * what is left. `reference` names the payment; each is booked once. @throws AppError `invoice_not_open`, `amount_mismatch`
   */
  async run(before: InvoiceRecord, captured: Money, reference: string, now: Instant): Promise<InvoiceRecord> {
    const paid = payInvoice(before.invoice, captured, now);
    if (!paid.ok) throw new AppError(paid.error.code, { ...paid.error });
    const { invoice, events, effects } = paid.value;
    const after = await this.invoices.save(invoice, before);
    await this.book.run({ before, after, events, effects, entry: entryOf(before.invoice, captured), reference });
    if (invoice.status === 'paid') for (const listener of this.listeners) await listener.settled?.(after);
    else await this.book.tellDue(after);
    return after;
  }
}

function entryOf({ amountDue }: Invoice, captured: Money) {
  return captured.compare(amountDue) > 0 ? bookPaymentWithExcess(captured, amountDue) : bookCapturedPayment(captured);
}
