import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { isUnavailable } from '@libs/persistence';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import type { UsageClosing } from '../usage-closing';
import { BillLatePeriod } from './bill-late-period';
import { FindLateUsage } from './find-late-usage';

const PAGE = 500;

/** Puts an account aside whose work failed; from then on it is left alone until staff retry it. */
export type PutAside = (
  work: { readonly accountId: string; readonly subscriptionId: string | null; readonly step: string },
  error: unknown,
) => Promise<void>;

/** Bills usage that arrived after its period was billed. Several may run at once: locks decide. */
@Injectable()
export class BillLateUsage {
  constructor(
    private readonly closings: UsageClosingRepository,
    private readonly find: FindLateUsage,
    private readonly one: BillLatePeriod,
  ) {}

  /** How many invoices it made. */
  async run(now: Instant, putAside: PutAside): Promise<number> {
    let invoices = 0;
    for (;;) {
      const { count, grown } = await this.find.run(now, PAGE);
      for (const closing of grown) if (await this.billed(closing, now, putAside)) invoices++;
      if (count < PAGE) return invoices;
    }
  }

  async dueAt(): Promise<Instant | null> {
    return this.closings.nextCheck();
  }

  /** One that cannot be billed must not keep the others from it. */
  private async billed(closing: UsageClosing, now: Instant, putAside: PutAside): Promise<boolean> {
    try {
      return await this.one.run(closing, now);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const { accountId, subscriptionId } = closing;
      await putAside({ accountId, subscriptionId, step: 'late_usage' }, error);
      return false;
    }
  }
}
