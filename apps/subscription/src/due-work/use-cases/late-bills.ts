import { Inject, Injectable } from '@nestjs/common';
import { BILLING_CLOCK, type BillingClock } from '@libs/calendar';
import { InvoicingApi } from '../../invoicing/invoicing.api';
import { UsageApi } from '../../metering/usage.api';
import type { WorkToPark } from '../parked-work';
import { DoOrPark } from './do-or-park';

/** Bills that come later than what they are for: of usage that arrived late, and those that waited for their taxes. */
@Injectable()
export class LateBills {
  constructor(
    private readonly usage: UsageApi,
    private readonly invoicing: InvoicingApi,
    private readonly parking: DoOrPark,
    @Inject(BILLING_CLOCK) private readonly clock: BillingClock,
  ) {}

  /** How many there were. An account whose bill fails is put aside, the others go on. */
  async run(): Promise<number> {
    const putAside = (work: WorkToPark, error: unknown) => this.parking.park(work, error);
    const ofUsage = await this.usage.billLateUsage(this.clock.now(), putAside);
    return ofUsage + (await this.invoicing.issueDelayed(this.clock.now(), putAside));
  }
}
