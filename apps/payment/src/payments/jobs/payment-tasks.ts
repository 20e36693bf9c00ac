import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingTask } from '../../repeating-task';
import { ExpireKeys } from '../../key-claims/key-claims.api';
import { SettleUnknownOutcomes } from '../use-cases/settle-unknown-outcomes';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** What the payment worker does without being asked. Every worker may: rows are claimed, never shared. */
@Injectable()
export class PaymentTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tasks: readonly RepeatingTask[];

  constructor(outcomes: SettleUnknownOutcomes, keys: ExpireKeys) {
    const settle = async () => (await outcomes.execute()) > 0;
    const expire = async () => (await keys.execute()) > 0;
    this.tasks = [
      new RepeatingTask({ name: 'settle_unknown_outcomes', pauseMs: SECOND_MS, run: settle }),
      new RepeatingTask({ name: 'expire_keys', pauseMs: HOUR_MS, run: expire }),
    ];
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
  }
}
