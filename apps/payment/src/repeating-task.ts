import { randomUUID } from 'node:crypto';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { logger, runInContext } from '@libs/observability';

const log = logger('tasks');

interface RepeatingTaskOptions {
  name: string;
  pauseMs: number;
  /** Does one batch and says how much there was: until nothing is left the next one follows at once. */
  run: () => Promise<number>;
}

/** Work of a worker that no message asks for. Trouble is logged and ends nothing: the next round tries again. */
class RepeatingTask {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private stopped = true;
  private troubled = false;

  constructor(private readonly options: RepeatingTaskOptions) {}

  start(): void {
    this.stopped = false;
    this.after(0);
  }

  /** Finishes what it has in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private after(milliseconds: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.after(this.options.pauseMs));
    }, milliseconds);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    const { name, run } = this.options;
    const context = { requestId: `task-${randomUUID()}`, actor: `system:${name}` };
    await runInContext(context, async () => {
      try {
        while (!this.stopped && (await run()) > 0);
        if (this.troubled) log.info({ task: name }, 'the task works again');
        this.troubled = false;
      } catch (error) {
        if (!this.troubled) log.warn({ task: name, err: error }, 'the task is in trouble; trying on');
        this.troubled = true;
      }
    });
  }
}

/** The tasks of a room: every worker may do them, since rows are claimed and never shared. */
export abstract class RepeatingTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tasks: readonly RepeatingTask[];

  protected constructor(...tasks: readonly RepeatingTaskOptions[]) {
    this.tasks = tasks.map((options) => new RepeatingTask(options));
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
  }
}
