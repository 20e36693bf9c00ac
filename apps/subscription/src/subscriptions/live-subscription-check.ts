import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from '../accounts/accounts.api';
import { SubscriptionRepository } from './persistence/subscription.repository';

/** An account with a subscription that has not ended stays. */
@Injectable()
export class LiveSubscriptionCheck implements AccountDeletionCheck, OnModuleInit {
  constructor(
    @Inject(ACCOUNT_DELETION_CHECKS) private readonly checks: AccountDeletionCheck[],
    private readonly subscriptions: SubscriptionRepository,
  ) {}

  onModuleInit(): void {
    this.checks.push(this);
  }

  async reason(accountId: string): Promise<string | undefined> {
    return (await this.subscriptions.hasUnended(accountId)) ? 'The account has a live subscription.' : undefined;
  }
}
