import { Injectable } from '@nestjs/common';
import { requestPayment, type PaymentAction } from '@libs/billing/collection';
import type { PaymentRequestAction } from '@libs/dto';
import { AppError } from '@libs/errors';
import { Outbox } from '@libs/persistence';
import type { InvoiceRecord } from '../../invoicing/invoicing.api';
import { paymentRequestOf } from '../payment-request-payload';

const QUEUES: Readonly<Record<PaymentRequestAction, string>> = {
  initial: 'q:sub:payment_initiation',
  trial: 'q:sub:trial_payment',
  cancel: 'q:sub:payment_initiation',
};

/** Asks the payment service, through the outbox, to collect an invoice or to leave it. Joins the open transaction. */
@Injectable()
export class RequestPayment {
  constructor(private readonly outbox: Outbox) {}

  /** @throws AppError `nothing_to_pay` when the invoice is not open */
  async run(
    record: InvoiceRecord,
    action: Extract<PaymentAction, 'initial' | 'trial'>,
    userId: number | null,
  ): Promise<void> {
    const request = requestPayment(record.invoice, action);
    if (!request.ok) throw new AppError(request.error.code, { status: request.error.status });
    await this.send(record, action, userId, request.value.idempotencyKey);
  }

  /** Takes a request back after its invoice was voided. */
  async withdraw(record: InvoiceRecord, userId: number | null): Promise<void> {
    await this.send(record, 'cancel', userId, `invoice-${record.invoice.id}-withdrawn`);
  }

  private async send(
    record: InvoiceRecord,
    action: PaymentRequestAction,
    userId: number | null,
    idempotencyKey: string,
  ) {
    const payload = paymentRequestOf(record, userId);
    const correlationId = payload.subscription_id;
    await this.outbox.add([{ queue: QUEUES[action], action, correlationId, idempotencyKey, payload }]);
  }
}
