import { Inject, Injectable } from '@nestjs/common';
import { expirePending } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** Expires one subscription that nobody paid for in time, and voids what it was billed. */
@Injectable()
export class ExpireOnePending {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly withdraw: WithdrawBills,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** False when it was paid, replaced or expired meanwhile. */
  async run(id: string): Promise<boolean> {
    return this.database.transaction(async () => {
      const { account, record } = await this.facts.forChange(id);
      const now = this.clock.now();
      const before = record.subscription;
      const change = expirePending(before, now);
      if (!change.ok) return false;
      const { subscription: after, events } = change.value;
      await this.commit.run({ account, now, moved: [{ before, after }], events });
      await this.withdraw.run(record);
      return true;
    });
  }
}
