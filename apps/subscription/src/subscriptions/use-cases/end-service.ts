import { Injectable } from '@nestjs/common';
import type { Cancellation, Refund } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import type { SubscriptionRecord } from '../subscription-record';
import { BillEnd } from './bill-end';
import { CommitChange } from './commit-change';
import type { PriceFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

/** Carries out a cancellation: what was never owed is taken back, what was served is billed. */
@Injectable()
export class EndService {
  constructor(
    private readonly commit: CommitChange,
    private readonly withdraw: WithdrawBills,
    private readonly bill: BillEnd,
  ) {}

  /** The caller holds the account's lock. */
  async run(
    facts: PriceFacts,
    { subscription: after, events, endedAt, voidsOpenInvoices, dropsUnpaidChange }: Cancellation,
    refund: Refund,
    now: Instant,
  ): Promise<SubscriptionRecord> {
    const { account, record } = facts;
    const { subscription: before } = record;
    await this.commit.run({ account, now, moved: [{ before, after }], events });
    if (dropsUnpaidChange) await this.withdraw.ofChange(record);
    // In the grace after a trial nothing was paid for: the bill goes with the subscription, as when the grace ends.
    if (voidsOpenInvoices || (endedAt && before.graceEndsAt)) await this.withdraw.run(record);
    else if (endedAt) await this.bill.run(facts, endedAt, refund, now);
    return { ...record, subscription: after };
  }
}
