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
  refund_reference?: string;
  refund_id?: string;
  dispute_reference?: string;
  reason?: string;
}

interface Moved {
  gatewayReference: string;
  amountMinor: bigint;
  currency: string;
}

/**
 * The mock's own events: `{id, created, type, gateway_reference, payment_id?, amount_minor, currency}` with the type
 * `charge.succeeded`; `refund.succeeded` and `refund.failed` with `refund_reference, refund_id`; `dispute.opened`,
 * `dispute.won` and `dispute.lost` with `dispute_reference, reason`.
 * @throws AppError `malformed_json` when it is something else
 */
export function readMockEvent(rawBody: Buffer): GatewayEvent {
  const event = parse(rawBody);
  const facts = { id: event.id, createdAt: new Date(event.created * 1000) };
  const { gateway_reference: gatewayReference, amount_minor: amount = '', currency } = event;
  if (gatewayReference && currency && /^\d{1,18}$/.test(amount)) {
    const moved = { gatewayReference, amountMinor: BigInt(amount), currency };
    const read = readCharge(event, moved) ?? readRefund(event, moved) ?? readDispute(event, moved);
    if (read) return { ...facts, ...read };
  }
  return { ...facts, kind: 'other', type: event.type };
}

type Read<Kind extends GatewayEvent['kind']> = Omit<Extract<GatewayEvent, { kind: Kind }>, 'id' | 'createdAt'>;

function readCharge(event: MockEventBody, moved: Moved): Read<'charge_settled'> | undefined {
  if (event.type !== 'charge.succeeded') return undefined;
  const { gatewayReference } = moved;
  return { kind: 'charge_settled', gatewayReference, ...paymentOf(event), outcome: { status: 'succeeded', ...moved } };
}

function readRefund(event: MockEventBody, moved: Moved): Read<'refund_settled'> | undefined {
  const { refund_reference: refundReference, refund_id: refundId } = event;
  if (!event.type.startsWith('refund.') || !refundReference) return undefined;
  const facts = { refundReference, ...(refundId !== undefined && { refundId }), ...moved };
  if (event.type === 'refund.succeeded') {
    return { kind: 'refund_settled', ...facts, outcome: { status: 'succeeded', refundReference } };
  }
  return { kind: 'refund_settled', ...facts, outcome: { status: 'failed', code: 'refund_failed', refundReference } };
}

function readDispute(event: MockEventBody, moved: Moved): Read<'dispute_opened'> | Read<'dispute_closed'> | undefined {
  const { dispute_reference: disputeReference, reason = 'general' } = event;
  if (!event.type.startsWith('dispute.') || !disputeReference) return undefined;
  const facts = { disputeReference, ...moved, ...paymentOf(event), reason };
  if (event.type === 'dispute.opened') return { kind: 'dispute_opened', ...facts };
  return { kind: 'dispute_closed', outcome: event.type === 'dispute.won' ? 'won' : 'lost', ...facts };
}

function paymentOf({ payment_id: paymentId }: MockEventBody): { paymentId?: string } {
  return paymentId === undefined ? {} : { paymentId };
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
