import { AppError } from '@libs/errors';
import type { GatewayEvent } from '../gateway';

interface MockEventBody {
  id: string;
  created: number;
  type: string;
  gateway_reference?: string;
  payment_id?: string;
  amount_minor?: string;
  currency?: string;
}

/**
 * The mock's own event: `{id, created, type: "charge.succeeded", gateway_reference, payment_id, amount_minor, currency}`.
 * @throws AppError `malformed_json` when it is something else
 */
export function readMockEvent(rawBody: Buffer): GatewayEvent {
  const event = parse(rawBody);
  const facts = { id: event.id, createdAt: new Date(event.created * 1000) };
  const { gateway_reference: gatewayReference, payment_id: paymentId, amount_minor: amount, currency } = event;
  if (event.type !== 'charge.succeeded' || !gatewayReference || !currency || !/^\d{1,18}$/.test(amount ?? '')) {
    return { ...facts, kind: 'other', type: event.type };
  }
  return {
    ...facts,
    kind: 'charge_settled',
    gatewayReference,
    ...(paymentId !== undefined && { paymentId }),
    outcome: { status: 'succeeded', gatewayReference, amountMinor: BigInt(amount ?? ''), currency },
  };
}

function parse(rawBody: Buffer): MockEventBody {
  try {
    const event = JSON.parse(rawBody.toString('utf8')) as Partial<MockEventBody> | null;
    if (typeof event?.id === 'string' && typeof event.type === 'string' && Number.isSafeInteger(event.created)) {
      return event as MockEventBody;
    }
  } catch {
    // Falls through to the one refusal.
  }
  throw new AppError('malformed_json');
}
