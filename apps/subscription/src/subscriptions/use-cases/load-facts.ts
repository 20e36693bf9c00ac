import { Injectable } from '@nestjs/common';
import type { BilledAccount } from '@libs/billing/subscription';
import { TimeZone } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { AccountsApi, type Account } from '../../accounts/accounts.api';
import { CatalogApi, type CatalogPlan } from '../../catalog/catalog.api';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import type { SubscriptionRecord } from '../subscription-record';

/** What the start of a subscription or trial is decided on. */
export interface StartFacts {
  readonly account: Account;
  readonly billed: BilledAccount;
  readonly plan: CatalogPlan;
  /** All that the account has or had in the plan's family. */
  readonly family: readonly SubscriptionRecord[];
}

/** Loads facts under the lock of the account, which puts everything that happens to one account in a row. */
@Injectable()
export class LoadFacts {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly catalog: CatalogApi,
    private readonly subscriptions: SubscriptionRepository,
  ) {}

  /** @throws AppError `not_found` for the account, `plan_not_found` */
  async forStart(accountId: string, planId: number): Promise<StartFacts> {
    const account = await this.accounts.lock(accountId);
    const plan = await this.catalog.planById(planId);
    if (!plan) throw new AppError('plan_not_found');
    const family = await this.subscriptions.ofFamily(accountId, plan.family);
    return { account, billed: billedAccount(account), plan, family };
  }

  /** A subscription and its account, locked. @throws AppError `not_found`, also when it is another account's */
  async forChange(id: string, accountId?: string): Promise<{ account: Account; record: SubscriptionRecord }> {
    const found = await this.subscriptions.byId(id);
    if (!found || (accountId !== undefined && found.subscription.accountId !== accountId))
      throw new AppError('not_found');
    const account = await this.accounts.lock(found.subscription.accountId);
    // Read again: it may have changed while the lock was waited for.
    return { account, record: (await this.subscriptions.byId(id)) as SubscriptionRecord };
  }

  /** The trial that runs in a family, if there is one. The caller holds the account's lock. */
  async trialOf(accountId: string, family: string): Promise<SubscriptionRecord | undefined> {
    const records = await this.subscriptions.ofFamily(accountId, family);
    return records.find(({ subscription }) => subscription.status === 'trial');
  }
}

function billedAccount({ id, currency, timeZone, status }: Account): BilledAccount {
  return { id, currency, zone: TimeZone.of(timeZone), status };
}
