import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { BillingClock, Instant } from '@libs/calendar';
import { InvariantBroken } from '@libs/errors';
import { DueWorkApi } from '../../due-work/due-work.api';
import { DunningWorkApi } from '../../dunning/dunning-work.api';
import { ErasureApi } from '../../erasure/erasure.api';
import { AwaitQuiet } from '../await-quiet';
import { LateBilling } from './late-billing';

/** What another run has in hand is waited for this long. */
const HELD_SECONDS_MAX = 60;
const HELD_PAUSE_MS = 5;

/** All that time does by itself, in one place: what is due next, and doing what is due. */
@Injectable()
export class DueBilling {
  constructor(
    private readonly work: DueWorkApi,
    private readonly dunning: DunningWorkApi,
    private readonly late: LateBilling,
    private readonly erasure: ErasureApi,
    private readonly quiet: AwaitQuiet,
  ) {}

  /** The earliest instant after now at which something falls due; null: nothing will. */
  async nextAfter(now: Instant): Promise<Instant | null> {
    const instants = [
      await this.work.nextDueAt(),
      await this.dunning.nextDueAt(),
      await this.erasure.nextDueAt(),
      ...(await this.late.dueAt()),
    ];
    const ahead = instants.filter((at): at is Instant => at !== null && at.isAfter(now));
    return ahead.sort((a, b) => a.compare(b))[0] ?? null;
  }

  /** Does all that is due, and returns when both services are quiet. */
  async settle(clock: BillingClock): Promise<void> {
    for (const end = performance.now() + HELD_SECONDS_MAX * 1_000; ; await sleep(HELD_PAUSE_MS)) {
      await this.work.rollOutVersions();
      await this.work.run();
      await this.work.billLate();
      await this.dunning.run();
      await this.erasure.run();
      await this.quiet.run();
      const next = await this.overdue(clock.now());
      if (!next) return;
      if (performance.now() > end) throw new InvariantBroken(`what fell due at ${next} is not done`);
    }
  }

  /** What is due and not done yet; null: nothing. */
  private async overdue(now: Instant): Promise<Instant | null> {
    const next = [await this.work.nextDueAt(), await this.dunning.nextDueAt(), await this.erasure.nextDueAt()];
    return next.find((at) => at?.isBefore(now)) ?? null;
  }
}
