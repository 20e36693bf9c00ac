import { Injectable } from '@nestjs/common';
import type { DisputeEventBody, FeeEventBody, PaymentMethodEventBody, RefundEventBody } from '@libs/dto';
import { CollectionApi } from '../../collection/collection.api';
import { SubscriptionChargesApi } from '../../subscriptions/subscription-charges.api';
import { ApplyDispute } from './apply-dispute';
import { ApplyFee } from './apply-fee';
import { ApplyRefund } from './apply-refund';

export type OtherPaymentEvent = RefundEventBody | DisputeEventBody | PaymentMethodEventBody | FeeEventBody;

/** Hands an event on to who knows what it means; in the transaction that notes it. */
@Injectable()
export class ApplyPaymentEvent {
  constructor(
    private readonly refund: ApplyRefund,
    private readonly dispute: ApplyDispute,
    private readonly fee: ApplyFee,
    private readonly collection: CollectionApi,
    private readonly subscriptions: SubscriptionChargesApi,
  ) {}

  /** False when another event told the same before. @throws AppError `webhook_rejected` */
  async run(event: OtherPaymentEvent): Promise<boolean> {
    switch (event.type) {
      case 'refund':
        return this.refund.run(event);
      case 'dispute':
        return this.dispute.run(event);
      case 'fee':
        return this.fee.run(event);
      case 'payment_method':
        return this.follow(event);
    }
  }

  /** Its version tells old news from new. */
  private async follow(event: PaymentMethodEventBody): Promise<boolean> {
    const { account_id: accountId, default_payment_method: defaultMethodId = null, version, is_new: isNew } = event;
    const isNews = await this.collection.paymentMethodChanged({ accountId, defaultMethodId, version, isNew });
    if (isNews && defaultMethodId === null) await this.subscriptions.methodLost(accountId);
    return true;
  }
}
