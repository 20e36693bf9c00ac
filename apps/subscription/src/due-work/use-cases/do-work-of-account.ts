import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import { AccountsApi } from '../../accounts/accounts.api';
import { DueSubscriptionsApi } from '../../subscriptions/due-subscriptions.api';
import { DueWorkRepository } from '../persistence/due-work.repository';

/** More steps than any account has to catch up on; without it a step that stays due would never end. */
const STEPS_MAX = 5_000;

/** Does all that is due of one account, period by period, in one transaction: all of it, or nothing. */
@Injectable()
export class DoWorkOfAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsApi,
    private readonly due: DueWorkRepository,
    private readonly subscriptions: DueSubscriptionsApi,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Answers the ids of the invoices it made; again, it finds nothing. @throws AppError `not_found` */
  async run(accountId: string): Promise<string[]> {
    return this.database.transaction(async () => {
      await this.accounts.lock(accountId);
      const now = this.clock.now();
      const invoiceIds: string[] = [];
      for (let step = 0; step < STEPS_MAX; step++) {
        const [next] = await this.due.ofAccount(accountId, now);
        if (!next) return invoiceIds;
        invoiceIds.push(...(await this.subscriptions.actOn([next.subscriptionId], now)));
      }
      throw new InvariantBroken(`account ${accountId} has more than ${STEPS_MAX} steps to catch up on`);
    });
  }
}
