import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingTask } from '../../repeating-task';
import { TidyMethods } from '../use-cases/tidy-methods';

const PAUSE_MS = 5_000;

/** What the worker does about saved methods without being asked. */
@Injectable()
export class MethodTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tasks: readonly RepeatingTask[];

  constructor(tidy: TidyMethods) {
    const settle = async () => (await tidy.settleLeft()) > 0;
    const forget = async () => (await tidy.forgetLeft()) > 0;
    this.tasks = [
      new RepeatingTask({ name: 'settle_method_drafts', pauseMs: PAUSE_MS, run: settle }),
      new RepeatingTask({ name: 'forget_methods', pauseMs: PAUSE_MS, run: forget }),
    ];
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
  }
}
