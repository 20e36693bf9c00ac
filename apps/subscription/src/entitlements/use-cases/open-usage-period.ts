import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import { RefreshEntitlements } from './refresh-entitlements';

/** When a usage period has run out, whoever comes first opens the next; under the account's lock, so once. */
@Injectable()
export class OpenUsagePeriod {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly refresh: RefreshEntitlements,
  ) {}

  async run(accountId: string, now: Instant): Promise<void> {
    await this.database.transaction(async () => this.refresh.run(await this.accounts.lock(accountId), now));
  }
}
