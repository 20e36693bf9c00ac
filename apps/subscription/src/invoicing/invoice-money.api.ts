import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { Money } from '@libs/money';
import type { InvoiceRecord } from './invoice-record';
import { PayInvoice } from './use-cases/pay-invoice';

/** Money that came for a bill, or went back. Changes run in the caller's transaction, under the account's lock. */
@Injectable()
export class InvoiceMoneyApi {
  constructor(private readonly payInvoice: PayInvoice) {}

  /**
   * Takes in a payment of an open or written-off bill: settled when nothing is due any more, with what was too much as
   * account credit; else paid in part. @throws AppError `invoice_not_open`, `amount_mismatch` for another currency
   */
  async pay(record: InvoiceRecord, captured: Money, reference: string, now: Instant): Promise<InvoiceRecord> {
    return this.payInvoice.run(record, captured, reference, now);
  }
}
