import { AppError } from '@libs/errors';
import type Stripe from 'stripe';
import type { GatewayEvent } from '../gateway';
import { settledOutcomeOf } from './stripe-outcome';

const SETTLING_EVENTS = ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'];

/**
 * Reads the body of a webhook whose signature was checked.
 * @throws AppError `malformed_json` when it is not a Stripe event
 */
export function readStripeEvent(rawBody: Buffer): GatewayEvent {
  const event = parse(rawBody);
  const facts = { id: event.id, createdAt: new Date(event.created * 1000) };
  const intent = event.data.object as Stripe.PaymentIntent;
  // An intent without our metadata (a fence, someone's own charge in the Stripe dashboard) is nobody's payment here.
  if (!SETTLING_EVENTS.includes(event.type) || !isIntent(intent)) return { ...facts, kind: 'other', type: event.type };
  const paymentId = intent.metadata?.['payment_id'];
  if (event.type === 'payment_intent.canceled' && paymentId === undefined) {
    return { ...facts, kind: 'other', type: event.type };
  }
  return {
    ...facts,
    kind: 'charge_settled',
    gatewayReference: intent.id,
    ...(paymentId !== undefined && { paymentId }),
    outcome: settledOutcomeOf(intent),
  };
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

function isIntent(subject: Partial<Stripe.PaymentIntent>): boolean {
  return (
    subject.object === 'payment_intent' &&
    typeof subject.id === 'string' &&
    typeof subject.currency === 'string' &&
    Number.isSafeInteger(subject.amount_received)
  );
}
