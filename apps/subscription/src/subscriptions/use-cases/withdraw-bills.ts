import { Injectable } from '@nestjs/common';
import { CollectionApi } from '../../collection/collection.api';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';

/** What never began is not owed: voids the open bills of a subscription and stops asking for their money. */
@Injectable()
export class WithdrawBills {
  constructor(
    private readonly invoicing: InvoicingApi,
    private readonly collection: CollectionApi,
  ) {}

  async run({ subscription, userId }: SubscriptionRecord): Promise<void> {
    for (const voided of await this.invoicing.voidOpenOf(subscription.id))
      await this.collection.withdraw(voided, userId);
  }
}
