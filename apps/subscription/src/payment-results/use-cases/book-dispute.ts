import { Injectable } from '@nestjs/common';
import { bookClosedDispute, bookOpenedDispute } from '@libs/billing/ledger';
import type { Instant } from '@libs/calendar';
import type { DisputeEventBody } from '@libs/dto';
import { AuditApi } from '../../audit/audit.api';
import { LedgerApi } from '../../ledger/ledger.api';
import { PaymentMailsApi } from '../../invoice-documents/payment-mails.api';
import { SubscriptionsApi } from '../../subscriptions/subscriptions.api';
import type { FoundBill } from './find-bill';
import { TakeBackCredit } from './take-back-credit';

/** Contested money is held by the gateway; won it comes back, lost it lessens revenue, or the credit it had become. Each stage is booked by itself. */
@Injectable()
export class BookDispute {
  constructor(
    private readonly ledger: LedgerApi,
    private readonly audit: AuditApi,
    private readonly subscriptions: SubscriptionsApi,
    private readonly mails: PaymentMailsApi,
    private readonly credit: TakeBackCredit,
  ) {}

  async run(body: DisputeEventBody, { invoice, amount }: FoundBill, now: Instant): Promise<void> {
    const { dispute_id: reference, transaction_id: transactionId, status, reason = null } = body;
    const { id: invoiceId, accountId, subscriptionId } = invoice.invoice;
    const entry = status === 'opened' ? bookOpenedDispute(amount) : bookClosedDispute(amount, status);
    await this.ledger.post({ kind: entry.occasion, accountId, invoiceId, reference, postings: entry.postings });
    const subject = { type: 'invoice', id: invoiceId };
    const after = { dispute_id: reference, transaction_id: transactionId, amount: String(amount), reason };
    await this.audit.record({ action: `payment.dispute_${status}`, subject, accountId, after });
    if (status === 'lost') await this.credit.run(invoiceId, `${reference}/${status}`);
    const { amount: contested, currency } = body;
    await this.mails.disputed({ invoiceId, amount: String(contested), currency, transactionId, stage: status, reason });
    if (subscriptionId === null) return;
    await this.subscriptions.noteMoney(subscriptionId, { type: 'payment.disputed', cause: `dispute_${status}` }, now);
  }
}
