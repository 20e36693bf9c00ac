import { Injectable } from '@nestjs/common';
import { RepeatingTasks } from '../../repeating-task';
import { TakeGatewayEvent } from '../use-cases/take-gateway-event';

const PAUSE_MS = 5_000;

/** Takes up events that were stored and not handled, because the process that took them died or met trouble. */
@Injectable()
export class StoredEventsTask extends RepeatingTasks {
  constructor(events: TakeGatewayEvent) {
    super({ name: 'gateway_events', pauseMs: PAUSE_MS, run: () => events.handleLeft() });
  }
}
