import { Injectable } from '@nestjs/common';
import { TimeZone } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { CatalogApi } from '../../catalog/catalog.api';
import { SubscriptionRecordsApi } from '../../subscriptions/subscription-records.api';
import type { UsageAsk } from '../rated-period';
import type { UsageClosing } from '../usage-closing';

export interface BilledPeriod {
  readonly account: Account;
  readonly userId: number | null;
  readonly ask: UsageAsk;
}

/** What is needed to price a billed period once more; holds its account until the transaction ends. */
@Injectable()
export class LoadBilledPeriod {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly subscriptions: SubscriptionRecordsApi,
    private readonly catalog: CatalogApi,
  ) {}

  async run({ accountId, subscriptionId, planId, planVersion, period }: UsageClosing): Promise<BilledPeriod> {
    const account = await this.accounts.lock(accountId);
    const record = await this.subscriptions.byId(subscriptionId);
    const plan = await this.catalog.version(planId, planVersion);
    if (!record || !plan) throw new InvariantBroken(`what was billed for ${subscriptionId} is not stored any more`);
    const zone = TimeZone.of(account.timeZone);
    return { account, userId: record.userId, ask: { subscription: record.subscription, plan, zone, period } };
  }
}
