import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { UsageApi } from '../../metering/usage.api';

/** When bills that come after their period fall due: of usage that arrived late, and those that wait for their taxes. */
@Injectable()
export class LateBilling {
  constructor(
    private readonly usage: UsageApi,
    private readonly invoicing: InvoicingApi,
  ) {}

  /** When each falls due next; null: never, as things stand. */
  async dueAt(): Promise<(Instant | null)[]> {
    return [await this.usage.lateUsageDueAt(), await this.invoicing.delayedDueAt()];
  }
}
