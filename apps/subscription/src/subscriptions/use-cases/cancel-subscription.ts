import { Inject, Injectable } from '@nestjs/common';
import { cancelSubscription, type CancelAt, type CancelRefusal } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** Cancels now or at the period's end; what never began is not owed. */
@Injectable()
export class CancelSubscription {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly withdraw: WithdrawBills,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** `accountId` narrows to one account's. @throws AppError `not_found`, `already_canceled`, `subscription_not_live` */
  async run(ask: { id: string; accountId: string | undefined; at: CancelAt }): Promise<SubscriptionRecord> {
    return this.database.transaction(async () => {
      const { account, record } = await this.facts.forChange(ask.id, ask.accountId);
      const now = this.clock.now();
      const before = record.subscription;
      const canceled = cancelSubscription(before, ask.at, now);
      if (!canceled.ok) throw refusalOf(canceled.error);
      const { subscription: after, events, voidsOpenInvoices } = canceled.value;
      await this.commit.run({ account, now, moved: [{ before, after }], events });
      if (voidsOpenInvoices) await this.withdraw.run(record);
      return { ...record, subscription: after };
    });
  }
}

/** Of a live subscription everything may be canceled: any other refusal is a bug. */
function refusalOf(error: CancelRefusal): Error {
  if (error.code === 'already_canceled') return new AppError(error.code);
  if (error.code === 'subscription_not_live') return new AppError(error.code, { status: error.status });
  return new InvariantBroken(`a cancellation was refused: ${error.code}`);
}
