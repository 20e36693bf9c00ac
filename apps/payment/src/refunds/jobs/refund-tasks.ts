import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingTask } from '../../repeating-task';
import { SettleUnknownRefunds } from '../use-cases/settle-unknown-refunds';

const PAUSE_MS = 2_000;

/** Looks after refunds whose outcome nobody has told. Every worker may: rows are claimed, never shared. */
@Injectable()
export class RefundTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RepeatingTask;

  constructor(refunds: SettleUnknownRefunds) {
    const run = async () => (await refunds.execute()) > 0;
    this.task = new RepeatingTask({ name: 'settle_unknown_refunds', pauseMs: PAUSE_MS, run });
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }
}
