import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { CollectionApi } from '../../collection/collection.api';
import { InvoicingApi, type FirstPeriodToBill } from '../../invoicing/invoicing.api';
import type { SubscriptionRecord } from '../subscription-record';
import { WithdrawBills } from './withdraw-bills';

export interface StartToBill extends FirstPeriodToBill {
  readonly userId: number | null;
  /** Pending ones that gave way. */
  readonly replaced: readonly SubscriptionRecord[];
  /** Paying this bill ends a running trial. */
  readonly convertsTrial: boolean;
}

/** Bills the first period and asks for the money; what was replaced is not asked for any more. */
@Injectable()
export class BillStart {
  constructor(
    private readonly withdraw: WithdrawBills,
    private readonly invoicing: InvoicingApi,
    private readonly collection: CollectionApi,
  ) {}

  /** The invoice number is taken here: let this be the last step of the transaction. */
  async run(start: StartToBill, now: Instant): Promise<void> {
    for (const record of start.replaced) await this.withdraw.run(record);
    const record = await this.invoicing.issueFirst(start, now);
    if (record.invoice.status !== 'open') return;
    await this.collection.request(record, start.convertsTrial ? 'trial' : 'initial', start.userId);
  }
}
