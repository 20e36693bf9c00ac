import { Injectable } from '@nestjs/common';
import { lateUsageLines, type BillableLine } from '@libs/billing/invoicing';
import type { Instant } from '@libs/calendar';
import { Money } from '@libs/money';
import { Database } from '@libs/persistence';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { UsageClosingRepository } from '../persistence/usage-closing.repository';
import type { UsageClosing } from '../usage-closing';
import { LoadBilledPeriod, type BilledPeriod } from './load-billed-period';
import { RateUsage, type CountedCharge } from './rate-usage';

/** Prices one billed period once more and bills the difference. */
@Injectable()
export class BillLatePeriod {
  constructor(
    private readonly database: Database,
    private readonly closings: UsageClosingRepository,
    private readonly load: LoadBilledPeriod,
    private readonly rate: RateUsage,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** True when an invoice came of it; false when the difference is nothing, or another run was quicker. */
  async run(found: UsageClosing, now: Instant): Promise<boolean> {
    return this.database.transaction(async () => {
      const billed = await this.load.run(found);
      const closing = await this.closings.lockOne(found, now);
      if (!closing) return false;
      const [counted = []] = await this.rate.count([billed.ask]);
      const lines = counted.map((charge, at) => lateLines(charge, closing.billedMinor[at] ?? 0n));
      const eventCount = counted.reduce((sum, charge) => sum + charge.eventCount, 0n);
      const billedMinor = lines.map((ofCharge, at) => (closing.billedMinor[at] ?? 0n) + sumOf(ofCharge));
      await this.closings.billedMore({ ...closing, billedMinor, eventCount });
      return this.issue(billed, lines.flat(), eventCount, now);
    });
  }

  private async issue(
    { account, userId, ask: { subscription, period } }: BilledPeriod,
    lines: readonly BillableLine[],
    eventCount: bigint,
    now: Instant,
  ): Promise<boolean> {
    if (lines.length === 0) return false;
    // The number of events grows with each supplement, so each has a key of its own.
    const key = `late_usage:${subscription.id}:${period.start}:${eventCount}`;
    const bill = { account, subscription, userId, lines, period, cause: 'supplemental', key } as const;
    return (await this.invoicing.issueMany([bill], now)).length > 0;
  }
}

function lateLines({ toBill }: CountedCharge, billedMinor: bigint): BillableLine[] {
  return lateUsageLines({ ...toBill, billed: Money.ofMinor(billedMinor, toBill.currency) });
}

function sumOf(lines: readonly BillableLine[]): bigint {
  return lines.reduce((sum, { lineTotal }) => sum + lineTotal.minor, 0n);
}
