import { AppError } from '@libs/errors';
import type Stripe from 'stripe';
import type { DisputeFacts, GatewayEvent } from '../gateway';
import { fromStripeAmount } from './stripe-amount';
import { idOf } from './stripe-movements';
import { settledOutcomeOf } from './stripe-outcome';
import { refundOutcomeOf } from './stripe-refunds';

type Read<Kind extends GatewayEvent['kind']> = Omit<Extract<GatewayEvent, { kind: Kind }>, 'id' | 'createdAt'>;

const SETTLING_EVENTS = ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'];
const REFUND_EVENTS = ['refund.created', 'refund.updated', 'refund.failed'];
/** An inquiry of a bank takes no money; it is told once more when it becomes a dispute that does. */
const OPENING_EVENTS = ['charge.dispute.created', 'charge.dispute.funds_withdrawn'];

/**
 * Reads the body of a webhook whose signature was checked.
 * @throws AppError `malformed_json` when it is not a Stripe event
 */
export function readStripeEvent(rawBody: Buffer): GatewayEvent {
  const event = parse(rawBody);
  const facts = { id: event.id, createdAt: new Date(event.created * 1000) };
  const { type } = event;
  const subject = event.data.object as { object?: unknown };
  if (subject.object === 'payment_intent') return { ...facts, ...readIntent(type, subject as Stripe.PaymentIntent) };
  if (subject.object === 'refund') return { ...facts, ...readRefund(type, subject as Stripe.Refund) };
  if (subject.object === 'dispute') return { ...facts, ...readDispute(type, subject as Stripe.Dispute) };
  return { ...facts, kind: 'other', type };
}

function readIntent(type: string, intent: Stripe.PaymentIntent): Read<'charge_settled'> | Read<'other'> {
  const paymentId = intent.metadata?.['payment_id'];
  // An intent without our metadata (a fence, someone's own charge in the Stripe dashboard) is nobody's payment here.
  const isStranger = type === 'payment_intent.canceled' && paymentId === undefined;
  if (!SETTLING_EVENTS.includes(type) || isStranger || !hasFacts(intent, intent.amount_received)) {
    return { kind: 'other', type };
  }
  return {
    kind: 'charge_settled',
    gatewayReference: intent.id,
    ...(paymentId !== undefined && { paymentId }),
    outcome: settledOutcomeOf(intent),
  };
}

function readRefund(type: string, refund: Stripe.Refund): Read<'refund_settled'> | Read<'other'> {
  if (!REFUND_EVENTS.includes(type) || !hasFacts(refund, refund.amount)) return { kind: 'other', type };
  const gatewayReference = idOf(refund.payment_intent);
  const refundId = refund.metadata?.['refund_id'];
  const currency = refund.currency.toUpperCase();
  return {
    kind: 'refund_settled',
    refundReference: refund.id,
    ...(refundId !== undefined && { refundId }),
    ...(gatewayReference !== undefined && { gatewayReference }),
    amountMinor: fromStripeAmount(refund.amount, currency),
    currency,
    outcome: refundOutcomeOf(refund),
  };
}

function readDispute(
  type: string,
  dispute: Stripe.Dispute,
): Read<'dispute_opened'> | Read<'dispute_closed'> | Read<'other'> {
  const gatewayReference = idOf(dispute.payment_intent) ?? idOf(dispute.charge);
  if (!hasFacts(dispute, dispute.amount) || gatewayReference === undefined) return { kind: 'other', type };
  const currency = dispute.currency.toUpperCase();
  const amountMinor = fromStripeAmount(dispute.amount, currency);
  const facts: DisputeFacts = {
    disputeReference: dispute.id,
    gatewayReference,
    amountMinor,
    currency,
    reason: dispute.reason,
  };
  if (OPENING_EVENTS.includes(type) && !isInquiry(dispute)) return { kind: 'dispute_opened', ...facts };
  const outcome = (['won', 'lost'] as const).find((ending) => ending === dispute.status);
  if (type === 'charge.dispute.closed' && outcome !== undefined) return { kind: 'dispute_closed', outcome, ...facts };
  return { kind: 'other', type };
}

function isInquiry({ status }: Stripe.Dispute): boolean {
  return status.startsWith('warning_') || status === 'prevented';
}

function hasFacts(subject: { id: string; currency: string }, amount: number): boolean {
  return typeof subject.id === 'string' && typeof subject.currency === 'string' && Number.isSafeInteger(amount);
}

function parse(rawBody: Buffer): Stripe.Event {
  const event = json(rawBody) as Partial<Stripe.Event> | null;
  const isEvent =
    typeof event === 'object' &&
    typeof event?.id === 'string' &&
    typeof event.type === 'string' &&
    Number.isSafeInteger(event.created) &&
    typeof event.data?.object === 'object' &&
    event.data.object !== null;
  if (!isEvent) throw new AppError('malformed_json');
  return event as Stripe.Event;
}

function json(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new AppError('malformed_json');
  }
}
