import { Injectable } from '@nestjs/common';
import { cancelForNonpayment, isLive } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { EndService } from './end-service';
import { FallPastDue } from './fall-past-due';
import { LoadFacts } from './load-facts';

/** Ends a subscription that was not paid for: final usage is billed, what is open stays owed, nothing is given back. */
@Injectable()
export class CancelUnpaid {
  constructor(
    private readonly facts: LoadFacts,
    private readonly pastDue: FallPastDue,
    private readonly end: EndService,
  ) {}

  /** False when it has ended already. */
  async run(subscriptionId: string, now: Instant): Promise<boolean> {
    // One whose charge has had no answer all the while is active still.
    const payer = await this.pastDue.run(subscriptionId, now);
    const { subscription } = payer.record;
    if (!isLive(subscription.status)) return false;
    const change = cancelForNonpayment(subscription, now);
    if (!change.ok)
      throw new InvariantBroken(`subscription ${subscriptionId} is ${subscription.status} and not paid for`);
    const dropsUnpaidChange = subscription.pendingChange?.awaitsPayment ?? false;
    const ended = { ...change.value, endedAt: now, voidsOpenInvoices: false, dropsUnpaidChange };
    await this.end.run(await this.facts.priceOf(payer), ended, 'none', now);
    return true;
  }
}
