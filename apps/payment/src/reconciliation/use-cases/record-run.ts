import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type Instant, type RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { metrics } from '@libs/observability';
import { Database } from '@libs/persistence';
import { MismatchRepository } from '../persistence/mismatch.repository';
import { RunRepository, type NewRun, type RunEnd } from '../persistence/run.repository';
import type { Mismatch, ReconciliationRun } from '../reconciliation';
import { LEASE_SECONDS } from '../reconciliation-policy';

/** Writes down how a run gets on: what it finds is kept page by page, under the run's lease. */
@Injectable()
export class RecordRun {
  constructor(
    private readonly database: Database,
    private readonly runs: RunRepository,
    private readonly mismatches: MismatchRepository,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** @throws AppError `reconciliation_running` */
  async begin(run: NewRun): Promise<void> {
    const isStarted = await this.runs.start(run, this.clock.now(), this.leaseEnd());
    if (!isStarted) throw new AppError('reconciliation_running', { retryAfterSeconds: 5 });
  }

  /** Takes the run up from its beginning; undefined when it has ended, or is in somebody else's hands. */
  async take(id: string, isOwn: boolean): Promise<ReconciliationRun | undefined> {
    return this.database.transaction(async () => {
      const run = await this.runs.take(id, this.clock.now(), this.leaseEnd(), isOwn);
      if (run) await this.mismatches.clear(id);
      return run;
    });
  }

  /** False when the run was taken for dead meanwhile: then nobody needs its findings. */
  async note(id: string, movements: number, found: readonly Mismatch[]): Promise<boolean> {
    const repaired = found.filter(({ isRepaired }) => isRepaired).length;
    const counts = { movements, mismatches: found.length, repaired };
    const isAlive = await this.database.transaction(async () => {
      if (!(await this.runs.progress(id, counts, this.leaseEnd()))) return false;
      await this.mismatches.add(id, found, this.clock.now());
      return true;
    });
    if (isAlive) for (const { kind } of found) metrics.reconciliationMismatches.inc({ kind });
    return isAlive;
  }

  async finish(id: string, end: RunEnd): Promise<void> {
    await this.runs.finish(id, end, this.clock.now());
  }

  private leaseEnd(): Instant {
    return this.clock.now().plusSeconds(LEASE_SECONDS);
  }
}
