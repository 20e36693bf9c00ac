import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingTask } from '../../repeating-task';
import { TakeGatewayEvent } from '../use-cases/take-gateway-event';

const PAUSE_MS = 5_000;

/** Takes up events that were stored and not handled, because the process that took them died or met trouble. */
@Injectable()
export class StoredEventsTask implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly task: RepeatingTask;

  constructor(events: TakeGatewayEvent) {
    const run = async () => (await events.handleLeft()) > 0;
    this.task = new RepeatingTask({ name: 'gateway_events', pauseMs: PAUSE_MS, run });
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }
}
