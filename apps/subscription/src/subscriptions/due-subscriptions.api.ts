import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { AccountsApi } from '../accounts/accounts.api';
import { SubscriptionRepository } from './persistence/subscription.repository';
import { ActWhenDue } from './use-cases/act-when-due';

/** What the billing run may ask of subscriptions. */
@Injectable()
export class DueSubscriptionsApi {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly subscriptions: SubscriptionRepository,
    private readonly act: ActWhenDue,
  ) {}

  /**
   * Does the next due step of each of these, and bills it. The caller holds the locks of all their accounts and the
   * transaction; what is not due after all is left as it is. Answers the ids of the invoices it made.
   */
  async actOn(subscriptionIds: readonly string[], now: Instant): Promise<string[]> {
    const records = await this.subscriptions.byIds(subscriptionIds);
    const accountIds = [...new Set(records.map(({ subscription }) => subscription.accountId))];
    const accounts = new Map((await this.accounts.byIds(accountIds)).map((account) => [account.id, account]));
    const payers = records.flatMap((record) => {
      const account = accounts.get(record.subscription.accountId);
      return account ? [{ account, record }] : [];
    });
    return this.act.run(payers, now);
  }
}
