import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { AuditApi } from '../../audit/audit.api';
import type { PaymentOfInvoice } from '../payment-result';
import { SubscriptionEventRepository } from '../persistence/subscription-event.repository';

/** A failed payment of a bill that is still open is part of its subscription's history; it changes no state. */
@Injectable()
export class NoteFailedPayment {
  constructor(
    private readonly history: SubscriptionEventRepository,
    private readonly audit: AuditApi,
  ) {}

  async run(payment: PaymentOfInvoice, failureCode: string | undefined, now: Instant): Promise<void> {
    const { record, invoice, transactionId } = payment;
    // Told late, after another attempt has paid or the bill was voided: nobody needs to act on it.
    if (invoice.invoice.status !== 'open') return;
    const { id: subscriptionId, accountId, status } = record.subscription;
    const event = {
      type: 'payment.failed',
      subscriptionId,
      from: status,
      to: status,
      cause: 'payment_failed',
    } as const;
    await this.history.add(accountId, [event], now);
    const subject = { type: 'invoice', id: invoice.invoice.id };
    const after = { transaction_id: transactionId, failure_code: failureCode ?? null };
    await this.audit.record({ action: 'invoice.payment_failed', subject, accountId, after });
  }
}
