import { Injectable } from '@nestjs/common';
import { Instant } from '@libs/calendar';
import { Database } from '@libs/persistence';
import type { GatewayEvent } from '../../gateways/gateway';
import { payloadOf, readPayload } from './event-payload';

/** The first delivery of an event stores it; the others find it there. */
const STORE = `
  INSERT INTO gateway_event (id, gateway, type, payload, received_at, next_try_at)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING RETURNING 1`;
const CLAIM = `
  UPDATE gateway_event SET next_try_at = $2
  WHERE id IN (
    SELECT id FROM gateway_event WHERE handled_at IS NULL AND next_try_at <= $1
    ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING payload, received_at`;
const HANDLED = `UPDATE gateway_event SET handled_at = $2, result = $3 WHERE id = $1 AND handled_at IS NULL`;

export interface StoredEvent {
  event: GatewayEvent;
  /** Real time. */
  receivedAt: Instant;
}

/** Every event the gateway told us, once each, before anything came of it. */
@Injectable()
export class GatewayEventRepository {
  constructor(private readonly database: Database) {}

  /** True for the first delivery. Until `leaseEnd` (real time) no worker takes it up. */
  async store(event: GatewayEvent, gateway: string, receivedAt: Instant, leaseEnd: Instant): Promise<boolean> {
    const params = [event.id, gateway, typeOf(event), payloadOf(event), receivedAt.toDate(), leaseEnd.toDate()];
    return (await this.database.named('gateway_event_store', STORE, params)).length > 0;
  }

  /** Events that were stored and not handled, nobody else's until `leaseEnd`. */
  async claim(now: Instant, leaseEnd: Instant, limit: number): Promise<StoredEvent[]> {
    const params = [now.toDate(), leaseEnd.toDate(), limit];
    const rows = await this.database.named<{ payload: object; received_at: Date }>(
      'gateway_event_claim',
      CLAIM,
      params,
    );
    return rows.map((row) => ({ event: readPayload(row.payload), receivedAt: Instant.fromDate(row.received_at) }));
  }

  async markHandled(eventId: string, now: Instant, result: string): Promise<void> {
    await this.database.named('gateway_event_handled', HANDLED, [eventId, now.toDate(), result]);
  }
}

/** For people who look: `charge_settled.succeeded`, `dispute_closed.won`. */
function typeOf(event: GatewayEvent): string {
  switch (event.kind) {
    case 'other':
      return event.type;
    case 'charge_settled':
    case 'refund_settled':
      return `${event.kind}.${event.outcome.status}`;
    case 'dispute_opened':
      return event.kind;
    case 'dispute_closed':
      return `${event.kind}.${event.outcome}`;
  }
}
