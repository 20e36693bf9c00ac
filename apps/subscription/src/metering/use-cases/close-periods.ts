import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import type { RatedPeriod } from '../rated-period';
import { SETTLE_SECONDS, type UsageClosing } from '../usage-closing';

/** Notes that periods were billed: from now on their usage is late. */
@Injectable()
export class ClosePeriods {
  constructor(private readonly closings: UsageClosingRepository) {}

  async run(rated: readonly RatedPeriod[], now: Instant): Promise<void> {
    if (rated.length === 0) return;
    const closings = rated.map((each) => closingOf(each, now));
    await this.closings.close(closings, now, now.plusSeconds(SETTLE_SECONDS));
  }
}

function closingOf({ ask, billedMinor, eventCount }: RatedPeriod, billedAt: Instant): UsageClosing {
  const { subscription, plan, period } = ask;
  return {
    accountId: subscription.accountId,
    subscriptionId: subscription.id,
    period,
    planId: plan.id,
    planVersion: plan.version,
    billedMinor,
    eventCount,
    billedAt,
  };
}
