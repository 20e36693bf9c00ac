import { Inject, Injectable } from '@nestjs/common';
import { pauseSubscription, type PauseRefusal } from '@libs/billing/subscription';
import { BILLING_CLOCK, TimeZone, type BillingClock, type Instant } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { CommitChange } from './commit-change';
import { LoadFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

export interface SubscriptionToPause {
  readonly id: string;
  /** Narrows to one account's; undefined is any. */
  readonly accountId: string | undefined;
  /** Null: until it is resumed, or has been paused too long. */
  readonly resumesAt: Instant | null;
}

/** Stops service and billing now. */
@Injectable()
export class PauseSubscription {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
    private readonly withdraw: WithdrawBills,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `not_found`, `already_paused`, `subscription_not_live`, `invalid_resume_instant`, `payment_in_progress` */
  async run({ id, accountId, resumesAt }: SubscriptionToPause): Promise<SubscriptionRecord> {
    return this.database.transaction(async () => {
      const { account, record } = await this.facts.forChange(id, accountId);
      const now = this.clock.now();
      const before = record.subscription;
      const paused = pauseSubscription(before, resumesAt, TimeZone.of(account.timeZone), now);
      if (!paused.ok) throw refusalOf(paused.error);
      const { subscription: after, events, dropsUnpaidChange } = paused.value;
      if (dropsUnpaidChange) await this.withdraw.assertNotCharged(record);
      await this.commit.run({ account, now, moved: [{ before, after }], events });
      if (dropsUnpaidChange) await this.withdraw.ofChange(record);
      return { ...record, subscription: after };
    });
  }
}

/** An active subscription may always be paused: a refusal by the table is a bug. */
function refusalOf(error: PauseRefusal): Error {
  if (error.code === 'transition_not_allowed') return new InvariantBroken(`a pause was refused: ${error.code}`);
  return new AppError(error.code, { ...error });
}
