import { Injectable } from '@nestjs/common';
import type { PaymentRequestPayload } from '@libs/dto';
import { AppError } from '@libs/errors';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { paymentRequestOf } from '../payment-request-payload';

/** Answers the payment service when a client pays before the queue has brought the request. */
@Injectable()
export class FindPaymentRequest {
  constructor(private readonly invoicing: InvoicingApi) {}

  /** By invoice, or by subscription (then its latest invoice is meant). @throws AppError `not_found` */
  async run(asked: {
    invoiceId?: string | undefined;
    subscriptionId?: string | undefined;
  }): Promise<PaymentRequestPayload> {
    const record = await this.invoiceOf(asked);
    if (!record || record.invoice.status === 'draft') throw new AppError('not_found');
    const isOther = asked.subscriptionId !== undefined && asked.subscriptionId !== record.invoice.subscriptionId;
    if (isOther) throw new AppError('not_found');
    return paymentRequestOf(record);
  }

  private async invoiceOf({
    invoiceId,
    subscriptionId,
  }: {
    invoiceId?: string | undefined;
    subscriptionId?: string | undefined;
  }) {
    if (invoiceId !== undefined) return this.invoicing.byId(invoiceId);
    return subscriptionId === undefined ? undefined : this.invoicing.latestOf(subscriptionId);
  }
}
