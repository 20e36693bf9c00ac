import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import type { RatedPeriod, UsageAsk } from './rated-period';
import { BillLateUsage, type PutAside } from './use-cases/bill-late-usage';
import { ClosePeriods } from './use-cases/close-periods';
import { RateUsage } from './use-cases/rate-usage';

export type { RatedPeriod, UsageAsk } from './rated-period';

/** What other rooms may ask of usage. Every call joins the open transaction. */
@Injectable()
export class UsageApi {
  constructor(
    private readonly rate: RateUsage,
    private readonly close: ClosePeriods,
    private readonly late: BillLateUsage,
  ) {}

  /**
   * What was used in periods, priced, by the id of the subscription (one period each); a fixed number of statements for
   * any number of asks, none when no plan has charges. Marks nothing, so it serves previews too.
   */
  async ratedLines(asks: readonly UsageAsk[]): Promise<ReadonlyMap<string, RatedPeriod>> {
    return this.rate.run(asks);
  }

  /**
   * Notes that periods were billed, in the transaction that bills them: from now on their usage is late. Hand back what
   * `ratedLines` answered, for every period that ended, also one without charges.
   */
  async closePeriods(rated: Iterable<RatedPeriod>, now: Instant): Promise<void> {
    await this.close.run([...rated], now);
  }

  /**
   * Bills usage that arrived after its period was billed, each account in a transaction of its own; done again, it finds
   * nothing. One that fails is put aside, and the others go on. Answers how many invoices it made.
   */
  async billLateUsage(now: Instant, putAside: PutAside): Promise<number> {
    return this.late.run(now, putAside);
  }

  /** When `billLateUsage` has something to look at next; null: nothing is waiting. */
  async lateUsageDueAt(): Promise<Instant | null> {
    return this.late.dueAt();
  }
}
