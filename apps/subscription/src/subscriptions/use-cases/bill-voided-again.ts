import { Injectable } from '@nestjs/common';
import { linesToBillAgain } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { AccountsApi } from '../../accounts/accounts.api';
import { InvoicingApi, type Bill, type BillCause } from '../../invoicing/invoicing.api';
import { SubscriptionEventRepository } from '../persistence/subscription-event.repository';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import { FollowInvoice } from './follow-invoice';

/** Bills of a beginning: void once it will not begin, which is no mistake that is to be billed right. */
const BEGINNINGS: ReadonlySet<BillCause> = new Set(['initial', 'conversion', 'trial']);

/** Bills again, when somebody asks for it, what was billed and voided: with the taxes, coupons and credit of today. */
@Injectable()
export class BillVoidedAgain {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly invoicing: InvoicingApi,
    private readonly subscriptions: SubscriptionRepository,
    private readonly history: SubscriptionEventRepository,
    private readonly follow: FollowInvoice,
  ) {}

  /** The caller holds the account's lock; let this be the last thing of its transaction. Answers the ids of the invoices. */
  async run(accountId: string, now: Instant): Promise<string[]> {
    const account = await this.accounts.byId(accountId);
    if (!account) return [];
    const bills: Bill[] = [];
    const freed = await this.invoicing.freedOf(accountId);
    const ids = [...new Set(freed.map(({ record }) => record.invoice.subscriptionId as string))];
    const records = await this.subscriptions.byIds(ids);
    const byId = new Map(records.map(({ subscription }) => [subscription.id, subscription]));
    for (const { record, key } of freed) {
      const { invoice, cause, userId } = record;
      const subscription = byId.get(invoice.subscriptionId as string);
      if (!subscription) continue;
      const { status, canceledAt } = subscription;
      const hasEnded = status === 'canceled' || status === 'expired';
      if (hasEnded && BEGINNINGS.has(cause)) continue;
      const departedAt = await this.history.departedSince(subscription.id, invoice.id);
      const lines = linesToBillAgain({ lines: invoice.lines, endedAt: hasEnded ? canceledAt : null, departedAt });
      bills.push({ account, subscription, userId, lines, period: invoice.period, cause, key });
    }
    const issued = await this.invoicing.issueMany(bills, now);
    // Account credit may have paid for one whole.
    for (const record of issued) await this.follow.run(record);
    return issued.map(({ invoice }) => invoice.id);
  }
}
