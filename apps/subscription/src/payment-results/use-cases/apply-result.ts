import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { PaymentMailsApi } from '../../invoice-documents/payment-mails.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { SubscriptionsApi, type PaymentResultEffect } from '../../subscriptions/subscriptions.api';
import type { ToldResult } from '../persistence/payment-result.repository';
import { TakeBackCredit } from './take-back-credit';

/** What a payment does to its bill and its subscription; its customer gets a receipt. */
@Injectable()
export class ApplyResult {
  constructor(
    private readonly subscriptions: SubscriptionsApi,
    private readonly invoicing: InvoicingApi,
    private readonly credit: TakeBackCredit,
    private readonly mails: PaymentMailsApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** In the transaction that records the event. @throws AppError `webhook_rejected` */
  async run(told: ToldResult): Promise<PaymentResultEffect> {
    const invoiceId = told.invoiceId ?? (await this.latestBill(told));
    const effect = await this.subscriptions.applyPaymentResult(told);
    if (told.status !== 'success' || !invoiceId) return effect;
    await this.receipt(told, invoiceId, effect);
    // What of its bill's money went back may have been told before.
    await this.credit.run(invoiceId, told.transactionId);
    return effect;
  }

  private async latestBill({ subscriptionId }: ToldResult): Promise<string | undefined> {
    return subscriptionId === null ? undefined : (await this.invoicing.latestOf(subscriptionId))?.invoice.id;
  }

  private async receipt(told: ToldResult, invoiceId: string, effect: PaymentResultEffect): Promise<void> {
    const { amount, currency, card, occurredAt } = told;
    await this.mails.received({
      invoiceId,
      amount: String(amount),
      currency,
      isCredit: effect === 'kept_as_credit',
      card,
      paidAt: occurredAt ?? this.clock.now(),
    });
  }
}
