import { Injectable } from '@nestjs/common';
import { Database } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import type { DunnedInvoice } from '../dunned-invoice';
import { DunningRepository } from '../persistence/dunning.repository';
import { FollowAccount } from './follow-account';
import { PlanDunning } from './plan-dunning';

/** Cases looked at a time. */
const PAGE = 500;

/**
 * An operator may have set other numbers (`DUNNING_*`) while bills were dunned. When each is next looked at was planned
 * with the old ones, so a process begins with planning them anew; what differs is corrected, under its account's lock.
 */
@Injectable()
export class ReplanDunning {
  private isDone = false;

  constructor(
    private readonly database: Database,
    private readonly cases: DunningRepository,
    private readonly accounts: AccountsApi,
    private readonly planning: PlanDunning,
    private readonly follow: FollowAccount,
  ) {}

  /** Does it once in the life of a process; until it went through it is tried at each call. */
  async once(): Promise<void> {
    if (this.isDone) return;
    let last: DunnedInvoice | undefined;
    do {
      const page = await this.cases.openAfter(last, PAGE);
      for (const accountId of await this.staleAmong(page)) await this.replan(accountId);
      last = page.length === PAGE ? page.at(-1) : undefined;
    } while (last);
    this.isDone = true;
  }

  private async staleAmong(page: readonly DunnedInvoice[]): Promise<Set<string>> {
    const accounts = await this.accounts.byIds([...new Set(page.map(({ accountId }) => accountId))]);
    const byId = new Map(accounts.map((account) => [account.id, account]));
    const isStale = (found: DunnedInvoice) => {
      const account = byId.get(found.accountId);
      return account && !account.deletedAt && this.planning.isStale(found, account);
    };
    return new Set(page.filter(isStale).map(({ accountId }) => accountId));
  }

  private async replan(accountId: string): Promise<void> {
    await this.database.transaction(async () => this.follow.moved(await this.accounts.lock(accountId)));
  }
}
