import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_DELETION_CHECKS, type AccountDeletionCheck } from '../accounts/accounts.api';
import { FindLateUsage } from './use-cases/find-late-usage';

/** An account with usage that is billed within a day stays until then: nobody could be billed for it afterwards. */
@Injectable()
export class LateUsageCheck implements AccountDeletionCheck, OnModuleInit {
  constructor(
    @Inject(ACCOUNT_DELETION_CHECKS) private readonly checks: AccountDeletionCheck[],
    private readonly late: FindLateUsage,
  ) {}

  onModuleInit(): void {
    this.checks.push(this);
  }

  async reason(accountId: string): Promise<string | undefined> {
    return (await this.late.isAny(accountId)) ? 'The account has usage that is not billed yet.' : undefined;
  }
}
