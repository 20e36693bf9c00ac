import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_LISTENERS, type Account, type AccountListener } from '../../accounts/accounts.api';
import { DunningRepository } from '../persistence/dunning.repository';
import { PlanDunning } from './plan-dunning';

/** Days are days of the account's calendar: when it moves to another time zone, what is planned moves with it. */
@Injectable()
export class FollowAccount implements AccountListener, OnModuleInit {
  constructor(
    @Inject(ACCOUNT_LISTENERS) private readonly listeners: AccountListener[],
    private readonly cases: DunningRepository,
    private readonly planning: PlanDunning,
  ) {}

  onModuleInit(): void {
    this.listeners.push(this);
  }

  /** What is due at another time than it was planned for is planned anew. Under the account's lock. */
  async moved(account: Account): Promise<void> {
    for (const found of await this.cases.openOf(account.id)) {
      if (this.planning.isStale(found, account)) await this.cases.save(this.planning.toKeep(found, account));
    }
  }
}
