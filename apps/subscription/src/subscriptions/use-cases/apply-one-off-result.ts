import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { InvoiceMoneyApi } from '../../invoicing/invoice-money.api';
import type { PaymentOfBill, PaymentResult, PaymentResultEffect } from '../payment-result';
import { KeepAsCredit } from './keep-as-credit';

/** The outcome of a payment of one-off lines: no subscription waits for it. */
@Injectable()
export class ApplyOneOffResult {
  constructor(
    private readonly money: InvoiceMoneyApi,
    private readonly credit: KeepAsCredit,
  ) {}

  /** Money for a bill that does not wait for it any more becomes credit. */
  async run(payment: PaymentOfBill, result: PaymentResult, now: Instant): Promise<PaymentResultEffect> {
    if (result.status !== 'success') return 'noted';
    const { invoice, amount, transactionId } = payment;
    const { status } = invoice.invoice;
    if (status === 'open' || status === 'uncollectible') {
      const paid = await this.money.pay(invoice, amount, transactionId, now);
      return paid.invoice.status === 'paid' ? 'settled' : 'paid_in_part';
    }
    const reason = status === 'void' ? 'invoice_void' : 'invoice_already_paid';
    await this.credit.run(payment, { credit: amount, reason });
    return 'kept_as_credit';
  }
}
