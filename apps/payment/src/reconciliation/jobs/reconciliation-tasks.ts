import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingTask } from '../../repeating-task';
import { BeginRun } from '../use-cases/begin-run';
import { Reconcile } from '../use-cases/reconcile';

/** How often a worker looks whether it is time: the hour is kept by the database, for all workers. */
const PAUSE_MS = 30_000;

@Injectable()
export class ReconciliationTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RepeatingTask;

  constructor(
    begin: BeginRun,
    private readonly reconcile: Reconcile,
  ) {
    const run = async () => {
      const runId = await begin.whenDue();
      if (runId !== undefined) await reconcile.execute(runId, true);
      return false;
    };
    this.task = new RepeatingTask({ name: 'reconciliation', pauseMs: PAUSE_MS, run });
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  /** Before the database is closed. A run in hand ends at its next step; the next worker makes another. */
  async beforeApplicationShutdown(): Promise<void> {
    this.reconcile.stop();
    await this.task.stop();
  }
}
