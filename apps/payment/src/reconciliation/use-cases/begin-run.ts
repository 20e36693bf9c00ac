import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type Instant, type RealClock } from '@libs/calendar';
import { AppError } from '@libs/errors';
import { newId } from '@libs/persistence';
import { ReconciliationPolicy, RUN_EVERY_SECONDS, WINDOW_HOURS } from '../reconciliation-policy';
import { RunRepository } from '../persistence/run.repository';
import { RecordRun } from './record-run';

export interface RunOrder {
  requestedBy: string;
  from?: Instant | undefined;
  to?: Instant | undefined;
  acceptsAmounts: boolean;
}

/** Opens runs: by the hour, and when somebody asks for one. */
@Injectable()
export class BeginRun {
  constructor(
    private readonly record: RecordRun,
    private readonly runs: RunRepository,
    private readonly policy: ReconciliationPolicy,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /**
   * Returns the run's id. Without a window it is the last 48 hours up to now.
   * @throws AppError `reconciliation_running`, `validation_failed`
   */
  async execute({ requestedBy, from, to, acceptsAmounts }: RunOrder): Promise<string> {
    // The window leaves its end out: what moved this very millisecond is wanted.
    const end = to ?? this.clock.now().plusMilliseconds(1);
    const start = from ?? end.plusHours(-WINDOW_HOURS);
    if (!start.isBefore(end)) {
      throw new AppError('validation_failed', {}, [
        { field: 'from', code: 'not_before', message: 'Must be before to.' },
      ]);
    }
    const id = newId();
    await this.record.begin({ id, requestedBy, from: start, to: end, acceptsAmounts });
    return id;
  }

  /**
   * The schedule's next run, when it is time for one and none is running. It looks back 48 hours, or to where the last one
   * ended when that is longer ago; what is younger than the margin waits for the next.
   */
  async whenDue(): Promise<string | undefined> {
    const now = this.clock.now();
    const last = await this.runs.lastScheduled();
    if (last && now.isBefore(last.startedAt.plusSeconds(RUN_EVERY_SECONDS))) return undefined;
    const to = now.plusSeconds(-this.policy.settlingMarginSeconds);
    const usual = to.plusHours(-WINDOW_HOURS);
    const from = last?.to.isBefore(usual) ? last.to : usual;
    try {
      return await this.execute({ requestedBy: 'schedule', from, to, acceptsAmounts: false });
    } catch (error) {
      if (error instanceof AppError && error.code === 'reconciliation_running') return undefined;
      throw error;
    }
  }
}
