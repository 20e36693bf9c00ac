import { Inject, Injectable } from '@nestjs/common';
import { withdrawChange } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { Database } from '@libs/persistence';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** A change whose charge was declined while its customer waited leaves everything as it was. */
@Injectable()
export class WithdrawDeclinedChange {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly withdraw: WithdrawBills,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /**
   * Takes back the change, and its bill with it. Nothing happens when another card paid it meanwhile, or another change
   * replaced it. @throws AppError `not_found`
   */
  async run(id: string, invoiceId: string): Promise<void> {
    await this.database.transaction(async () => {
      const { account, record } = await this.facts.forChange(id);
      const { subscription: before } = record;
      if (before.pendingChange?.invoiceId !== invoiceId) return;
      const { subscription: after, events } = withdrawChange(before);
      await this.commit.run({ account, now: this.clock.now(), moved: [{ before, after }], events });
      // Whoever hears of the bill finds nothing to do any more.
      await this.withdraw.ofChange(record);
    });
  }
}
