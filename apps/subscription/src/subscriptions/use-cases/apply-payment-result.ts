import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { InvoicingApi, type InvoiceRecord } from '../../invoicing/invoicing.api';
import type { PaymentResult, PaymentResultEffect } from '../payment-result';
import { amountOf } from './apply-one-off-result';
import { ApplyCapture } from './apply-capture';
import { LoadFacts } from './load-facts';
import { NoteFailedPayment } from './note-failed-payment';

/**
 * Applies the outcome of a payment. What does not fit our records (ids, owner, amount, currency) is refused whole: the
 * transaction of the caller rolls back and nothing has changed (promise 37).
 */
@Injectable()
export class ApplyPaymentResult {
  constructor(
    private readonly facts: LoadFacts,
    private readonly invoicing: InvoicingApi,
    private readonly capture: ApplyCapture,
    private readonly failure: NoteFailedPayment,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `webhook_rejected` */
  async run(result: PaymentResult): Promise<PaymentResultEffect> {
    const named = await this.invoiceOf(result);
    const { subscriptionId } = named.invoice;
    if (subscriptionId === null) throw rejected('unknown_subscription');
    const { account, record } = await this.facts.forChange(subscriptionId);
    // Read again under the account's lock: another result may just have paid it.
    const invoice = (await this.invoicing.byId(named.invoice.id)) as InvoiceRecord;
    const amount = amountOf(result, invoice);
    const payment = { account, record, invoice, amount, transactionId: result.transactionId };
    const now = this.clock.now();
    if (result.status === 'success') return this.capture.run(payment, now);
    if (result.status === 'failed') await this.failure.run(payment, result.failureCode, now);
    return 'noted';
  }

  private async invoiceOf(result: PaymentResult): Promise<InvoiceRecord> {
    const { subscriptionId, invoiceId, accountId } = result;
    const latest = async () => (subscriptionId === null ? undefined : this.invoicing.latestOf(subscriptionId));
    const found = invoiceId ? await this.invoicing.byId(invoiceId) : await latest();
    if (!found) throw rejected('unknown_invoice');
    if (found.invoice.subscriptionId !== subscriptionId) throw rejected('unknown_subscription');
    if (accountId !== undefined && found.invoice.accountId !== accountId) throw rejected('unknown_account');
    return found;
  }
}

function rejected(reason: string): AppError {
  return new AppError('webhook_rejected', { reason });
}
