import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { AccountsApi } from '../../accounts/accounts.api';
import { EntitlementsApi } from '../../entitlements/entitlements.api';

/** Says why nothing of a feature is granted. */
@Injectable()
export class ExplainRefusal {
  constructor(
    private readonly accounts: AccountsApi,
    private readonly entitlements: EntitlementsApi,
  ) {}

  /** @throws AppError always: `account_blocked`, `feature_not_in_plan`, `no_active_subscription` */
  async run(accountId: string, feature: string): Promise<never> {
    const account = await this.accounts.byId(accountId);
    if (account?.status === 'blocked') throw new AppError('account_blocked');
    const isSubscribed = await this.entitlements.isSubscribed(accountId);
    throw isSubscribed ? new AppError('feature_not_in_plan', { feature }) : new AppError('no_active_subscription');
  }
}
