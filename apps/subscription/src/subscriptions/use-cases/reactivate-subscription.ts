import { Inject, Injectable } from '@nestjs/common';
import { reactivateSubscription } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';

/** Undoes a scheduled cancellation: the subscription renews again. */
@Injectable()
export class ReactivateSubscription {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `not_found`, `subscription_not_live`, `cancellation_not_scheduled` */
  async run(ask: { id: string; accountId: string | undefined }): Promise<SubscriptionRecord> {
    return this.database.transaction(async () => {
      const { account, record } = await this.facts.forChange(ask.id, ask.accountId);
      const before = record.subscription;
      const reactivated = reactivateSubscription(before);
      if (!reactivated.ok) throw new AppError(reactivated.error.code, { ...reactivated.error });
      const { subscription, events } = reactivated.value;
      const after = { ...subscription, refundAtEnd: null };
      await this.commit.run({ account, now: this.clock.now(), moved: [{ before, after }], events });
      return { ...record, subscription: after };
    });
  }
}
