import type { GatewayEvent } from '../../gateways/gateway';

const MINOR_MEMBER = 'amountMinor';

/**
 * The event as jsonb: what the adapter read out of it, which has no card data but brand, last digits and expiry. The raw
 * body stays with the gateway, which shows it by the event's id.
 */
export function payloadOf(event: GatewayEvent): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

export function readPayload(payload: object): GatewayEvent {
  const text = JSON.stringify(payload);
  const event = JSON.parse(text, (key, value: unknown) => {
    if (key === MINOR_MEMBER && typeof value === 'string') return BigInt(value);
    return key === 'createdAt' && typeof value === 'string' ? new Date(value) : value;
  });
  return event as GatewayEvent;
}
