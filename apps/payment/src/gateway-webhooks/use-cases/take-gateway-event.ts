import { Inject, Injectable } from '@nestjs/common';
import { REAL_CLOCK, type Instant, type RealClock } from '@libs/calendar';
import { logger } from '@libs/observability';
import { PAYMENT_GATEWAY, type GatewayEvent, type GatewayHeaders, type PaymentGateway } from '../../gateways/gateway';
import { GatewayEventRepository } from '../persistence/gateway-event.repository';
import { ApplyGatewayEvent, NOT_YET } from './apply-gateway-event';

const log = logger('gateway-webhooks');
/** Longer than handling takes: only what was left behind is taken up by a worker. */
const LEASE_SECONDS = 20;
const BATCH = 20;
/** What an event is about is written down by then, or is not ours. */
const PATIENCE_SECONDS = 3_600;

/** Takes the gateway's own events: verified, stored once by their id, then handled, if need be by another process later. */
@Injectable()
export class TakeGatewayEvent {
  constructor(
    private readonly events: GatewayEventRepository,
    private readonly applyEvent: ApplyGatewayEvent,
    @Inject(PAYMENT_GATEWAY) private readonly gateway: PaymentGateway,
    @Inject(REAL_CLOCK) private readonly clock: RealClock,
  ) {}

  /** When this returns the event is on disk. @throws AppError `invalid_gateway_signature`, `malformed_json` */
  async receive(rawBody: Buffer, headers: GatewayHeaders): Promise<void> {
    const event = this.gateway.parseEvent(rawBody, headers);
    const now = this.clock.now();
    const isNew = await this.events.store(event, this.gateway.name, now, now.plusSeconds(LEASE_SECONDS));
    if (!isNew) return;
    // The gateway has our yes for the event itself; trouble from here on is ours to repair.
    await this.handle(event, now);
  }

  /** Handles one batch of events that were stored and left; returns how many. */
  async handleLeft(): Promise<number> {
    const now = this.clock.now();
    const left = await this.events.claim(now, now.plusSeconds(LEASE_SECONDS), BATCH);
    for (const { event, receivedAt } of left) await this.handle(event, receivedAt);
    return left.length;
  }

  private async handle(event: GatewayEvent, receivedAt: Instant): Promise<void> {
    try {
      const result = await this.applyEvent.execute(event);
      const now = this.clock.now();
      const isEarly = NOT_YET.includes(result) && receivedAt.plusSeconds(PATIENCE_SECONDS).isAfter(now);
      if (isEarly) log.info({ eventId: event.id, result }, 'a gateway event came early; a worker tries again');
      else await this.events.markHandled(event.id, now, result);
    } catch (error) {
      log.error({ eventId: event.id, err: error }, 'a gateway event could not be handled; a worker tries again');
    }
  }
}
