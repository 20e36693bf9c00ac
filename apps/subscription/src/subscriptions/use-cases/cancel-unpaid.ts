import { Injectable } from '@nestjs/common';
import { cancelForNonpayment, isLive } from '@libs/billing/subscription';
import type { Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { EndService } from './end-service';
import { FallPastDue } from './fall-past-due';
import { LoadFacts } from './load-facts';

/**
 * Ends a subscription that was not paid for: final usage is billed and what is open stays owed. Only of a period in which
 * the account was blocked from its start, the part that does not come any more is taken off its bill.
 */
@Injectable()
export class CancelUnpaid {
  constructor(
    private readonly facts: LoadFacts,
    private readonly pastDue: FallPastDue,
    private readonly end: EndService,
  ) {}

  /** False when it has ended already. */
  async run(subscriptionId: string, blockedAt: Instant | null, now: Instant): Promise<boolean> {
    // One whose charge has had no answer all the while is active still.
    const payer = await this.pastDue.run(subscriptionId, now);
    const { subscription } = payer.record;
    if (!isLive(subscription.status)) return false;
    const change = cancelForNonpayment(subscription, now);
    if (!change.ok)
      throw new InvariantBroken(`subscription ${subscriptionId} is ${subscription.status} and not paid for`);
    const dropsUnpaidChange = subscription.pendingChange?.awaitsPayment ?? false;
    const ended = { ...change.value, endedAt: now, voidsOpenInvoices: false, dropsUnpaidChange };
    const wasServed = blockedAt === null || subscription.currentPeriod.start.isBefore(blockedAt);
    await this.end.run(await this.facts.priceOf(payer), ended, wasServed ? 'none' : 'prorated', now);
    return true;
  }
}
