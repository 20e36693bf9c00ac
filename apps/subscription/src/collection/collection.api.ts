import { Injectable } from '@nestjs/common';
import type { InvoiceRecord } from '../invoicing/invoicing.api';
import { RequestPayment } from './use-cases/request-payment';

/** What other rooms may ask of collection. Messages leave with the caller's transaction, or not at all. */
@Injectable()
export class CollectionApi {
  constructor(private readonly payment: RequestPayment) {}

  /** `trial`: paying converts a running trial. @throws AppError `nothing_to_pay` */
  async request(record: InvoiceRecord, action: 'initial' | 'trial', userId: number | null): Promise<void> {
    await this.payment.run(record, action, userId);
  }

  /** After the invoice was voided. */
  async withdraw(record: InvoiceRecord, userId: number | null): Promise<void> {
    await this.payment.withdraw(record, userId);
  }
}
