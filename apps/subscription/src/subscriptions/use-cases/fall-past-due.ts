import { Injectable } from '@nestjs/common';
import { failPayment } from '@libs/billing/subscription';
import { TimeZone, type Instant } from '@libs/calendar';
import { CommitChange } from './commit-change';
import { LoadFacts, type Payer } from './load-facts';

/** A declined or missing payment: the subscription is past due and keeps its service, a trial's for its days of grace. */
@Injectable()
export class FallPastDue {
  constructor(
    private readonly facts: LoadFacts,
    private readonly commit: CommitChange,
  ) {}

  /** Answers it as it is afterwards; what is past due, paused or has ended stays as it is. */
  async run(subscriptionId: string, now: Instant): Promise<Payer> {
    const { account, record } = await this.facts.forChange(subscriptionId);
    const before = record.subscription;
    const { subscription: after, events } = failPayment(before, TimeZone.of(account.timeZone), now);
    if (events.length === 0) return { account, record };
    await this.commit.run({ account, now, moved: [{ before, after }], events });
    return { account, record: { ...record, subscription: after } };
  }
}
