import { Injectable } from '@nestjs/common';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';

/** What never began is not owed: voids the open bills of a subscription; collection stops asking for their money. */
@Injectable()
export class WithdrawBills {
  constructor(private readonly invoicing: InvoicingApi) {}

  async run({ subscription }: SubscriptionRecord): Promise<void> {
    await this.invoicing.voidOpenOf(subscription.id);
  }

  /** The bill of a change that gives way before it was paid; nothing else of the subscription is touched. */
  async ofChange({ subscription }: SubscriptionRecord): Promise<void> {
    const invoiceId = subscription.pendingChange?.invoiceId;
    if (invoiceId) await this.invoicing.voidOpen(invoiceId);
  }
}
