import { Inject, Injectable } from '@nestjs/common';
import { cancelSubscription, type CancelAt, type CancelRefusal, type Refund } from '@libs/billing/subscription';
import { BILLING_CLOCK, type BillingClock, type Instant } from '@libs/calendar';
import { AppError, InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';
import type { SubscriptionRecord } from '../subscription-record';
import { EndService } from './end-service';
import { LoadFacts } from './load-facts';
import { WithdrawBills } from './withdraw-bills';

export interface SubscriptionToCancel {
  readonly id: string;
  /** Narrows to one account's; undefined is any. */
  readonly accountId: string | undefined;
  readonly at: CancelAt | Instant;
  /** `prorated`: what is left of the paid period becomes account credit, should it end before that is over. */
  readonly refund: Refund;
}

/** Cancels now, at the period's end, or at an instant. */
@Injectable()
export class CancelSubscription {
  constructor(
    private readonly database: Database,
    private readonly facts: LoadFacts,
    private readonly end: EndService,
    private readonly withdraw: WithdrawBills,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** @throws AppError `not_found`, `already_canceled`, `subscription_not_live`, `cancel_instant_too_early`, `payment_in_progress` */
  async run({ id, accountId, at, refund }: SubscriptionToCancel): Promise<SubscriptionRecord> {
    return this.database.transaction(async () => {
      const facts = await this.facts.priceOf(await this.facts.forChange(id, accountId));
      const now = this.clock.now();
      const canceled = cancelSubscription(facts.record.subscription, at, now);
      if (!canceled.ok) throw refusalOf(canceled.error);
      const cancellation = canceled.value;
      const { voidsOpenInvoices, dropsUnpaidChange } = cancellation;
      if (voidsOpenInvoices || dropsUnpaidChange) await this.withdraw.assertNotCharged(facts.record);
      // One that ends later is asked then: it is kept with it.
      const subscription = cancellation.endedAt
        ? cancellation.subscription
        : { ...cancellation.subscription, refundAtEnd: refund };
      return this.end.run(facts, { ...cancellation, subscription }, refund, now);
    });
  }
}

/** Of a live subscription everything may be canceled: any other refusal is a bug. */
function refusalOf(error: CancelRefusal): Error {
  if (error.code === 'already_canceled' || error.code === 'cancel_instant_too_early') return new AppError(error.code);
  if (error.code === 'subscription_not_live') return new AppError(error.code, { status: error.status });
  return new InvariantBroken(`a cancellation was refused: ${error.code}`);
}
