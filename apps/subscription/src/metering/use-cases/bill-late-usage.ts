import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { logger } from '@libs/observability';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import type { UsageClosing } from '../usage-closing';
import { BillLatePeriod } from './bill-late-period';
import { FindLateUsage } from './find-late-usage';

const PAGE = 500;
const AGAIN_HOURS = 1;
const log = logger('metering');

/** Bills usage that arrived after its period was billed. Several may run at once: locks decide. */
@Injectable()
export class BillLateUsage {
  constructor(
    private readonly closings: UsageClosingRepository,
    private readonly find: FindLateUsage,
    private readonly one: BillLatePeriod,
  ) {}

  /** How many invoices it made. */
  async run(now: Instant): Promise<number> {
    let invoices = 0;
    for (;;) {
      const { count, grown } = await this.find.run(now, PAGE);
      for (const closing of grown) if (await this.billed(closing, now)) invoices++;
      if (count < PAGE) return invoices;
    }
  }

  async dueAt(): Promise<Instant | null> {
    return this.closings.nextCheck();
  }

  /** One that cannot be billed must not keep the others from it: it has its turn again later. */
  private async billed(closing: UsageClosing, now: Instant): Promise<boolean> {
    try {
      return await this.one.run(closing, now);
    } catch (error) {
      const { accountId: account_id, subscriptionId: subscription_id } = closing;
      log.error({ err: error, account_id, subscription_id }, 'late usage could not be billed');
      await this.closings.postpone(closing, now.plusHours(AGAIN_HOURS));
      return false;
    }
  }
}
