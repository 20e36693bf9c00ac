import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type RealClock } from '@libs/calendar';
import { LedgerApi } from '../ledger/ledger.api';
import { ForgetOldRows } from './use-cases/forget-old-rows';

/** Longer than any transaction takes, and than clocks of several machines differ. */
const SETTLED_SECONDS = 3_600;

@Injectable()
export class HousekeepingApi {
  constructor(
    private readonly oldRows: ForgetOldRows,
    private readonly ledger: LedgerApi,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** Idempotency keys after 24 hours, inbox rows after 30 days. */
  async forgetOldRows(): Promise<void> {
    await this.oldRows.run();
  }

  /** Adds the book up to an hour ago, so that its balances stay quick to tell however long it grows. */
  async sumUpLedger(): Promise<void> {
    await this.ledger.sumUpBefore(this.clock.now().plusSeconds(-SETTLED_SECONDS));
  }
}
