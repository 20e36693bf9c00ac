import { Injectable } from '@nestjs/common';
import { RepeatingTasks } from '../../repeating-task';
import { BeginRun } from '../use-cases/begin-run';
import { Reconcile } from '../use-cases/reconcile';

/** How often a worker looks whether it is time: the hour is kept by the database, for all workers. */
const PAUSE_MS = 30_000;

@Injectable()
export class ReconciliationTasks extends RepeatingTasks {
  constructor(
    begin: BeginRun,
    private readonly reconcile: Reconcile,
  ) {
    const run = async () => {
      const runId = await begin.whenDue();
      if (runId !== undefined) await reconcile.execute(runId, true);
      return 0;
    };
    super({ name: 'reconciliation', pauseMs: PAUSE_MS, run });
  }

  /** A run in hand ends at its next step; the next worker makes another. */
  override async beforeApplicationShutdown(): Promise<void> {
    this.reconcile.stop();
    await super.beforeApplicationShutdown();
  }
}
