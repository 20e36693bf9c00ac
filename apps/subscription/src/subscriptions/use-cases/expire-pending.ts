import { Inject, Injectable } from '@nestjs/common';
import { PENDING_HOURS_MAX } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { SubscriptionRepository } from '../persistence/subscription.repository';
import { ExpireOnePending } from './expire-one-pending';

const BATCH = 200;
const log = logger('subscriptions');

/** Expires pending subscriptions that nobody paid for in time, each in a transaction of its own. */
@Injectable()
export class ExpirePending {
  constructor(
    private readonly subscriptions: SubscriptionRepository,
    private readonly one: ExpireOnePending,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** All that are due now; how many expired. Several may run at once: the account's lock and the state decide. */
  async run(): Promise<number> {
    let expired = 0;
    for (;;) {
      const createdUntil = this.clock.now().plusHours(-PENDING_HOURS_MAX);
      const due = await this.subscriptions.pendingSince(createdUntil, BATCH);
      let inBatch = 0;
      for (const { id } of due) if (await this.expired(id)) inBatch++;
      expired += inBatch;
      // A batch in which nothing moved is all trouble, or another scheduler's: the next run looks again.
      if (due.length < BATCH || inBatch === 0) return expired;
    }
  }

  /** One that cannot be expired must not keep the others from it. */
  private async expired(id: string): Promise<boolean> {
    try {
      return await this.one.run(id);
    } catch (error) {
      log.error({ err: error, subscription_id: id }, 'a pending subscription could not be expired');
      return false;
    }
  }
}
