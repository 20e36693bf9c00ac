import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { Account } from '../accounts/accounts.api';
import { ReadEntitlements, type EntitlementStanding } from './use-cases/read-entitlements';
import { RefreshEntitlements } from './use-cases/refresh-entitlements';

export type { EntitlementStanding } from './use-cases/read-entitlements';
export { grantOfColumns, type GrantColumns } from './grant-columns';

/** What other rooms may ask of entitlements. */
@Injectable()
export class EntitlementsApi {
  constructor(
    private readonly refreshing: RefreshEntitlements,
    private readonly reading: ReadEntitlements,
  ) {}

  /** Resolves anew what an account may use: call it in the transaction of a change, under the account's lock. */
  async refresh(account: Account, now: Instant): Promise<void> {
    await this.refreshing.run(account, now);
  }

  /** What the account may use now, by name of the feature; opens the next usage period when one has run out. */
  async current(accountId: string): Promise<EntitlementStanding[]> {
    return this.reading.run(accountId);
  }

  /** Whether any subscription of the account gives service now, whatever it grants. */
  async isSubscribed(accountId: string): Promise<boolean> {
    return this.reading.isSubscribed(accountId);
  }
}
