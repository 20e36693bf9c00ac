import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { currentContext, logger, runInContext } from '@libs/observability';
import { newId } from '@libs/persistence';
import { ClockMover } from '../clock-mover';
import { DueBilling } from './due-billing';

const log = logger('test-clock');

/** Moves billing time forward, from one instant at which something falls due to the next, and does it there. */
@Injectable()
export class AdvanceClock {
  private isMoving = false;

  constructor(
    private readonly mover: ClockMover,
    private readonly due: DueBilling,
  ) {}

  get isEnabled(): boolean {
    return this.mover.isEnabled;
  }

  now(): Instant {
    return this.mover.clock.now();
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
    await this.due.settle(this.mover.clock);
    for (;;) {
      const next = await this.due.nextAfter(this.now());
      if (!next || next.isAfter(target)) break;
      await this.mover.moveTo(next);
      await this.due.settle(this.mover.clock);
      stops++;
    }
    await this.mover.moveTo(target);
    await this.due.settle(this.mover.clock);
    log.info({ now: String(this.now()), stops }, 'the clock was moved');
  }
}
