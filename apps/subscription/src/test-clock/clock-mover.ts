import { Inject, Injectable } from '@nestjs/common';
import type { BillingClock, Instant } from '@libs/calendar';
import { CONFIG, type Config } from '@libs/config';
import { BillingTime } from '@libs/platform';
import { TestClockRepository } from './persistence/test-clock.repository';

/** Moves the billing clocks of all processes. */
@Injectable()
export class ClockMover {
  constructor(
    private readonly time: BillingTime,
    private readonly stored: TestClockRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isEnabled(): boolean {
    return this.config.testClock;
  }

  get clock(): BillingClock {
    return this.time.clock;
  }

  /**
   * First the row, then the news: a process that starts in between reads where the clock is. An instant that has passed
   * already moves nothing.
   */
  async moveTo(instant: Instant): Promise<void> {
    const ahead = this.time.clock.aheadFor(instant);
    if (ahead <= this.time.clock.aheadMilliseconds) return;
    await this.stored.moveTo(ahead);
    await this.time.move(ahead);
  }
}
