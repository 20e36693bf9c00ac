import { Injectable } from '@nestjs/common';
import type { PaymentCharge, PaymentRequestPayload } from '@libs/dto';
import type { InvoiceRecord } from '../invoicing/invoicing.api';
import { ChargeUnderWayRepository } from './persistence/charge-under-way.repository';
import { paymentRequestOf } from './payment-request-payload';
import { FollowPaymentMethod, type PaymentMethodNews } from './use-cases/follow-payment-method';
import { CHARGE_OF_ISSUE, RequestPayment } from './use-cases/request-payment';

export { CHARGE_OF_ISSUE } from './use-cases/request-payment';
export type { PaymentMethodNews } from './use-cases/follow-payment-method';

/** What other rooms may ask of collection. */
@Injectable()
export class CollectionApi {
  constructor(
    private readonly requests: RequestPayment,
    private readonly methods: FollowPaymentMethod,
    private readonly underWay: ChargeUnderWayRepository,
  ) {}

  /**
   * Has an open bill collected from the account's default payment method, or the named one, as soon as the queue brings
   * the message; joins the open transaction. `key` names the attempt (`retry-1`, `method-<uuid>`): asked twice with one
   * key, the bill is charged once. @throws InvariantBroken when the bill asks for nothing
   */
  async charge(record: InvoiceRecord, key: string, paymentMethodId: string | null = null): Promise<void> {
    await this.requests.charge(record, { key, payment_method_id: paymentMethodId });
  }

  /** The same request as data, for who asks the payment service while a customer waits. */
  requestOf(record: InvoiceRecord, charge: PaymentCharge = CHARGE_OF_ISSUE): PaymentRequestPayload {
    return paymentRequestOf(record, charge);
  }

  /**
   * Whether one of these bills, each a first one or that of a change, was charged when it was issued and nobody knows yet what
   * came of it. Ask under the account's lock: what it stands for must stay until then, or it is charged for twice.
   */
  async isBeingCharged(invoiceIds: readonly string[]): Promise<boolean> {
    return this.underWay.hasAny(invoiceIds);
  }

  /** The charge of a bill came to nothing, and the bill is owed as before. */
  async chargeFailed(record: InvoiceRecord): Promise<void> {
    await this.underWay.end(record);
  }

  /** The payment service says what an account is charged by; in the transaction that records the event. False: old news. */
  async paymentMethodChanged(news: PaymentMethodNews): Promise<boolean> {
    return this.methods.run(news);
  }
}
