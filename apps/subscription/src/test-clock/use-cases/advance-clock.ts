import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { CONFIG, type Config } from '@libs/config';
import { AppError } from '@libs/errors';
import { currentContext, logger, runInContext } from '@libs/observability';
import { newId } from '@libs/persistence';
import { BillingTime } from '@libs/platform';
import { TestClockRepository } from '../persistence/test-clock.repository';
import { DueBilling } from './due-billing';

const log = logger('test-clock');

/** Moves billing time forward, from one instant at which something falls due to the next, and does it there. */
@Injectable()
export class AdvanceClock {
  private isMoving = false;

  constructor(
    private readonly time: BillingTime,
    private readonly stored: TestClockRepository,
    private readonly due: DueBilling,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isEnabled(): boolean {
    return this.config.testClock;
  }

  now(): Instant {
    return this.time.clock.now();
  }

  /**
   * Returns when all that fell due until `target` is done in both services.
   * @throws AppError `clock_not_movable`, `clock_is_moving`, `clock_runs_forward`
   */
  async run(target: Instant): Promise<void> {
    if (!this.isEnabled) throw new AppError('clock_not_movable');
    if (this.isMoving) throw new AppError('clock_is_moving');
    if (!target.isAfter(this.now())) throw new AppError('clock_runs_forward', { now: String(this.now()) });
    this.isMoving = true;
    const requestId = currentContext()?.requestId ?? newId();
    try {
      await runInContext({ requestId, actor: 'system:test_clock' }, () => this.advance(target));
    } finally {
      this.isMoving = false;
    }
  }

  private async advance(target: Instant): Promise<void> {
    let stops = 0;
    await this.due.settle(this.time.clock);
    for (;;) {
      const next = await this.due.nextAfter(this.now());
      if (!next || next.isAfter(target)) break;
      await this.moveTo(next);
      await this.due.settle(this.time.clock);
      stops++;
    }
    await this.moveTo(target);
    await this.due.settle(this.time.clock);
    log.info({ now: String(this.now()), stops }, 'the clock was moved');
  }

  /** First the row, then the news: a process that starts in between reads where the clock is. */
  private async moveTo(instant: Instant): Promise<void> {
    const ahead = this.time.clock.aheadFor(instant);
    if (ahead <= this.time.clock.aheadMilliseconds) return;
    await this.stored.moveTo(ahead);
    await this.time.move(ahead);
  }
}
