import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { CancelUnpaid } from './use-cases/cancel-unpaid';
import { FallPastDue } from './use-cases/fall-past-due';

/** What dunning may have done to subscriptions. Every call joins the transaction that holds the account's lock. */
@Injectable()
export class UnpaidSubscriptionsApi {
  constructor(
    private readonly pastDue: FallPastDue,
    private readonly cancelUnpaid: CancelUnpaid,
  ) {}

  /** A bill is due and nothing can be charged for it: active → past due, with its service kept. */
  async fallPastDue(subscriptionId: string, now: Instant): Promise<void> {
    await this.pastDue.run(subscriptionId, now);
  }

  /**
   * Ends it as involuntary churn; its bills stay owed, but for the rest of a period that began when the account was
   * blocked already. What was used is billed for the last time, so let this be the last thing of the transaction. False
   * when it has ended already.
   */
  async cancel(subscriptionId: string, blockedAt: Instant | null, now: Instant): Promise<boolean> {
    return this.cancelUnpaid.run(subscriptionId, blockedAt, now);
  }
}
