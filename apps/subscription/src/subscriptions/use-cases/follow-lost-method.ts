import { Inject, Injectable } from '@nestjs/common';
import { isTrialOver } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import { FallPastDue } from './fall-past-due';

/** An account has no saved method any more: a trial that ended counting on one is past due, as if it had had none. */
@Injectable()
export class FollowLostMethod {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly pastDue: FallPastDue,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** Joins the open transaction. A charge that is under way all the same makes it active when it succeeds. */
  async run(accountId: string): Promise<void> {
    for (const { subscription } of await this.subscriptions.unendedOf(accountId)) {
      const waitsForCharge = subscription.status === 'trial' && isTrialOver(subscription);
      if (waitsForCharge) await this.pastDue.run(subscription.id, this.clock.now());
    }
  }
}
