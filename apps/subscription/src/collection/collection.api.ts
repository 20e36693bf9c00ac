import { Injectable } from '@nestjs/common';
import type { InvoiceRecord } from '../invoicing/invoicing.api';
import { RequestPayment } from './use-cases/request-payment';

/** What other rooms may ask of collection. */
@Injectable()
export class CollectionApi {
  constructor(private readonly requests: RequestPayment) {}

  /**
   * Has an open bill collected from the account's default payment method, or the named one, as soon as the queue brings
   * the message; joins the open transaction. `key` names the attempt (`retry-1`, `method-<uuid>`): asked twice with one
   * key, the bill is charged once. @throws InvariantBroken when the bill asks for nothing
   */
  async charge(record: InvoiceRecord, key: string, paymentMethodId: string | null = null): Promise<void> {
    await this.requests.charge(record, { key, payment_method_id: paymentMethodId });
  }
}
