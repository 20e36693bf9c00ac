import { Injectable } from '@nestjs/common';
import { AppError } from '@libs/errors';
import { Money } from '@libs/money';
import type { Account } from '../account';
import { AccountRepository, type AccountFilter } from '../persistence/account.repository';
import { CreditRepository } from '../persistence/credit.repository';

export interface AccountWithBalance {
  account: Account;
  /** Credit that is left. */
  balance: Money;
}

@Injectable()
export class ReadAccounts {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly credits: CreditRepository,
  ) {}

  /** @throws AppError `not_found`, also for a deleted account */
  async byId(id: string): Promise<AccountWithBalance> {
    const account = await this.accounts.byId(id);
    if (!account || account.deletedAt) throw new AppError('not_found');
    return this.withBalance(account);
  }

  /** One more than `limit`, newest first. */
  async page(filter: AccountFilter, limit: number, beforeId?: string): Promise<AccountWithBalance[]> {
    return this.withBalances(await this.accounts.page(filter, limit, beforeId));
  }

  async withBalance(account: Account): Promise<AccountWithBalance> {
    const [only] = await this.withBalances([account]);
    return only as AccountWithBalance;
  }

  private async withBalances(accounts: readonly Account[]): Promise<AccountWithBalance[]> {
    const balances = await this.credits.balances(accounts.map((account) => account.id));
    return accounts.map((account) => ({
      account,
      balance: Money.ofMinor(balances.get(account.id) ?? 0n, account.currency),
    }));
  }
}
