import { Injectable } from '@nestjs/common';
import { declineKindOf } from '@libs/billing/payment';
import type { Instant } from '@libs/calendar';
import { AuditApi } from '../../audit/audit.api';
import { CollectionApi } from '../../collection/collection.api';
import { DunningApi } from '../../dunning/dunning.api';
import type { BillCause } from '../../invoicing/invoicing.api';
import type { PaymentOfBill, PaymentResult } from '../payment-result';
import { SubscriptionEventRepository } from '../persistence/subscription-event.repository';
import type { SubscriptionRecord } from '../subscription-record';
import { FallPastDue } from './fall-past-due';

/** Bills for what was, or is, served: when one cannot be collected, its subscription is past due. */
const FOR_SERVICE: ReadonlySet<BillCause> = new Set(['trial', 'renewal', 'supplemental']);

/**
 * A failed payment of a bill that is still open is part of its subscription's history. A first bill, and that of a change,
 * change nothing; any other makes its subscription past due, and dunning goes on from there.
 */
@Injectable()
export class NoteFailedPayment {
  constructor(
    private readonly history: SubscriptionEventRepository,
    private readonly audit: AuditApi,
    private readonly pastDue: FallPastDue,
    private readonly dunning: DunningApi,
    private readonly collection: CollectionApi,
  ) {}

  /** `record`: the subscription; null for a bill of one-off lines. The caller holds the account's lock. */
  async run(
    { invoice, transactionId, record }: PaymentOfBill & { readonly record: SubscriptionRecord | null },
    result: Pick<PaymentResult, 'failureCode' | 'failureKind' | 'paymentMethodId' | 'card'>,
    now: Instant,
  ): Promise<void> {
    const { id, accountId, status } = invoice.invoice;
    // Told late, after another attempt has paid or the bill was voided: nobody needs to act on it.
    if (status !== 'open') return;
    const failureCode = result.failureCode ?? null;
    await this.collection.chargeFailed(invoice);
    const subject = { type: 'invoice', id };
    const after = { transaction_id: transactionId, failure_code: failureCode };
    await this.audit.record({ action: 'invoice.payment_failed', subject, accountId, after });
    if (record) await this.inHistory(record, now);
    if (record && FOR_SERVICE.has(invoice.cause)) await this.pastDue.run(record.subscription.id, now);
    await this.dunning.chargeFailed({
      record: invoice,
      failureCode,
      failureKind: result.failureKind ?? declineKindOf(failureCode ?? ''),
      paymentMethodId: result.paymentMethodId ?? null,
      card: result.card ?? null,
      now,
    });
  }

  private async inHistory({ subscription }: SubscriptionRecord, now: Instant): Promise<void> {
    const { id: subscriptionId, accountId, status } = subscription;
    const event = {
      type: 'payment.failed',
      subscriptionId,
      from: status,
      to: status,
      cause: 'payment_failed',
    } as const;
    await this.history.add(accountId, [event], now);
  }
}
